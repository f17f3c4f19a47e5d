"""Every rule about who may do what, in one place, to be read by a teacher.

Each rule takes the member and, where there is one, the thing. Beside the rules that decide what shows in
lists stands their SQL twin; a test proves for every role that both agree. Parts of it are policy_class.py,
policy_comments.py, policy_prompts.py, policy_audience.py (whom a post is for), policy_marking.py (notes and
points), policy_peers.py (what students read of each other), policy_own.py (what is one's own),
policy_reports.py and policy_term.py; all are asked for here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, true
from werkzeug.exceptions import Forbidden

from forum import (
    policy_class,
    policy_comments,
    policy_marking,
    policy_own,
    policy_peers,
    policy_prompts,
    policy_reports,
    policy_term,
)
from forum.courses.models import Role
from forum.policy_audience import audience, is_for, posts_withheld, posts_written, somebody
from forum.policy_comments import comment_counts, comments_counted, comments_readable
from forum.policy_marking import marks_readable
from forum.policy_prompts import is_frozen, is_sealed, prompts_readable
from forum.posts.models import HeldBack, Post, State
from forum.posts.names import co_wrote, listed, wrote
from forum.revisions.models import Revision
from forum.standing import Member, Reader

__all__ = [
    "RULES",
    "audience",
    "comment_counts",
    "comments_counted",
    "comments_readable",
    "marks_readable",
    "may",
    "post_counts",
    "posts_counted",
    "posts_readable",
    "posts_withheld",
    "posts_written",
    "prompts_readable",
    "require",
    "somebody",
]

# --- Posts -------------------------------------------------------------------------------------------


# A draft is its authors' alone, while they belong. A private post is theirs and the teachers'. A hidden post
# is still shown to its authors, who should know, and to the teachers. Deleted posts are in no list.
def _post_read(member: Member, post: Any) -> bool:
    if post.deleted_at is not None or not is_for(member, post):
        return False
    mine = member.belongs and wrote(member.user_id, post)
    if post.state == State.DRAFT:
        return mine
    if post.state == State.PRIVATE or post.hidden_at is not None:
        return mine or member.staff
    return True


def posts_readable(member: Reader) -> ColumnElement[bool]:
    """Return the SQL twin of "post.read", for one class."""
    shown = and_(Post.state == State.PUBLISHED, Post.hidden_at.is_(None))
    mine = posts_written(member.user_id) if member.belongs else false()
    staff = Post.state != State.DRAFT if member.staff else false()
    here = and_(Post.course_id == member.course_id, Post.deleted_at.is_(None))
    return and_(here, or_(shown, mine, staff), audience(member))


# Only a post's first author names who wrote it with them, deletes it and takes it back.
def _post_share(member: Member, post: Any) -> bool:
    return member.takes_part and post.author_id == member.user_id and post.deleted_at is None


# A co-author takes their name off, whatever their role is by now.
def _post_leave(member: Member, post: Any) -> bool:
    named = member.course_open and post.deleted_at is None and co_wrote(member.user_id, post)
    return named and not is_sealed(member, post)


# What counts in the numbers that the class shows. From those of whom a post is not for, it is taken off.
def post_counts(post: Any) -> bool:
    """Say whether all whom a post is for can see it: published, not hidden, not deleted."""
    return post.state == State.PUBLISHED and post.hidden_at is None and post.deleted_at is None


def posts_counted() -> ColumnElement[bool]:
    """Return the SQL twin of `post_counts`."""
    return and_(Post.state == State.PUBLISHED, Post.hidden_at.is_(None), Post.deleted_at.is_(None))


# Instructors, assistants and students write while the class is open.
def _post_write(member: Member, _course: Any) -> bool:
    return member.takes_part


# Students may edit their own posts, teachers every post that they can see; a draft is its authors'. What is
# frozen (an answer whose author has seen those of others) only teachers change.
def _post_edit(member: Member, post: Any) -> bool:
    if not member.takes_part or not _post_read(member, post) or is_frozen(member, post):
        return False
    return wrote(member.user_id, post) or member.staff


# Who may edit a draft lets it come out, at once or at a time to come. One that was for a section which is
# gone is for nobody: it is edited first, where they choose whom it is for.
def _post_publish(member: Member, post: Any) -> bool:
    return post.state == State.DRAFT and post.held_back != HeldBack.SECTION and _post_edit(member, post)


# What nobody has answered and no teacher has hidden its author takes back to a draft: not a word is lost then
# that somebody else wrote, not even one that was deleted.
def _post_unpublish(member: Member, post: Any) -> bool:
    mine = member.takes_part and post.author_id == member.user_id
    return mine and post_counts(post) and post.comment_number == 0 and not is_sealed(member, post)


# Only the author deletes; teachers hide, and say why.
def _post_delete(member: Member, post: Any) -> bool:
    mine = member.takes_part and post.author_id == member.user_id
    return mine and post.deleted_at is None and not is_sealed(member, post)


# Who deleted a post may take that back.
def _post_restore(member: Member, post: Any) -> bool:
    return member.takes_part and post.deleted_at is not None and post.deleted_by_id == member.user_id


# Teachers hide what should not stand there, and show it again.
def _post_hide(member: Member, post: Any) -> bool:
    return member.takes_part and member.staff and post.deleted_at is None and post.state == State.PUBLISHED


# Announcing and pinning is the instructor's voice.
def _post_announce(member: Member, _course: Any) -> bool:
    return member.takes_part and member.teaches


def _post_pin(member: Member, post: Any) -> bool:
    return _post_announce(member, post) and post_counts(post)


# Teachers end a discussion and open it again.
def _post_close(member: Member, post: Any) -> bool:
    return member.takes_part and member.staff and _post_read(member, post)


# What a post said before is for its author, while they study here, and for the teachers who can see it. That
# it was edited, by whom and when, everybody sees.
def _post_history_read(member: Member, post: Any) -> bool:
    mine = member.role == Role.STUDENT and wrote(member.user_id, post)
    return _post_read(member, post) and (member.staff or mine)


# A version that was saved as a draft was its authors' alone, and stays so when the post has come out.
def versions_readable(member: Member, text: Any) -> ColumnElement[bool]:
    """Return which of the earlier versions of a post or comment are shown to whom its history is."""
    others = listed(getattr(text, "co_authors", None))  # a comment has none
    mine = member.user_id is not None and member.user_id in (text.author_id, *(other.id for other in others))
    return true() if mine else Revision.was_draft.is_(False)


# Those who announce see whom it reached.
def _delivery_read(member: Member, post: Any) -> bool:
    return member.teaches and bool(post.is_announcement) and post.state == State.PUBLISHED


# Who writes in the class says what is worth reading: of the words of others, and of what all can see.
def _post_heart(member: Member, post: Any) -> bool:
    return member.takes_part and not wrote(member.user_id, post) and post_counts(post)


# --- Comments ----------------------------------------------------------------------------------------


# Everybody who writes in the class comments on every published post they can see, until comments are closed.
def _comment_write(member: Member, post: Any) -> bool:
    return (
        member.takes_part
        and _post_read(member, post)
        and post.state == State.PUBLISHED
        and post.comments_open
    )


RULES: dict[str, Callable[[Member, Any], bool]] = {
    **policy_class.RULES,
    "post.read": _post_read,
    "post.write": _post_write,
    "post.edit": _post_edit,
    "post.share": _post_share,
    "post.leave": _post_leave,
    "post.publish": _post_publish,
    "post.unpublish": _post_unpublish,
    "post.delete": _post_delete,
    "post.restore": _post_restore,
    "post.hide": _post_hide,
    "post.announce": _post_announce,
    "post.pin": _post_pin,
    "post.close": _post_close,
    "post.history.read": _post_history_read,
    "delivery.read": _delivery_read,
    "post.heart": _post_heart,
    "comment.write": _comment_write,
    **policy_comments.RULES,
    **policy_marking.RULES,
    **policy_prompts.RULES,
    **policy_peers.RULES,
    **policy_own.RULES,
    **policy_term.RULES,
    **policy_reports.RULES,
}


def may(member: Member, rule: str, thing: Any = None) -> bool:
    """Say whether a member may do something to a thing; asked alike by routes, templates and tests."""
    return RULES[rule](member, thing)


def require(member: Member, rule: str, thing: Any = None) -> None:
    """Let the request go on only if the rule allows it. Raises Forbidden (403) with a sentence."""
    if not may(member, rule, thing):
        raise Forbidden(_refusal(member, rule, thing))


def _refusal(member: Member, rule: str, thing: Any) -> str:
    if not member.course_open:
        return _("This class is closed: everything can be read, nothing can be changed.")
    if member.role == Role.OBSERVER:
        return _("You observe this class: you can read everything, but not write.")
    if member.user_id is None:
        return _("Sign in as a member of this class to do that.")
    if rule == "comment.write" and not thing.comments_open:
        return _("The comments of this post were closed.")
    return _("That is not yours to change. If you think it should be, ask your instructor.")
