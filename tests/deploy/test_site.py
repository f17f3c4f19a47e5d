"""A real nginx with the site of deploy/, in front of a real gunicorn."""

import gzip
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest
from flask import Flask

from forum import assets
from forum.extensions import db
from forum.security import HSTS
from tests.conftest import empty_database
from tests.deploy import proxy
from tests.deploy.browser import Answer, Browser
from tests.deploy.conftest import Site
from tests.deploy.proxy import proxying
from tests.deploy.service import Service, serving
from tests.people import SLUG, gather
from tests.serving.running import eventually
from tests.tools import nginx
from tests.visitor import HTMX


@pytest.fixture(scope="module")
def service(the_app: Flask, instance: Path, settings: dict[str, str]) -> Iterator[Service]:
    """One for all stories here: they change next to nothing, and starting takes longer than any of them."""
    with the_app.app_context():
        empty_database(instance)
        gather()
        db.session.remove()
    with serving(settings) as service:
        yield service


@pytest.fixture
def site(service: Service) -> Iterator[Site]:
    with proxying(f"unix:{service.socket}") as proxy:
        yield Site(service, proxy)


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    browser = site.browser()
    yield browser
    browser.close()


def test_nginx_finds_nothing_wrong_with_the_site(tmp_path: Path) -> None:
    proxy.written(tmp_path, f"unix:{tmp_path}/seminar.sock")
    command = [
        str(nginx.program()),
        "-t",
        "-p",
        f"{tmp_path}",
        "-e",
        "stderr",
        "-c",
        f"{tmp_path}/nginx.conf",
    ]
    said = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True).stderr
    assert "test is successful" in said
    assert "[emerg]" not in said


def test_a_member_signs_in_and_reads(browser: Browser) -> None:
    answer = browser.sign_in("sam").get(f"/c/{SLUG}/")
    assert answer.status == 200
    assert "Upgrading in Global Supply Chains" in answer.text
    assert answer.headers.get_all("Strict-Transport-Security") == [HSTS]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert list(browser.cookies) == ["__Host-seminar"]


def vary(answer: Answer) -> set[str]:
    return {name.strip() for line in answer.headers.get_all("Vary", []) for name in line.split(",")}


def test_a_page_comes_small_to_who_takes_gzip(browser: Browser) -> None:
    browser.sign_in("sam")
    small = browser.get(f"/c/{SLUG}/", Accept_Encoding="gzip, br")
    plain = browser.get(f"/c/{SLUG}/")
    assert (small.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)
    assert "Upgrading in Global Supply Chains" in gzip.decompress(small.body).decode()
    assert len(small.body) < len(plain.body) / 2
    assert vary(small) == vary(plain) == {"Accept-Encoding", "Cookie", "HX-Request-Type"}


def test_a_part_of_a_page_comes_small_as_well(browser: Browser) -> None:
    browser.sign_in("sam")
    post = browser.post(f"/c/{SLUG}/posts", {"title": "Prices", "body": "They fell."}).headers["Location"]
    words = "They say that prices fell and wages did not. " * 20
    answer = browser.post(f"{post}/comments", {"body": words}, Accept_Encoding="gzip", **HTMX)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert words.strip() in gzip.decompress(answer.body).decode()


@pytest.mark.parametrize(
    ("who", "begun", "path", "encoding"),
    [
        ("sam", "same-origin", f"/c/{SLUG}/", "gzip"),
        ("sam", "none", f"/c/{SLUG}/", "gzip"),  # typed, or a bookmark
        ("sam", "cross-site", f"/c/{SLUG}/", None),
        ("sam", "same-site", f"/c/{SLUG}/", None),  # another host of the school
        ("sam", "same-origin", f"/c/{SLUG}/search?q=upgrading", None),  # it shows what was searched
        (None, "cross-site", "/sign-in", "gzip"),
    ],
)
def test_what_another_site_asks_for_comes_uncompressed_to_who_is_signed_in(
    browser: Browser, who: str | None, begun: str, path: str, encoding: str | None
) -> None:
    if who:
        browser.sign_in(who)
    answer = browser.get(path, Accept_Encoding="gzip", Sec_Fetch_Site=begun)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, encoding)


def test_a_page_that_shows_a_part_of_its_address_comes_uncompressed(browser: Browser) -> None:
    words = {"title": "A title", "body": "What I wrote for two hours. " * 99, "csrf_token": "stale"}
    assert browser.sign_in("sam").post(f"/c/{SLUG}/posts", words).status == 303
    answer = browser.get("/kept?next=/a-part-of-it", Accept_Encoding="gzip", Sec_Fetch_Site="same-origin")
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, None)
    assert "/a-part-of-it" in answer.text
    browser.post("/kept/delete", {})


def test_a_static_file_comes_small_and_stays_for_ever(browser: Browser, site: Site) -> None:
    answer = browser.get("/static/app.css?v=1", Accept_Encoding="gzip, br")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.body == (site.proxy.folder / "static/app.css.gz").read_bytes()
    plain = browser.get("/static/app.css?v=1")
    assert plain.body == (site.proxy.folder / "static/app.css").read_bytes()


def test_nginx_and_seminar_say_the_same_of_static_files(browser: Browser, site: Site) -> None:
    answer = browser.get("/static/app.js")
    assert f"max-age={assets.Files.FOREVER}, public, immutable" == answer.headers["Cache-Control"]
    expected = {"Strict-Transport-Security": ""}
    assets._harden(expected, "", "", https=True)
    assert {name: answer.headers[name] for name in expected} == expected


def test_http_leads_to_https(site: Site) -> None:
    connection = HTTPConnection("localhost", site.proxy.http)
    connection.request("GET", "/c/supply-chains/?from=2")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/c/supply-chains/?from=2")
    connection.close()


def test_seminar_sees_the_address_that_nginx_saw(browser: Browser, site: Site) -> None:
    browser.get("/sign-in")
    wrong = {"email": "sam@example.org", "password": "not the right one"}
    answer = browser.post("/sign-in", wrong, X_Forwarded_For="203.0.113.7", X_Forwarded_Host="evil.example")
    assert answer.status == 422
    eventually(lambda: "127.0.0.1" in site.service.said(), "the failed attempt is noted with its address")
    assert "203.0.113.7" not in site.service.said()


def test_what_is_too_large_is_refused_in_words(browser: Browser) -> None:
    browser.sign_in("sam")
    answer = browser.post(f"/c/{SLUG}/posts/new", {"body": "x" * 1_100_000})
    assert (answer.status, "Send at most one megabyte" in answer.text) == (413, True)


def test_a_list_of_people_may_be_larger_than_a_text(browser: Browser) -> None:
    browser.sign_in("ines")
    browser.get(f"/c/{SLUG}/members/roster")
    people = "".join(f"{number:06}@uni.example,Somebody of a long name,\n" for number in range(49_000))
    part = '--parts\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    fields = {"csrf_token": browser.token, "domain": "", "pasted": ""}
    file = 'file"; filename="list.csv'
    body = "".join(part.format(*field) for field in {**fields, file: f"email,name,section\n{people}"}.items())
    kind = "multipart/form-data; boundary=parts"
    answer = browser.ask("POST", f"/c/{SLUG}/members/roster", f"{body}--parts--\r\n", Content_Type=kind)
    assert len(body) > 2_000_000
    assert answer.status == 303, answer.text
    assert "49000 new" in browser.get(answer.headers["Location"]).text


def test_what_is_far_too_large_is_not_even_read(browser: Browser) -> None:
    connection: HTTPSConnection = browser.connection
    connection.putrequest("POST", "/sign-in")
    connection.putheader("Content-Length", "3000000")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.headers["HX-Retarget"]) == (413, "#notices")
    assert "at most one megabyte" in answer.read().decode()


def test_who_asks_without_end_is_told_to_wait(browser: Browser) -> None:
    answers = (browser.get("/no-such-page") for _ in range(5000))
    refused = next(answer for answer in answers if answer.status != 404)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "10")
    assert "Try again in ten seconds" in refused.text
    assert browser.get("/static/app.js").status == 200


def test_a_site_that_is_away_is_told_in_words(tmp_path: Path) -> None:
    with proxying(f"unix:{tmp_path}/nobody-listens.sock") as proxy:
        browser = Browser(proxy.https)
        answer = browser.get("/sign-in")
        browser.close()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "Seminar does not answer just now" in answer.text


def test_the_log_holds_no_secrets(browser: Browser, site: Site) -> None:
    for path in ("/reset/hush", "/confirm/hush", "/join/hush", "/feeds/hush/feed.atom", "/sign-in?next=hush"):
        browser.get(path, Referer="https://localhost/join/hush")
    eventually(lambda: "GET /sign-in 200" in site.proxy.log(), "the request is in the log")
    assert "hush" not in site.proxy.log()
