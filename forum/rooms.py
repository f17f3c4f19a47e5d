"""The table of contents: which rooms there are, and which of them lie inside a class."""

from __future__ import annotations

from flask import Flask

from forum.auth import cli as auth_cli
from forum.auth import routes as auth
from forum.auth import settings as auth_settings
from forum.comments import moderation as comment_moderation
from forum.comments import routes as comments
from forum.courses import arriving, invitations, members, people, site
from forum.courses import cli as course_cli
from forum.courses import settings as course_settings
from forum.courses.doorway import bp as course
from forum.exchange import cli as exchange_cli
from forum.feeds import addresses as feed_addresses
from forum.feeds import doorway as feed_doorway
from forum.feeds import routes as feeds
from forum.keeping import bookmarks, hearts
from forum.notify import cli as mail_cli
from forum.notify import deliveries, subscription, wishes
from forum.notify import routes as notify
from forum.peers import reviews, sharing, unanswered
from forum.posts import archives, categories, coauthors, moderation, pins, publication
from forum.posts import routes as posts
from forum.prompts import arrangements, board, calendars, deletion, messages
from forum.prompts import routes as prompts
from forum.reading import keys, live, watching
from forum.reading import routes as reading
from forum.rerender import group as text_group
from forum.revisions import routes as revisions
from forum.search import cli as search_cli
from forum.search import routes as search
from forum.writing import drafts
from forum.writing import routes as writing

# Everything of a class lives under /c/<course>/.
for inside in (
    posts.bp,
    moderation.bp,
    archives.bp,
    pins.bp,
    publication.bp,
    coauthors.bp,
    categories.bp,
    comments.bp,
    comment_moderation.bp,
    revisions.bp,
    prompts.bp,
    deletion.bp,
    board.bp,
    arrangements.bp,
    messages.bp,
    calendars.bp,
    unanswered.bp,
    sharing.bp,
    reviews.bp,
    reading.bp,
    watching.bp,
    live.bp,
    hearts.bp,
    bookmarks.bp,
    search.bp,
    members.bp,
    people.bp,
    invitations.bp,
    course_settings.bp,
    feeds.bp,
    feed_addresses.bp,
    notify.bp,
    wishes.bp,
    deliveries.bp,
    writing.bp,
):
    course.register_blueprint(inside)

# Of the feeds there is a second way in, for programs.
feed_doorway.bp.register_blueprint(feeds.bp)
feed_doorway.bp.register_blueprint(calendars.feed)


def init_app(app: Flask) -> None:
    """Open the rooms."""
    for room in (
        auth.bp,
        auth_settings.bp,
        site.bp,
        keys.bp,
        arriving.bp,
        feed_doorway.bp,
        subscription.bp,
        drafts.bp,
        course,
    ):
        app.register_blueprint(room)
    for group in (
        auth_cli.group,
        course_cli.group,
        exchange_cli.group,
        text_group,
        search_cli.group,
        mail_cli.group,
    ):
        app.cli.add_command(group)
