"""Search engines and previews of links are told about public classes, and list those that ask for it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from forum.posts import actions
from tests import factories
from tests.courses.stories import HERE, change, publish
from tests.people import Cast
from tests.visitor import Visitor

META = re.compile(r'<meta (?:name|property)="([a-z:_-]+)" content="([^"]*)"')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
TITLE = 'Who "pays" & who does not?'


@pytest.fixture
def post(cast: Cast) -> int:
    return factories.post(factories.member("sam"), TITLE, "The factory does. " * 40)


def about(page: TestResponse) -> dict[str, str]:
    return {name: unescape(content) for name, content in META.findall(page.text)}


def told(page: TestResponse) -> set[str]:
    """Return what is only for those who read no page: previews and search engines."""
    return {name for name in about(page) if name.startswith(("og:", "article:")) or name == "description"}


def test_a_post_of_a_public_class(visit: Visitor, cast: Cast, post: int) -> None:
    publish(cast.course)
    page = visit.get(f"{HERE}/posts/{post}")
    found = about(page)
    assert (found["og:title"], found["og:type"]) == (TITLE, "article")
    assert found["og:site_name"] == "Upgrading in Global Supply Chains"
    assert found["og:description"] == found["description"]
    assert found["description"].startswith("The factory does.")
    assert found["article:published_time"].endswith("+00:00")
    assert found["og:url"] == f"http://localhost{HERE}/posts/{post}" == CANONICAL.findall(page.text)[0]


def test_the_lists_of_a_public_class(visit: Visitor, cast: Cast, post: int) -> None:
    publish(cast.course)
    factories.category("Reading", "What we read.", by=factories.member("ines"))
    lists = {
        "/": "Upgrading in Global Supply Chains",
        "/categories/reading": "Reading",
        "/months/2027-03": "March 2027",
    }
    for path, title in lists.items():
        page = visit.get(HERE + path)
        found = about(page)
        assert found["og:title"] == title
        assert found["og:type"] == "website"
        assert found["description"]
        assert CANONICAL.findall(page.text) == [f"http://localhost{HERE}{path}"]


def test_a_further_page_is_a_page_of_its_own_and_a_longer_one_is_not(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    page = visit.get(f"{HERE}/?before=1000000-5&show=40&utm=x")
    assert CANONICAL.findall(page.text) == [f"http://localhost{HERE}/?before=1000000-5"]


def test_the_address_is_the_setting_whatever_a_request_claims(visit: Visitor, cast: Cast, post: int) -> None:
    publish(cast.course)
    path = f"{HERE}/posts/{post}"
    page = visit.get(path, base_url="https://localhost:8443")
    assert page.status_code == 200
    assert CANONICAL.findall(page.text) == [f"http://localhost{path}"]
    forged = visit.get(path, base_url="http://foreign.example")
    assert (forged.status_code, told(forged)) == (400, set())
    assert "//foreign.example" not in forged.text


def test_nothing_is_told_to_members_nor_about_people(visit: Visitor, cast: Cast, post: int) -> None:
    publish(cast.course)
    assert told(visit.get(f"{HERE}/authors/{cast.sam}")) == set()
    assert told(visit.get(f"{HERE}/posts/{post + 1}")) == set()
    sam = visit.as_("sam")
    for path in ("/", f"/posts/{post}", "/members", f"/authors/{cast.sam}"):
        assert told(sam.get(HERE + path)) == set()


def test_nothing_is_told_of_what_is_not_for_everybody(visit: Visitor, cast: Cast, post: int) -> None:
    assert told(visit.get(f"{HERE}/posts/{post}")) == set()
    publish(cast.course)
    private = factories.private(factories.member("sam"))
    actions.hide(post, by=factories.member("ines"), reason="It names somebody.")
    for hidden in (post, private):
        page = visit.get(f"{HERE}/posts/{hidden}")
        assert (page.status_code, told(page)) == (404, set())
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_what_is_left_of_a_deleted_post_is_not_listed(visit: Visitor, cast: Cast, post: int) -> None:
    change(cast.course, visibility="public", is_listed=True)
    factories.comment(factories.member("sue"), post)
    actions.delete(post, by=factories.member("sam"))
    page = visit.get(f"{HERE}/posts/{post}")
    assert (page.status_code, told(page), page.headers["X-Robots-Tag"]) == (200, set(), "noindex")


@pytest.mark.parametrize(
    ("visibility", "asked", "expected"),
    [
        ("public", True, "all"),
        ("public", False, "noindex"),
        ("members", True, "noindex"),
        ("members", False, "noindex"),
    ],
)
def test_a_class_is_listed_where_it_is_public_and_its_teacher_asked(
    visit: Visitor, cast: Cast, post: int, visibility: str, asked: bool, expected: str
) -> None:
    change(cast.course, visibility=visibility, is_listed=asked)
    for path in ("/", f"/posts/{post}", "/months/2027-03", "/categories/uncategorized"):
        assert visit.get(HERE + path).headers["X-Robots-Tag"] == expected
    for path in (f"/authors/{cast.sam}", "/members", "/posts/new", "/nothing"):
        assert visit.get(HERE + path).headers["X-Robots-Tag"] == "noindex"
    sam = Visitor(visit.client.application).as_("sam")
    assert sam.get(f"{HERE}/posts/{post}").headers["X-Robots-Tag"] == "noindex"


def test_the_front_page_is_listed_when_every_class_that_it_names_is(visit: Visitor, cast: Cast) -> None:
    def tag() -> str:
        return visit.get("/").headers["X-Robots-Tag"]

    assert tag() == "noindex"
    change(cast.course, visibility="public", is_listed=True)
    assert tag() == "all"
    change(cast.elsewhere, visibility="public")
    assert tag() == "noindex"
    assert visit.get("/sign-in").headers["X-Robots-Tag"] == "noindex"


def test_robots_are_told_where_they_may_read(visit: Visitor) -> None:
    answer = visit.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Allow: /c/", "Disallow: /", "Disallow: /c/*/comments/"} <= set(lines)
    assert "supply-chains" not in answer.text


def test_the_teacher_asks_for_it_in_the_settings_and_nobody_else(visit: Visitor, cast: Cast) -> None:
    url = f"{HERE}/settings"
    form = {
        "title": "Upgrading", "time_zone": "UTC", "first_day": "2027-01-11", "weeks": "14", "colour": "green",
        "visibility": "public", "is_open": "y", "is_listed": "y",
    }  # fmt: skip
    sam = Visitor(visit.client.application).as_("sam")
    assert sam.post(url, form).status_code == 403
    assert visit.get("/robots.txt").status_code == 200
    ines = visit.as_("ines")
    assert 'name="is_listed"' in ines.get(url).text
    assert ines.post(url, form).status_code == 303
    vera = Visitor(visit.client.application)
    assert vera.get(f"{HERE}/").headers["X-Robots-Tag"] == "all"
    ines.post(url, {name: value for name, value in form.items() if name != "is_listed"})
    assert vera.get(f"{HERE}/").headers["X-Robots-Tag"] == "noindex"
