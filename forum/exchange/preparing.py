"""The second reading of an export: what comes of each item, rendered and ready to be written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _

from forum import clock, prose, text
from forum.exchange import editable, keys, sorting, threads
from forum.exchange.entries import Comment, Item
from forum.exchange.filed import Categories
from forum.exchange.lines import line
from forum.exchange.people import Accounts, Writer, Writers
from forum.exchange.plan import NewComment, NewPost, Plan
from forum.exchange.report import Report
from forum.exchange.survey import Progress, Survey
from forum.exchange.threads import Placed
from forum.exchange.wordpress_html import comment_html, to_html
from forum.extensions import db

TITLE_OUT_OF_TEXT = 60  # characters
AS_WRITTEN = '<pre class="as-written"'

# What no database or encoding can carry, and HTML can name.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def prepare(found: Survey, course_id: int, *, with_tags: bool, progress: Progress) -> Plan:
    """Make ready what is not in the class yet, and change nothing. Raises wxr.BrokenExport."""
    preparing = _Preparing(found, course_id, with_tags=with_tags)
    db.session.rollback()  # rendering takes its time; no transaction waits for it
    for item in found.items():
        preparing.take(item, progress)
    plan = preparing.plan()
    db.session.rollback()
    return plan


class _Preparing:
    """Takes the items one by one and remembers what they need: people, categories, places in threads."""

    def __init__(self, found: Survey, course_id: int, *, with_tags: bool) -> None:
        self.found = found
        self.course_id = course_id
        self.with_tags = with_tags
        self.blog = keys.of_blog(found.site)
        self.known = keys.known(course_id)
        self.categories = Categories(course_id, found.terms)
        self.report = Report()
        self.writers = Writers(found.authors)
        self.writing: dict[str, Writer] = {}  # of what is new
        self.earlier: dict[str, int] = {}  # accounts of who wrote what is here, by their keys
        self.posts: dict[str, NewPost] = {}
        self.comments: dict[str, NewComment] = {}
        if not any(key.startswith(f"{self.blog}#") for key in self.known.posts):
            self.categories.need_all(found.terms, with_tags=with_tags)

    def take(self, item: Item, progress: Progress) -> None:
        if sorting.is_left_out(item, self.report):
            progress(1 + len(item.comments))
            return
        key = keys.of_post(self.blog, item)
        at = sorting.moment_of(item, clock.now())
        self._take_post(item, key, at)
        progress(1)
        self._take_thread(item, key, at, progress)

    def _take_post(self, item: Item, key: str, at: datetime) -> None:
        writer = self.writers.of_post(item)
        if key in self.known.posts:
            self.report.is_here(_("posts and pages"))
            self.earlier[writer.key] = self.known.posts[key].author_id
        elif key in self.posts:
            self.report.left_out(_("posts that stand in the file twice"), item.title)
        else:
            self.writing.setdefault(writer.key, writer)
            self.posts[key] = self._post(item, key, at, writer)

    def _post(self, item: Item, key: str, at: datetime, writer: Writer) -> NewPost:
        self.report.came_in("pages" if item.kind == "page" else "posts")
        sorting.note_losses(item, self.report)
        html = to_html(item.body, base=self._base(item), pictures=self.found.pictures_of(item))
        made = self._prose(html, prose.POST_HEADING, item)
        return NewPost(
            key=key,
            writer=writer.key,
            title=self._title(item, made),
            prose=made,
            excerpt=sorting.excerpt_of(item, self.report),
            state=sorting.state_of(item, self.report),
            at=at,
            comments_open=item.comment_status == "open",
            is_sticky=item.is_sticky,
            filed=tuple(self.categories.need(name) for name in sorting.names_of(item, self.with_tags)),
        )

    def _title(self, item: Item, made: prose.Prose) -> str:
        title = line(item.title, text.TITLE_LIMIT)
        if not title:
            title = line(made.excerpt, TITLE_OUT_OF_TEXT) or _("Untitled")
            self.report.changed(_("had no title and are called by their first words"), title)
        elif len(item.title) > text.TITLE_LIMIT:
            self.report.changed(_("had a title of more than 200 characters, which is cut"), title)
        return title

    def _take_thread(self, item: Item, key: str, at: datetime, progress: Progress) -> None:
        standing = threads.arrange(item.comments, self._stands(key), otherwise=at)
        progress(len(item.comments) - len(standing))
        for placed in standing:
            self._take_comment(item, key, placed)
            progress(1)

    def _stands(self, post: str) -> Callable[[Comment], bool]:
        """Return what says whether a comment comes, or has come before and is still there."""

        def stands(comment: Comment) -> bool:
            if sorting.comment_is_left_out(comment, self.report):
                return False
            row = self.known.comments.get(keys.of_comment(post, comment))
            if row is not None and row.deleted_at is not None:
                self.report.is_here(_("comments, deleted since"))
            return row is None or row.deleted_at is None

        return stands

    def _take_comment(self, item: Item, post: str, placed: Placed) -> None:
        key = keys.of_comment(post, placed.comment)
        writer = self.writers.of_comment(placed.comment)
        if key in self.known.comments:
            self.report.is_here(_("comments"))
            self.earlier[writer.key] = self.known.comments[key].author_id
        elif key in self.comments:
            self.report.left_out(_("comments that stand in the file twice"), sorting.told(placed.comment))
        elif post in self.known.posts and self.known.posts[post].deleted_at is not None:
            self.report.left_out(_("comments on posts that were deleted here"), item.title)
        else:
            self.writing.setdefault(writer.key, writer)
            self.comments[key] = self._comment(item, key, post, placed, writer)

    def _comment(self, item: Item, key: str, post: str, placed: Placed, writer: Writer) -> NewComment:
        self.report.came_in("comments")
        if placed.has_moved:
            self.report.changed(
                _("answer a comment that did not come; they stand higher"), sorting.told(placed.comment)
            )
        html = comment_html(placed.comment.body, base=self._base(item))
        made = self._prose(html, prose.COMMENT_HEADING, item)
        above = keys.of_comment(post, placed.above) if placed.above else ""
        return NewComment(key, post, above, placed.level, writer.key, made, placed.at)

    def _base(self, item: Item) -> str:
        return item.link or self.found.site.base_url

    def _prose(self, html: str, heading: int, item: Item) -> prose.Prose:
        source, format = editable.to_source(_UNSTORABLE.sub("\ufffd", html), text.render)
        made = prose.prepare(_UNSTORABLE.sub("\ufffd", source), heading=heading, format=format)
        if made.body_html.startswith(AS_WRITTEN):
            self.report.changed(_("could not be rendered and are shown as they were written"), item.title)
        elif format == "html":
            self.report.changed(_("are edited as HTML, for Markdown would lose something"), item.title)
        return made

    def plan(self) -> Plan:
        """Find everybody's account, and close the report."""
        accounts = Accounts(self.course_id, self.writing.values(), self.earlier)
        self._note_terms()
        self._note_people(accounts)
        return Plan(
            course_id=self.course_id,
            blog=self.blog,
            known=self.known,
            categories=self.categories,
            accounts=accounts,
            report=self.report,
            posts=list(self.posts.values()),
            comments=list(self.comments.values()),
        )

    def _note_terms(self) -> None:
        self.report.came_in("categories", len(self.categories.new))
        for term in self.found.terms:
            if term.kind == "tag" and not self.with_tags:
                self.report.left_out(_("tags; --tags makes categories of them the first time"), term.name)
            elif term.parent_slug and term.name in self.categories.new.values():
                self.report.changed(_("stood under another category; they stand beside it"), term.name)

    def _note_people(self, accounts: Accounts) -> None:
        self.report.people = accounts.all()
        self.report.came_in("people", sum(not person.is_here for person in self.report.people))
