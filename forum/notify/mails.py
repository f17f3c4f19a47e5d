"""The mails that tell of a class, put together when they go: what was hidden meanwhile is in none of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_datetime
from flask import current_app, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import clock
from forum.courses.models import Pace
from forum.feeds.absolute import absolute
from forum.mail import outgoing, postbox
from forum.mail.models import Form
from forum.mail.postbox import Letter
from forum.notify import addresses, queries, unsubscribing, wording
from forum.notify.models import Kind
from forum.text_plain import plain

SUBJECT_LIMIT = 200  # characters
WORDS = 280  # characters of each text in a digest
TITLE_IN_NAME = 60  # characters of the class's title in the sender's name


def notice(mail: Any) -> Letter | None:
    """Return the mail that tells of one thing at once, or None when there is nothing to tell any more."""
    to, told = queries.envelope(mail.user_id, mail.course_id), queries.notice(mail.id)
    if to is None or told is None or not _is_wanted(to, told.kind):
        return None
    if told.mark_id:
        return _of_note(mail, to, told)
    here = _here(to)
    where = _place(here, told)
    answers = addresses.reply_to(told)
    headers = {**_list(to), **_thread(told), **({"Reply-To": answers} if answers else {})}
    html = absolute(told.body_html, where)
    context = {"told": told, "body_html": html, "where": where, "answers": answers, **_foot(to, told.kind)}
    return Letter(
        id=mail.id,
        form=mail.form,
        recipient=to.email,
        subject=_line(f"Re: {told.title}" if told.comment_id else told.title, SUBJECT_LIMIT),
        body=_notice_text(context),
        created_at=mail.created_at,
        html=render_template(
            "notify/mail_notice.html", sentence=wording.sentence(told), mark=addresses.MARK, **context
        ),
        sender=_sender(told.author_name, to.title),
        key=_key(told),
        headers=headers,
    )


def _of_note(mail: Any, to: Any, told: Any) -> Letter:
    """Return the mail that tells of a note for one student: that there is one, and where; not a word of it.

    It takes no answers, and belongs to no thread.
    """
    context = {"sentence": wording.sentence(told), "where": _place(_here(to), told), **_foot(to, told.kind)}
    read = f"{_('Only you can read it, here:')}\n{context['where']}"
    return Letter(
        id=mail.id,
        form=mail.form,
        recipient=to.email,
        subject=_line(_("You have a note in %(title)s", title=to.title), SUBJECT_LIMIT),
        body="\n\n".join([f"{context['sentence']}.", read, _foot_text(context)]),
        created_at=mail.created_at,
        html=render_template("notify/mail_note.html", **context),
        sender=_sender(told.author_name, to.title),
        headers=_list(to),
    )


def _is_wanted(to: Any, kind: str) -> bool:
    """Say whether somebody still wants it: they may have switched mail off since it was written."""
    return bool(to.mails_announcements if kind == Kind.ANNOUNCEMENT else to.mail_pace != Pace.NEVER)


def _notice_text(context: dict[str, Any]) -> str:
    told = context["told"]
    said = told.body_markdown if told.body_format == "markdown" else plain(told.body_html)
    return "\n\n".join(
        [
            *([addresses.MARK] if context["answers"] else []),
            f"{wording.sentence(told)}:",
            said,
            f"{_('Read it in its place:')}\n{context['where']}",
            _foot_text(context),
        ]
    )


def digest(mail: Any) -> Letter | None:
    """Return the mail that tells what came since the last; None when all of it was read, or is gone."""
    to, told = queries.envelope(mail.user_id, mail.course_id), queries.digest(mail.id)
    if to is None or not told or to.mail_pace == Pace.NEVER:
        return None
    here = _here(to)
    more, told = len(told) > queries.IN_A_DIGEST, told[: queries.IN_A_DIGEST]
    context = {
        "posts": _by_post(here, told, to.time_zone or to.class_zone),
        "more": f"{here}/notifications" if more else "",
        **_foot(to, ""),
    }
    many = len(told)
    new = ngettext("%(num)d new for you", "%(num)d new for you", many)
    return Letter(
        id=mail.id,
        form=mail.form,
        recipient=to.email,
        subject=_line(
            f"{to.title}: {_('more than %(num)d new for you', num=many) if more else new}", SUBJECT_LIMIT
        ),
        body=_digest_text(context),
        created_at=mail.created_at,
        html=render_template("notify/mail_digest.html", **context),
        sender=_line(to.title, SUBJECT_LIMIT),
        headers=_list(to),
    )


def _by_post(here: str, told: Any, zone: str) -> list[tuple[str, str, list[dict[str, str]]]]:
    """Return each post's title and address once, with what was said under it in the order of its thread."""
    posts: dict[int, tuple[str, str, list[dict[str, str]]]] = {}
    for row in told:
        post = posts.setdefault(row.post_id or 0, _heading(here, row))
        post[2].append(
            {
                "sentence": wording.short(row),
                "at": _when(row.at, zone),
                "words": wording.first_words(row, WORDS),
                "where": _place(here, row),
                "answers": "" if row.mark_id else addresses.reply_to(row),
            }
        )
    return list(posts.values())


def _heading(here: str, row: Any) -> tuple[str, str, list[dict[str, str]]]:
    if row.mark_id:
        return _("Your notes and points"), f"{here}/marks", []
    return row.title, f"{here}/posts/{row.post_id}", []


def _when(at: Any, zone: str) -> str:
    return format_datetime(at, "EEE d MMM, HH:mm", tzinfo=clock.zone(zone), locale="en")


def _digest_text(context: dict[str, Any]) -> str:
    parts = []
    for title, _where, items in context["posts"]:
        parts.append(f"{title}\n{'=' * min(len(title), 70)}")
        parts += [_item_text(item) for item in items]
    if context["more"]:
        parts.append(f"{_('There is more:')}\n{context['more']}")
    return "\n\n".join([*parts, _foot_text(context)])


def _item_text(item: dict[str, str]) -> str:
    words = f"{item['words']}\n" if item["words"] else ""
    return f"{item['sentence']} · {item['at']}\n\n{words}{item['where']}"


# --- What every mail of a class has ------------------------------------------------------------------


def _here(to: Any) -> str:
    return f"{current_app.config['SEMINAR_BASE_URL']}/c/{to.slug}"


def _place(here: str, told: Any) -> str:
    """Return the address of exactly what is told of."""
    if told.mark_id:
        return f"{here}/marks"
    return f"{here}/comments/{told.comment_id}" if told.comment_id else f"{here}/posts/{told.post_id}"


def _list(to: Any) -> dict[str, str]:
    """Return by what mail programs know the class, and how they let their owner leave it.

    RFC 2919 (List-Id), RFC 2369 (List-Archive, List-Unsubscribe), RFC 8058 (one click).
    """
    host = urlsplit(current_app.config["SEMINAR_BASE_URL"]).hostname
    title = _line(to.title, SUBJECT_LIMIT).translate({ord(sign): None for sign in '"\\<>'})
    called = f'"{title}" ' if title.isascii() else ""  # it may stand there, and need not
    return {
        "List-Id": f"{called}<{to.slug}.{host}>",
        "List-Archive": f"<{_here(to)}/>",
        "List-Unsubscribe": f"<{unsubscribing.address(to.user_id, to.course_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "X-Auto-Response-Suppress": "All",
    }


def _thread(told: Any) -> dict[str, str]:
    """Return by what mail programs put an answer under what it answers (RFC 5322 section 3.6.4)."""
    if told.comment_id is None:
        return {}
    post = postbox.message_id(f"post-{told.post_id}")
    answered = postbox.message_id(f"comment-{told.answered_id}") if told.answered_id else post
    return {"In-Reply-To": answered, "References": post if answered == post else f"{post} {answered}"}


def _key(told: Any) -> str:
    return f"comment-{told.comment_id}" if told.comment_id else f"post-{told.post_id}"


def _sender(name: str, title: str) -> str:
    title = title if len(title) <= TITLE_IN_NAME else f"{title[: TITLE_IN_NAME - 1].rstrip()}…"
    return _line(_("%(name)s in %(title)s", name=name, title=title), SUBJECT_LIMIT)


def _line(words: str, limit: int) -> str:
    """Return words on one line, for a header; control characters, which old names may hold, are left out."""
    printable = "".join(sign if sign.isprintable() else " " for sign in words)
    return " ".join(printable.split())[:limit]


def _foot(to: Any, kind: str) -> dict[str, str]:
    return {
        "title": to.title,
        "reason": str(wording.REASONS[Kind(kind)])
        if kind
        else _("This mail gathers what concerns you in the class."),
        "wishes": f"{_here(to)}/notifications/mail",
        "stop": unsubscribing.address(to.user_id, to.course_id),
    }


def _foot_text(context: dict[str, Any]) -> str:
    return "\n".join(
        [
            "-- ",
            context["title"],
            context["reason"],
            f"{_('Choose what you get, and when:')} {context['wishes']}",
            f"{_('No more mail of this class:')} {context['stop']}",
            "",
        ]
    )


outgoing.composers |= {Form.NOTICE: notice, Form.DIGEST: digest}
