"""An excerpt that somebody wrote stands wherever one is shown, and nothing but its author changes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from forum import rerender
from forum.keeping import actions as keeping
from forum.keeping.models import Kind
from forum.posts import publishing
from tests import factories
from tests.exchange.blog import author, blog, bring
from tests.exchange.blog import post as item
from tests.exchange.blog import posts as brought
from tests.factories import member, of_post
from tests.notify.steps import hour_has_come, send, tell, wishes
from tests.people import SLUG, Cast, email
from tests.posts.test_editing import save
from tests.serving.mailserver import Mailbox
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
OWN = "Why I no longer eat <b>tuna</b> & what I eat now."
SEEN = "Why I no longer eat &lt;b&gt;tuna&lt;/b&gt; &amp; what I eat now."


def write(visitor: Visitor, **typed: str) -> int:
    visitor.get(f"{HERE}/posts/new")
    answer = visitor.post(f"{HERE}/posts", {"title": "Tuna", "body": "A long beginning.", **typed})
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def test_it_is_shown_as_plain_text_wherever_an_excerpt_is(browse: Browse, cast: Cast) -> None:
    factories.category("Fish", by=member("ines"))
    post_id = write(browse("sam"), excerpt=f"  {OWN.replace(' eat', chr(10) + 'eat', 1)} ")
    assert of_post(post_id, "excerpt", "own_excerpt") == (OWN, OWN)
    keeping.keep(Kind.POST, post_id, by=member("sue"))
    for url in ("/", "/categories/uncategorized", f"/authors/{cast.sam}", "/bookmarks"):
        page = browse("sue").get(f"{HERE}{url}").text
        assert SEEN in page, url
        assert "A long beginning" not in page, url
    assert "A long beginning" in browse("sue").get(f"{HERE}/posts/{post_id}").text
    assert SEEN in browse("sam").get(f"{HERE}/posts/{post_id}/edit").text


def test_the_bell_and_digests_show_it(browse: Browse, cast: Cast, smtp: int, mailbox: Mailbox) -> None:
    wishes("sue", mail_pace="daily")
    browse("sue").get(f"{HERE}/")
    browse("sue").post(f"{HERE}/following")
    write(browse("sam"), excerpt=OWN)
    tell()
    assert SEEN in browse("sue").get(f"{HERE}/notifications").text
    hour_has_come()
    send()
    mail = next(mail for mail in mailbox.mails if mail["To"] == email("sue"))
    assert OWN in " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]


def test_without_one_it_is_made_from_the_text_as_ever(browse: Browse) -> None:
    post_id = write(browse("sam"))
    assert of_post(post_id, "excerpt", "own_excerpt") == ("A long beginning.", "")
    save(browse("sam"), post_id, title="Tuna", body="Another beginning.")
    assert of_post(post_id, "excerpt") == "Another beginning."
    save(browse("sam"), post_id, title="Tuna", body="Another beginning.", excerpt=OWN)
    assert of_post(post_id, "excerpt") == OWN
    save(browse("sam"), post_id, title="Tuna", body="A third.", excerpt=OWN)
    assert of_post(post_id, "excerpt") == OWN
    save(browse("sam"), post_id, title="Tuna", body="A third.", excerpt=" \n ")
    assert of_post(post_id, "excerpt", "own_excerpt") == ("A third.", "")


def test_rendering_again_and_coming_out_leave_it_alone(app: Flask, cast: Cast) -> None:
    own = factories.post(member("sam"), excerpt=OWN)
    made = factories.post(member("sam"), body="Made *from* it.")
    publishing.take_back(own, by=member("sam"))
    publishing.publish(own, by=member("sam"))
    assert app.test_cli_runner().invoke(rerender.group, ["rerender", "--all"]).exit_code == 0
    assert (of_post(own, "excerpt"), of_post(made, "excerpt")) == (OWN, "Made from it.")


def test_a_long_one_is_refused_beside_its_field_in_an_open_fold(browse: Browse) -> None:
    browse("sam").get(f"{HERE}/posts/new")
    long = {"title": "A", "body": "B", "excerpt": "x" * 281}
    answer = browse("sam").post(f"{HERE}/posts", long)
    assert answer.status_code == 422
    assert "at most 280 fit" in answer.text
    assert '<details class="folded" open>' in answer.text
    assert '<details class="folded">' in browse("sam").get(f"{HERE}/posts/new").text
    assert browse("sam").post(f"{HERE}/posts", long | {"excerpt": "é" * 280}).status_code == 303


def test_the_summaries_of_a_wordpress_export_come(app: Flask, cast: Cast, tmp_path: Path) -> None:
    short = "<excerpt:encoded><![CDATA[In <em>short</em> &amp;\nplain]]></excerpt:encoded>"
    long = f"<excerpt:encoded>{'many words ' * 40}</excerpt:encoded>"
    items = (item(1, "Short", short), item(2, "Long", long), item(3, "None"))
    result = bring(app, blog(tmp_path, author("nora", "sam@example.org"), *items))
    found = brought(cast.course)
    assert found["Short"].excerpt == found["Short"].own_excerpt == "In short & plain"
    assert 200 < len(found["Long"].excerpt) <= 280
    assert (found["None"].excerpt, found["None"].own_excerpt) == ("Words.", "")
    assert "1  had a summary of more than 280 characters" in result.output
