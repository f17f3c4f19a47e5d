"""What goes through a mailbox: a new password, a new address, the proof of one that was typed."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum import audit, clock
from forum.auth import attempts, letters, links, queries
from forum.auth.actions import normal_email, set_password
from forum.auth.attempts import Refused
from forum.auth.models import MailedLink, User
from forum.extensions import db, huey
from forum.jobs import with_app
from forum.mail import outgoing


def ask_reset(email: str, *, address: str) -> None:
    """Have a link mailed that sets a new password, if there is such an account. Raises Refused.

    The account is looked up by the worker: to who asks, a known and an unknown address are the same.
    """
    email = normal_email(email)
    attempts.count("reset", email, address)
    _mail_reset(email)


@huey.task(name="mail_reset_link")
@with_app
def _mail_reset(email: str) -> None:
    mail_reset(email)


def mail_reset(email: str) -> None:
    """Mail somebody a link that sets a new password; nobody, where there is no such account."""
    user = queries.by_email(email)
    if user is None or user.closed_at is not None:
        return
    letter = outgoing.write(email, *letters.reset(reset_link(user)))
    audit.record("password.ask", by=None, target=f"user-{user.id}")
    db.session.commit()
    outgoing.deliver_later(letter)


def reset_link(user: User) -> str:
    """Return the address of a page where somebody chooses a new password. The caller commits."""
    return links.url("reset", links.make("reset", user.email or "", user_id=user.id))


def reset_password(link: MailedLink, password: str) -> User | None:
    """Set a new password by a mailed link and return whose; None when the link was used meanwhile."""
    if link.user_id is None or not links.use(link):
        return None
    user = queries.user(link.user_id)
    if user.email == link.email:
        user.email_confirmed_at = clock.now()
    set_password(user, password, by=user.id, verb="password.reset")
    return user


def ask_new_email(user: User, email: str, *, address: str) -> None:
    """Mail a link to a new address and a notice to the old one; nothing changes before the link is used.

    Raises Refused. Whether another account has the new address is told to that mailbox only.
    """
    attempts.count("email", f"user-{user.id}", address)
    taken = queries.by_email(email) is not None
    letter = letters.address_taken() if taken else letters.confirm(_confirm_link(user, email))
    written = [outgoing.write(email, *letter)]
    if user.email:
        written.append(outgoing.write(user.email, *letters.address_will_change(email)))
    audit.record("email.ask", by=user.id, target=f"user-{user.id}")
    db.session.commit()
    for mail_id in written:
        outgoing.deliver_later(mail_id)


def ask_to_confirm(user: User) -> int:
    """Write the mail that asks whether the address somebody typed is theirs, and return its id.

    For an account that has an address. The caller commits, then calls outgoing.deliver_later().
    """
    email = user.email or ""
    return outgoing.write(email, *letters.confirm(_confirm_link(user, email)))


def ask_to_confirm_again(user: User, *, address: str) -> bool:
    """Mail somebody the link that confirms their address; say no where there is nothing to confirm.

    Raises Refused.
    """
    if user.email is None or user.email_confirmed_at is not None:
        return False
    attempts.count("email", f"user-{user.id}", address)
    letter = ask_to_confirm(user)
    audit.record("email.ask", by=user.id, target=f"user-{user.id}")
    db.session.commit()
    outgoing.deliver_later(letter)
    return True


def _confirm_link(user: User, email: str) -> str:
    return links.url("confirm", links.make("email", email, user_id=user.id))


def confirm_email(link: MailedLink) -> None:
    """Take the address that a link was mailed to for somebody's own: a new one, or the one they had.

    Raises Refused.
    """
    if link.user_id is None or not links.use(link):
        raise Refused(_("This link was used already."))
    user = queries.user(link.user_id)
    verb = "email.confirm" if user.email == link.email else "email.change"
    user.email, user.email_confirmed_at = link.email, clock.now()
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Refused(_("This address belongs to another account by now. Nothing was changed.")) from None
    links.revoke(user.id)  # those that lie in the old mailbox
    audit.record(verb, by=user.id, target=f"user-{user.id}")
    db.session.commit()
