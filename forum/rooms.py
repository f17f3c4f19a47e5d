"""The table of contents: which rooms there are, and which of them lie inside a class."""

from __future__ import annotations

from flask import Flask

from forum.auth import routes as auth
from forum.auth import settings as auth_settings
from forum.comments import moderation as comment_moderation
from forum.comments import routes as comments
from forum.courses import (
    arriving,
    closings,
    copies,
    invitations,
    members,
    people,
    purges,
    retentions,
    sections,
    site,
)
from forum.courses import settings as course_settings
from forum.courses.doorway import bp as course
from forum.feeds import addresses as feed_addresses
from forum.feeds import doorway as feed_doorway
from forum.feeds import routes as feeds
from forum.keeping import bookmarks, hearts
from forum.marking import lists as marks
from forum.marking import releases, scales
from forum.marking import routes as marking
from forum.notify import deliveries, subscription, wishes
from forum.notify import routes as notify
from forum.peers import reviews, sharing, unanswered
from forum.posts import archives, carrying, categories, coauthors, editor, moderation, pins, publication
from forum.posts import routes as posts
from forum.prompts import arrangements, board, calendars, deletion, messages
from forum.prompts import routes as prompts
from forum.reading import keys, live, watching
from forum.reading import routes as reading
from forum.reports import people as parts
from forum.reports import routes as reports
from forum.reports import silence
from forum.revisions import routes as revisions
from forum.rosters import routes as rosters
from forum.search import routes as search
from forum.writing import drafts
from forum.writing import routes as writing

# Everything of a class lives under /c/<course>/.
for inside in (
    posts.bp,
    editor.bp,
    moderation.bp,
    archives.bp,
    pins.bp,
    carrying.bp,
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
    rosters.bp,
    people.bp,
    invitations.bp,
    sections.bp,
    course_settings.bp,
    closings.bp,
    retentions.bp,
    copies.bp,
    feeds.bp,
    feed_addresses.bp,
    notify.bp,
    wishes.bp,
    deliveries.bp,
    reports.bp,
    parts.bp,
    silence.bp,
    writing.bp,
    marking.bp,
    marks.bp,
    releases.bp,
    scales.bp,
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
        copies.asked,
        purges.bp,
        keys.bp,
        arriving.bp,
        feed_doorway.bp,
        subscription.bp,
        drafts.bp,
        course,
    ):
        app.register_blueprint(room)
