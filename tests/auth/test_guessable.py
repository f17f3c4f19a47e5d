import pytest
from flask import Flask

from forum.auth import actions, guessable
from forum.auth.passwords import LONGEST, SHORTEST

OWNER = {"name": "Ines Ferreira", "email": "ines.f@example.org"}


def test_the_list_is_the_one_that_is_expected() -> None:
    assert len(guessable.common()) >= 29_000
    assert {"password", "qwertyuiop", "1q2w3e4r5t"} <= guessable.common()


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "9876543210",
        "abcdefghijkl",
        "lkjihgfedcba",
        "qwertyuiop",
        "PASSWORD123",
        "P@ssw0rd2027!",
        "!!!dragon!!!",
        "Manchester",
        "aaaaaaaaaa",
        "ababababab",
        "samsamsamsam",
        "passwordpassword",
        "            ",
    ],
)
def test_a_common_password_is_refused(app: Flask, password: str) -> None:
    assert "easy to guess" in str(actions.check_password(password))


@pytest.mark.parametrize(
    "password",
    ["ines.f@example.org", "Ines Ferreira", "inesferreira", "Ferreira2027", "FERREIRA!!!!", "Seminar2027!"],
)
def test_a_password_that_says_whose_it_is_is_refused(app: Flask, password: str) -> None:
    assert "easy to guess" in str(actions.check_password(password, **OWNER))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "tannery brick forty-two",
        "  leading and trailing  ",
        "zq9 kfw pd",
        "ночной поезд в Лион",
        "夜行列車でリヨンへ行きます",
        "🚂🌙🥐🧀🍷🗼🎨🎭🎪🎢",
        "ferreira walks to lyon",
        ("the night train to lyon, " * 8)[:LONGEST],
    ],
)
def test_any_other_mixture_will_do(app: Flask, password: str) -> None:
    assert actions.check_password(password, **OWNER) is None


def test_length_is_told(app: Flask) -> None:
    assert f"at least {SHORTEST}" in str(actions.check_password("short"))
    assert "201 characters" in str(actions.check_password("ab c" * 50 + "d"))


def test_what_is_no_text_is_refused(app: Flask) -> None:
    assert "no text" in str(actions.check_password("half a pair \udc80"))
