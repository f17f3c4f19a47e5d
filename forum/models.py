"""Every table, imported once: for Alembic, and so that relationships find each other by name."""

from forum.auth.models import AuditEvent, Handle, KeptForm, MailedLink, Session, User
from forum.comments.models import Comment
from forum.courses.models import Copy, Course, Invitation, Membership, Placing, Section
from forum.feeds.models import FeedKey
from forum.keeping.models import Regard
from forum.letters.models import Letter
from forum.mail.models import Mail
from forum.marking.models import Criterion, Mark, Rubric, Share
from forum.notify.models import Notification
from forum.peers.models import Allotment, Answer, Question, Review, Sharing
from forum.posts.models import Category, Filing, Month, Post
from forum.prompts.models import Arrangement, Prompt, PromptSection
from forum.reading.models import Seen, Watch
from forum.revisions.models import Revision
from forum.rosters.models import Upload
from forum.search.models import Passage
from forum.writing.models import Unsent

__all__ = [
    "Allotment",
    "Answer",
    "Arrangement",
    "AuditEvent",
    "Category",
    "Comment",
    "Copy",
    "Course",
    "Criterion",
    "FeedKey",
    "Filing",
    "Handle",
    "Invitation",
    "KeptForm",
    "Letter",
    "Mail",
    "MailedLink",
    "Mark",
    "Membership",
    "Month",
    "Notification",
    "Passage",
    "Placing",
    "Post",
    "Prompt",
    "PromptSection",
    "Question",
    "Regard",
    "Review",
    "Revision",
    "Rubric",
    "Section",
    "Seen",
    "Session",
    "Share",
    "Sharing",
    "Unsent",
    "Upload",
    "User",
    "Watch",
]
