"""Every page and state that is photographed: who sees it, where it is, what is done there first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.test_layout import OF_INSTRUCTORS, OF_STUDENTS
from tests.gallery import poses
from tests.gallery.looks import MAIN, USUAL, Look
from tests.gallery.rooms import SCRIPTS as TEXTS
from tests.sweeps.roles import CLASS, LINES, Line

Pose = Callable[[Page], None]
PEOPLE = {"sam": "student", "ines": "instructor"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One page in one state, as somebody sees it; `path` has the names of things in braces."""

    name: str
    who: str
    path: str
    pose: Pose | None = None
    looks: tuple[Look, ...] = USUAL


def _main(name: str, who: str, path: str, pose: Pose | None = None) -> Scene:
    return Scene(name, who, path, pose, MAIN)


# In the demo class amara teaches, mei and jonas study; "" is a visitor.
POST = "{demo}/posts/{discussed}"
THREAD = "{twin}/posts/{long}"
CHOSEN = (
    _main("feed, student", "mei", "{demo}/"),
    _main("feed, instructor", "amara", "{demo}/"),
    Scene("feed, visitor", "", "{demo}/"),
    _main("post, student", "mei", POST),
    Scene("post, instructor", "amara", POST),
    Scene("post, author", "jonas", POST),
    Scene("post, visitor", "", POST),
    _main("post, with a table", "mei", "{demo}/posts/{counted}"),
    _main("thread of 300", "mei", THREAD),
    Scene("thread of 300, instructor", "amara", THREAD),
    Scene("thread of 300, further page", "mei", THREAD, poses.next_page),
    _main("post, names beside a heart", "mei", POST, poses.names_shown),
    _main("hearts, who gave them", "mei", POST + "/hearts"),
    _main("bookmarks", "mei", "{demo}/bookmarks"),
    Scene("bookmarks, none", "sam", "{empty}/bookmarks"),
    _main("notifications", "mei", "{demo}/notifications"),
    Scene("notifications, none", "sam", "{empty}/notifications"),
    _main("mail and following", "mei", "{demo}/notifications/mail"),
    _main("delivery of an announcement", "amara", "{demo}/posts/{demo_announced}/delivery"),
    Scene("no more mail", "", "/unsubscribe/{sams_way_out}"),
    _main("note at its post", "jonas", POST),
    _main("notes of one's own", "jonas", "{demo}/marks"),
    Scene("notes of one's own, none", "sam", "{empty}/marks"),
    Scene("post, with the way to marking", "amara", POST),
    _main("marking a post", "amara", "{demo}/posts/{discussed}/marks/{jonas}"),
    Scene(
        "marking a post, refused", "amara", "{demo}/posts/{discussed}/marks/{jonas}", poses.too_many_points
    ),
    _main("marking, saved meanwhile", "amara", "{demo}/posts/{meis}/marks/{mei}", poses.marked_twice),
    _main("marking a part", "amara", "{demo}/posts/{discussed}/marks/{mei}/part"),
    Scene("marking a thread", "amara", "{demo}/posts/{discussed}/marks"),
    _main("marking a prompt", "amara", "{demo}/prompts/{demo_prompt}/marks"),
    Scene("marking a class", "amara", "{demo}/marking"),
    Scene("marking a class, nothing", "ines", "{empty}/marking"),
    Scene("marks of a student", "amara", "{demo}/members/{jonas}/marks"),
    _main("rubric", "amara", "{demo}/prompts/{demo_prompt}/rubric"),
    Scene("rubric, saved meanwhile", "amara", "{demo}/prompts/{demo_prompt}/rubric", poses.rubric_twice),
    _main("history of a post", "sam", "/c/supply-chains/posts/{edited}/history"),
    _main("history, side by side", "sam", "/c/supply-chains/posts/{edited}/history?view=side"),
    Scene("history, how it began", "sam", "/c/supply-chains/posts/{edited}/history?new=1"),
    _main("editor, saved meanwhile", "sam", "/c/supply-chains/posts/{edited}/edit", poses.raced),
    _main("new, student", "mei", "{demo}/new"),
    Scene("new, instructor", "amara", "{demo}/new"),
    Scene("new, nothing", "sam", "{empty}/new"),
    _main("post, with new comments", "mei", POST + "?new={read}"),
    Scene("post, a comment came", "mei", POST, poses.comment_came),
    Scene("thread of 300, rest of a branch", "mei", THREAD, poses.more_replies),
    _main("archive, category", "mei", "{demo}/categories/{demo_category}"),
    Scene("archive, month", "mei", "{demo}/months/{demo_month}"),
    _main("author", "mei", "{demo}/authors/{jonas}"),
    Scene("search", "mei", "{demo}/search"),
    _main("search, found", "mei", "{demo}/search?q=inspector+afternoon"),
    Scene("search, half remembered", "mei", "{demo}/search?q=inspectors+having+afternoons&sort=newest"),
    Scene("search, nothing", "mei", "{demo}/search?q=nowhere&posts=y"),
    Scene("search, scripts", "amal", "{scripts}/search?q=المدابغ"),
    _main("editor, empty", "mei", "{demo}/posts/new"),
    _main("editor, with text", "mei", "{demo}/posts/new", poses.written),
    Scene("editor, with errors", "mei", "{demo}/posts/new", poses.refused),
    Scene("editor, instructor", "amara", "{demo}/posts/new"),
    Scene("drafts", "ben", "{demo}/drafts"),
    Scene("draft", "ben", "{demo}/posts/{half}"),
    Scene("draft, scheduled, of several", "ben", "{demo}/posts/{scheduled}"),
    Scene("editor, scheduled", "ben", "{demo}/posts/{scheduled}/edit"),
    Scene("drafts, none", "mei", "{demo}/drafts"),
    _main("peers, prompt, student", "mei", "{twin}/prompts/{read_prompt}"),
    _main("peers, review being written", "mei", "{twin}/posts/{for_mei}/reviews/new"),
    Scene("peers, review refused", "mei", "{twin}/posts/{for_mei}/reviews/new", poses.refused),
    _main("peers, reviews of a post", "mei", "{twin}/posts/{of_mei}/reviews"),
    Scene("peers, a post with reviews", "mei", "{twin}/posts/{of_mei}"),
    Scene("peers, a post to review", "mei", "{twin}/posts/{for_mei}"),
    _main("peers, who reads whom", "amara", "{twin}/prompts/{read_prompt}/reviews"),
    Scene("peers, nobody to read it", "amara", "{twin}/prompts/{overdue_prompt}/reviews"),
    _main("peers, settings", "amara", "{twin}/prompts/{read_prompt}/sharing"),
    _main("peers, without a reply", "amara", "{demo}/unanswered"),
    _main("members, student", "mei", "{demo}/members"),
    _main("members, instructor", "amara", "{demo}/members"),
    _main("participation", "amara", "{demo}/participation"),
    _main("participation, in numbers", "amara", "{demo}/participation?view=numbers&sort=posts"),
    Scene(
        "participation, days turned round", "amara", "{demo}/participation?since=2027-02-01&until=2027-01-01"
    ),
    _main("participation, who answers whom", "amara", "{demo}/participation/answers"),
    Scene("participation, silent", "amara", "{demo}/participation/silent"),
    Scene("participation, a letter", "amara", "{demo}/participation/messages"),
    _main("participation, my part", "mei", "{demo}/participation/me"),
    Scene("participation, of a student", "amara", "{demo}/participation/{jonas}"),
    Scene("participation, what the numbers mean", "mei", "{demo}/participation/definitions"),
    Scene("empty class, participation", "ines", "{empty}/participation"),
    Scene("feeds, public class", "mei", "{demo}/feeds"),
    Scene("feeds, visitor", "", "{demo}/feeds"),
    Scene("categories", "amara", "{demo}/categories"),
    Scene("class settings", "amara", "{demo}/settings"),
    Scene("class settings, with errors", "amara", "{demo}/settings", poses.refused),
    Scene("menu", "mei", "{demo}/", poses.opened_menu),
    Scene("comment, being written", "mei", POST, poses.commenting),
    Scene("comment, refused", "mei", POST, poses.answering),
    Scene("comment, being edited", "jonas", POST, poses.editing),
    Scene("comment, being deleted", "jonas", POST, poses.deleting),
    Scene("comment, being hidden", "amara", POST, poses.hiding),
    Scene("comment, site unreachable", "mei", POST, poses.unreachable),
    Scene("comment, deleted", "linh", THREAD, poses.taken_back),
    Scene("prompts, student", "sam", "/c/supply-chains/prompts"),
    Scene("prompts, instructor", "ines", "/c/supply-chains/prompts"),
    _main("prompt, student", "sam", "/c/supply-chains/prompts/{asked}"),
    Scene("prompt, instructor", "ines", "/c/supply-chains/prompts/{asked}"),
    _main("prompt, board of the demo", "amara", "{demo}/prompts/{demo_over}/board"),
    _main("prompt, board", "ines", "/c/supply-chains/prompts/{asked}/board"),
    Scene("prompt, board of a section", "ines", "/c/supply-chains/prompts/{asked}/board?section={tuesday}"),
    Scene("prompt, letter", "ines", "/c/supply-chains/prompts/{asked}/board/messages"),
    Scene("prompt, editor", "ines", "/c/supply-chains/prompts/new"),
    Scene("prompt, editor with errors", "ines", "/c/supply-chains/prompts/new", poses.refused),
    Scene("prompt, editor, two versions", "ines", "/c/supply-chains/prompts/{asked}/edit", poses.asked_twice),
    Scene("prompts, none", "ines", "{empty}/prompts"),
    Scene("calendar", "sam", "/c/supply-chains/calendar"),
    Scene("empty class, student", "sam", "{empty}/"),
    _main("empty class, instructor", "ines", "{empty}/"),
    Scene("empty class, members", "ines", "{empty}/members"),
    Scene("empty class, invitations", "ines", "{empty}/invitations"),
    Scene("empty class, author", "sam", "{empty}/authors/{sam}"),
    Scene("closed class", "sam", "{over}/"),
    Scene("closed class, settings", "ines", "{over}/settings"),
    Scene("closed class, to be opened", "ines", "{over}/settings/closing"),
    Scene("closed class, how long kept, admin", "adam", "{over}/settings/retention"),
    Scene("purge, with errors", "adam", "/courses/bygone/purge", poses.refused),
    Scene("copy, with errors", "ines", "{term}/settings/copy", poses.refused),
    _main("copy, preview", "ines", "{term}/settings/copy/preview?{wished}"),
    Scene("copy, preview with sections", "adam", "{term}/settings/copy/preview?{wished}&with_sections=y"),
    Scene("post, taken along", "ines", "{term}/posts/{welcome}"),
    _main("sign-in", "", "/sign-in"),
    Scene("sign-in, wrong password", "", "/sign-in", poses.wrong_password),
    Scene("sign-in, sent here", "", "/c/supply-chains/"),
    Scene("sign-in, form was stale", "", "/reset", poses.stale),
    Scene("reset, with errors", "", "/reset", poses.refused),
    Scene("join by mail, with errors", "", "/join/{by_mail_link}", poses.refused),
    Scene("join by mail, has an account", "", "/join/{to_otto_link}"),
    Scene("join by mail, other address", "adam", "/join/{to_otto_link}"),
    Scene("invite by mail, with errors", "ines", "/c/supply-chains/invitations/mail", poses.faulty_addresses),
    Scene("settings, address not confirmed", "rita", "/settings"),
    Scene("join, with errors", "", "/join/{invitation_link}", poses.refused),
    Scene("front", "", "/"),
    Scene("classes, several", "sam", "/?all=1"),
    Scene("classes, one", "ruth", "/?all=1"),
    Scene("classes, admin", "adam", "/?all=1"),
    Scene("class, new, with errors", "adam", "/courses/new", poses.refused),
    _main("sections", "ines", "/c/supply-chains/sections"),
    _main("section", "ines", "/c/supply-chains/sections/{section}"),
    Scene("section, deletion", "ines", "/c/supply-chains/sections/{second_section}/deletion"),
    Scene("section, deletion, in the way", "ines", "/c/supply-chains/sections/{tuesday}/deletion"),
    _main("members, with sections", "ines", "/c/supply-chains/members"),
    Scene("member, assistant", "ines", "/c/supply-chains/members/{asa}"),
    _main("roster, upload", "ines", "/c/supply-chains/members/roster"),
    Scene("roster, upload, with errors", "ines", "/c/supply-chains/members/roster", poses.refused),
    _main("roster, preview", "ines", "/c/supply-chains/members/roster/{upload}"),
    Scene("roster, faulty", "ines", "/c/supply-chains/members/roster/{upload}?list=faulty"),
    Scene("roster, not in the file", "ines", "/c/supply-chains/members/roster/{upload}?list=absent"),
    Scene("roster, applied", "ines", "/c/supply-chains/members/roster/{applied}"),
    _main("error 404", "mei", "{demo}/posts/999999"),
    Scene("error 404, visitor", "", "/no-such-page"),
    Scene("error 403", "mei", "{demo}/settings"),
    Scene("error 410", "", "/join/{revoked_link}"),
    Scene("error 429", "noa", "{scripts}/posts/new", poses.too_often),
    Scene("error 500", "mei", "/broken"),
)
SCRIPTS = tuple(_main(f"script, {name}", "sue", f"{{scripts}}/posts/{{{name}}}") for name in TEXTS)
SCRIPTS_LISTED = (
    _main("script, feed", "amal", "{scripts}/"),
    Scene("script, editor", "amal", "{scripts}/posts/{arabic}/edit"),
)


def crowded() -> Iterator[Scene]:
    """Yield what there is where nothing is short."""
    names = {
        "post": "{crowded_post}", "comment": "{crowded_comment}", "category": "{crowded_category}",
        "slug": "{crowded_slug}", "month": "{crowded_month}", "author": "{liesl}",
    }  # fmt: skip
    for who, paths in (("liesl", OF_STUDENTS), ("ines", OF_INSTRUCTORS)):
        for path in paths:
            yield Scene(f"long{path}, {who}", who, "{crowded}" + path.format(**names))


def plain() -> Iterator[Scene]:
    """Yield every page of the furnished class, and of the site, as a student and as an instructor see it."""
    for line in filter(is_page, LINES):
        yield from (_of_line(line, who) for who in sorted(_lookers(line)))


def is_page(line: Line) -> bool:
    """Say whether somebody is shown a page there, and not led on or given a file."""
    return line.method == "GET" and "200" in line.usually.values() and "." not in line.path


def _lookers(line: Line) -> set[str]:
    """Return who looks at it: in a class both of PEOPLE who may, elsewhere the first of all who may."""
    may = [who for who, answer in line.usually.items() if answer == "200"]
    in_class = {who for who in PEOPLE if who in may} if line.path.startswith(CLASS) else set()
    return in_class or {may[0]}


def _of_line(line: Line, who: str) -> Scene:
    place = line.path.replace(CLASS, "class") if line.path.startswith(CLASS) else "site" + line.path
    path = line.path.replace(CLASS, "/c/supply-chains")
    return Scene(f"{place}, {PEOPLE.get(who, who)}", "" if who == "vera" else who, path)


def scenes() -> list[Scene]:
    """Return everything that is photographed, in the order of the album."""
    return [*CHOSEN, *SCRIPTS, *SCRIPTS_LISTED, *crowded(), *plain()]


def file_name(scene: Scene, look: Look) -> str:
    """Return what the picture's file is called."""
    return re.sub(r"[^a-z0-9]+", "-", f"{scene.name} {look.name}".lower()).strip("-") + ".png"
