"""The prompts of a class: the list of them, one with its answers, and setting and changing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import clock, i18n, web
from forum.courses import placings
from forum.policy import may, require
from forum.policy_prompts import asked_of, is_frozen
from forum.posts import scheduling, shelf
from forum.posts.forms import seen_version, version
from forum.posts.lists import PAGE, answers
from forum.posts.whom import SectionIsGone
from forum.prompts import actions, addressing, meanwhile, owed, queries, wording
from forum.prompts.forms import CLASS, SECTIONS, PromptForm
from forum.ratelimits import each_writer
from forum.writing import places
from forum.writing import queries as writing
from forum.writing.forms import as_it_was

bp = Blueprint("prompts", __name__, url_prefix="/prompts")
ONE = "/<id:prompt_id>"
for words in (
    wording.wanted,
    wording.missing,
    wording.owed,
    wording.dues,
    wording.standing,
    wording.more_time,
):
    bp.app_template_filter(f"prompt_{words.__name__}")(words)
bp.app_template_filter("lines")(lambda text: (text or "").splitlines())
bp.app_template_global("beside")(owed.beside)
bp.app_template_global("is_frozen")(is_frozen)
bp.app_template_global("said_beside")(lambda rows: tuple([wording.beside(row) for row in rows]))
bp.app_template_filter("weekday")(i18n.weekday)


@bp.get("")
def index() -> Response:
    """Show the prompts of the class: to come, open, past; and with each how far one is, or the class."""
    require(g.member, "prompts.read", g.course)
    gone = queries.deleted_ones(g.member) if may(g.member, "prompt.write", g.course) else ()
    groups = owed.grouped(g.member, queries.every(g.member))
    return web.page("prompts/index.html", groups=groups, gone=gone)


@bp.get(ONE)
def show(prompt_id: int) -> Response:
    """Show a prompt: what it asks for, what its reader still owes, and the answers that they may read."""
    prompt, mine = queries.readable(g.member, prompt_id), owed.of_prompt(g.member, prompt_id)
    return web.page(
        "prompts/show.html",
        block="entries",
        prompt=prompt,
        mine=mine,
        short=owed.short_answer(prompt, mine),
        page=answers(g.member, prompt_id, before=web.asked("before"), show=web.how_many(PAGE)),
        opens_later=prompt.opens_at > clock.now(),
        is_shut=owed.is_shut(prompt, mine),
        rail=shelf.of(g.course, g.member),
    )


@bp.get("/new")
def new() -> Response:
    """Show the editor of a prompt: with what its writer was typing, or empty."""
    require(g.member, "prompt.write", g.course)
    unsent = None if web.asked("blank") else writing.at(g.member, places.NEW_PROMPT, web.asked("draft"))
    return _editor(_form(formdata=as_it_was(unsent)))


@bp.post("")
@each_writer("20 per minute")
def create() -> Response:
    """Set a new prompt."""
    require(g.member, "prompt.write", g.course)
    form = _form()
    if not form.validate_on_submit():
        return _editor(form, status=422)
    try:
        prompt_id = actions.write(form.asked(), by=g.member, key=form.once, unsent=form.unsent.data)
    except SectionIsGone:
        return _choose_anew(form)
    web.notice(_saved(form, _("The prompt is set.")))
    return web.see_other(f"{g.here}/prompts/{prompt_id}")


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
def edit(prompt_id: int) -> Response:
    """Show a prompt in the editor, and save it."""
    prompt = queries.readable(g.member, prompt_id)
    require(g.member, "prompt.edit", prompt)
    source = queries.source(prompt_id)
    if request.method != "POST":  # HEAD is a GET without its words
        return _open(prompt, source)
    form = _form()
    if not form.validate_on_submit():
        return _editor(form, prompt=prompt, status=422)
    asked, seen = form.asked(prompt.opens_at), seen_version(form.seen.data)
    try:
        actions.edit(prompt_id, asked, by=g.member, seen=seen, unsent=form.unsent.data)
    except actions.EditedMeanwhile:
        return _edited_meanwhile(form, prompt_id)
    except SectionIsGone:
        return _choose_anew(form, prompt)
    web.notice(_saved(form, _("Saved.")))
    return web.see_other(f"{g.here}/prompts/{prompt_id}")


def _choose_anew(form: PromptForm, prompt: Any = None) -> Response:
    """Let its writer choose anew whom a prompt is for; what they have typed stays in the editor."""
    form.refuse(
        form.whom,
        _("The sections and groups that you chose are gone. Choose others, or the whole class."),
    )
    return _editor(form, prompt=prompt, status=422)


def _edited_meanwhile(form: PromptForm, prompt_id: int) -> Response:
    """Show in what both versions differ; what was typed stays in the editor. Who saves now has been told."""
    prompt, source = queries.readable(g.member, prompt_id), queries.source(prompt_id)
    theirs = _form(formdata=None, **_as_it_is(prompt, source))
    found = meanwhile.compared(theirs, form, source.saved_at)
    if found is None:
        web.notice(_("This prompt was saved from another window as well. Look at it once more."))
        return web.see_other(f"{g.here}/prompts/{prompt_id}")
    form.seen.raw_data, form.seen.data = None, version(source.edited_at)
    return _editor(form, prompt=prompt, meanwhile=found, status=409)


def _open(prompt: Any, source: Any) -> Response:
    """Show a prompt in the editor as it is, or as its editor was changing it."""
    unsent = writing.at(g.member, places.editing_prompt(prompt.id), web.asked("draft"))
    filled = {"formdata": as_it_was(unsent)} if unsent else _as_it_is(prompt, source)
    return _editor(_form(**filled), prompt=prompt)


def _as_it_is(prompt: Any, source: Any) -> dict[str, Any]:
    times = {name: getattr(prompt, name) for name in ("opens_at", "posts_due_at", "replies_due_at")}
    zone = g.course.time_zone
    same = ("title", "posts_wanted", "replies_wanted", "post_words", "reply_words")
    return {
        **{name: getattr(prompt, name) for name in (*same, "must_post_first", "after_posting")},
        **{name: at and scheduling.local_time(at, zone) for name, at in times.items()},
        "body": source.body_markdown,
        "category": prompt.category_id or "",
        "whom": SECTIONS if prompt.for_sections else CLASS,
        "sections": sorted(asked_of(prompt)),
        "data": {"seen": version(source.edited_at)},
    }


def _form(**data: Any) -> PromptForm:
    categories, sections = shelf.categories(g.course.id), placings.of_course(g.course.id)
    return PromptForm.for_(g.course, categories, sections, **data)


def _editor(form: PromptForm, *, status: int = 200, **context: Any) -> Response:
    prompt = context.get("prompt")
    place = places.editing_prompt(prompt.id) if prompt else places.NEW_PROMPT
    shown = {"prompt": None, "place": place, "answers": _answers(form, prompt), **context}
    return web.page("prompts/editor.html", form=form, status=status, **shown)


def _answers(form: PromptForm, prompt: Any) -> Sequence[addressing.Answers]:
    """Return whom the answers to a prompt are for, where its form asks whom it is for."""
    return addressing.of_prompt(prompt.id) if prompt and "whom" in form else ()


def _saved(form: PromptForm, sentence: str) -> str:
    """Return the sentence that says it is saved, and which time the clocks have moved."""
    left_out = form.left_out()
    if not left_out:
        return sentence
    at = scheduling.moment_of(left_out[0], form.zone)
    moved = _("The clocks are put forward then and leave that time out: it is %(time)s.", time=i18n.exact(at))
    return f"{sentence} {moved}"
