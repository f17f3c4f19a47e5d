"""What is remembered of signatures changes nothing about which are good."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

import pytest
from flask import Flask, render_template_string, session
from flask_wtf.csrf import validate_csrf
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from forum import signing, web
from tests.people import SLUG, Cast
from tests.visitor import Visitor


def signer() -> signing.Cookies:
    return signing.Cookies("secret", salt="s", signer_kwargs={"digest_method": hashlib.sha256})


def test_a_remembered_cookie_runs_out_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = signer().dumps({"writer": 1})
    assert signer().loads(cookie, max_age=60) == {"writer": 1}
    later = TimestampSigner("").get_timestamp() + 61
    monkeypatch.setattr(signing.KeepsKey, "get_timestamp", lambda _self: later)
    with pytest.raises(SignatureExpired):
        signer().loads(cookie, max_age=60)


def test_what_was_changed_or_signed_with_another_key_is_refused() -> None:
    cookie = signer().dumps({"writer": 1})
    payload, moment, signature = cookie.split(".")
    assert signer().loads(cookie) == {"writer": 1}
    other = signing.KeepsSigner("other", salt="s", signer_kwargs={"digest_method": hashlib.sha256})
    for forged in (
        f"{payload}A.{moment}.{signature}",
        f"{payload}.{moment}A.{signature}",
        other.dumps({"writer": 1}),
    ):
        for _again in range(2):
            with pytest.raises(BadSignature):
                signer().loads(forged)


def test_forgeries_and_long_values_take_no_place() -> None:
    cookie, long = signer().dumps({"writer": 1}), signer().dumps({"words": "a" + secrets.token_hex(2000)})
    payload, moment, signature = cookie.split(".")
    assert signer().loads(cookie)
    assert signer().loads(long)
    kept = signing._remember.cache_info().currsize
    for number in range(20):
        with pytest.raises(BadSignature):
            signer().loads(f"{payload}{number}.{moment}.{signature}")
    assert signer().loads(long)
    assert signing._remember.cache_info().currsize == kept


def test_each_reading_of_a_cookie_is_a_session_of_its_own() -> None:
    cookie = signer().dumps({"words": []})
    signer().loads(cookie)["words"].append("mine")
    assert signer().loads(cookie) == {"words": []}
    plain = signer().dumps({"writer": 1, "fresh": True})
    signer().loads(plain)["writer"] = 2
    assert signer().loads(plain) == {"writer": 1, "fresh": True}


def test_templates_get_our_token_and_flask_wtf_takes_it(the_app: Flask) -> None:
    with the_app.test_request_context("/"):
        first = render_template_string("{{ csrf_token() }}")
        secret = session["csrf_token"]
        again = render_template_string('{% from "_macros.html" import csrf_field %}{{ csrf_field() }}').split(
            '"'
        )[5]
        assert render_template_string("{{ csrf_token.__module__ }}") == signing.__name__
        for template in ("_macros.html", "base.html"):
            assert the_app.jinja_env.get_template(template).globals["csrf_token"] is signing.csrf_token
        assert session["csrf_token"] == secret
        for token in (first, again):
            validate_csrf(token)


def test_a_route_is_found_part_by_part(browse: Callable[[str], Visitor], cast: Cast) -> None:
    """Werkzeug tries the pattern of every route that a converter forbids it to part at the slashes."""
    assert [name for name, converter in web.CONVERTERS.items() if not converter.part_isolating] == []
    assert browse("sam").get(f"/c/{SLUG}/nothing/here").status_code == 404
