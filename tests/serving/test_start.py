"""`make run`: everything is made the first time, nothing is changed the second, what is wrong is told."""

import re
import socket
import sqlite3
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum import start
from forum.auth.models import User
from forum.extensions import db
from tests.conftest import DATABASE
from tests.people import Cast
from tests.serving.conftest import Run
from tests.serving.running import START, Program
from tests.visitor import TOKEN

SIGN_IN_AS = re.compile(r"^  (instructor|student) +(\S+@\S+) +(\S+)$", re.MULTILINE)


def browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def sign_in(site: Program, email: str, password: str) -> str:
    """Sign in as a browser does, and return the address that this leads to."""
    page = browser()
    with page.open(f"http://127.0.0.1:{site.port}/sign-in") as form:
        token = TOKEN.search(form.read().decode())
    assert token
    fields = urlencode({"csrf_token": token[1], "email": email, "password": password})
    with page.open(f"http://127.0.0.1:{site.port}/sign-in", fields.encode()) as answer:
        return str(answer.url)


def dump(instance: Path) -> list[str]:
    with closing(sqlite3.connect(instance / "seminar.db")) as connection:
        return list(connection.iterdump())


def test_the_first_run_makes_a_class_and_the_second_changes_nothing(run_anew: Run, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with run_anew(START) as site:
        site.is_up()
        ways = SIGN_IN_AS.findall(site.said())
        assert [role for role, _email, _password in ways] == ["instructor", "student"]
        assert f"Seminar: http://127.0.0.1:{site.port}\n" in site.said()
        assert "instance/outbox/" in site.said()
        assert site.end() == 0
    accounts = instance / "demo-accounts.txt"
    assert accounts.stat().st_mode & 0o777 == 0o600
    assert instance.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in instance.iterdir() if path.stat().st_mode & 0o077] == []
    kept = [accounts.read_text(), (instance / "secret_key").read_text()]
    if DATABASE == "sqlite":
        kept += dump(instance)

    with run_anew(START) as site:
        site.is_up()
        assert SIGN_IN_AS.findall(site.said()) == ways
        again = [accounts.read_text(), (instance / "secret_key").read_text()]
        if DATABASE == "sqlite":
            again += dump(instance)
        assert again == kept
        for _role, email, password in ways:
            assert not sign_in(site, email, password).endswith("/sign-in")


def test_a_database_with_anything_in_it_stays_as_it_is(
    app: Flask, cast: Cast, run: Run, instance: Path
) -> None:
    with run(START, SEMINAR_SMTP_URL="smtp://me:secret@mail.example.org") as site:
        site.is_up()
        assert "user add" in site.said()
        assert "Mail goes out through mail.example.org." in site.said()
        assert "secret" not in site.said()
    assert not (instance / "demo-accounts.txt").exists()
    assert db.session.scalar(select(func.count()).select_from(User)) == 7


def test_an_address_that_is_taken_is_told_with_a_way_out(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        with run(START, BIND=taken) as site:
            assert site.process.wait(60) == 2
    assert site.said().startswith(f"Nothing can listen at {taken} (Address already in use).")
    assert "make run" in site.said()


def test_a_database_that_does_not_answer_is_told_without_its_password(run: Run) -> None:
    with run(START, DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x") as site:
        assert site.process.wait(60) == 2
    assert site.said().startswith("The database postgresql://me:***@127.0.0.1:1/x does not answer: ")
    assert "Traceback" not in site.said()
    assert "secret" not in site.said()


def test_a_class_that_could_not_be_finished_is_not_left_behind(
    app: Flask, monkeypatch: pytest.MonkeyPatch, instance: Path
) -> None:
    def fill() -> None:
        db.session.add(User(name="Half", email="half@example.org"))
        db.session.commit()
        raise KeyboardInterrupt

    monkeypatch.setattr("forum.demo.fill.fill", fill)
    assert start.is_empty()
    with pytest.raises(KeyboardInterrupt):
        start.fill_demo()
    assert start.is_empty()
    assert not (instance / "demo-accounts.txt").exists()
