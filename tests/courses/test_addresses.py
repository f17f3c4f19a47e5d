"""Addresses as people paste them."""

from __future__ import annotations

import pytest

from forum.courses.addresses import found_in, is_one
from forum.courses.words import masked, some

INES, NINA = "ines@example.org", "nina@uni.example"


@pytest.mark.parametrize(
    "pasted",
    [
        f"{INES}, {NINA}",
        f"{INES},{NINA},",
        f"{INES};{NINA}",
        f"{INES}\n{NINA}\n",
        f"{INES}\r\n\r\n  {NINA}  ",
        f"{INES} {NINA}",
        f"{INES}\t{NINA}",
        f"<{INES}>, <{NINA}>",
        f"Ines Lima <{INES}>, Nina Nwosu <{NINA}>",
        f"Lima, Ines <{INES}>; Nwosu, Nina <{NINA}>",
        f'"Lima, Ines" <{INES}>, "Nwosu; Nina" <{NINA}>',
        f'"{INES}","{NINA}"',
        f"Ines\t{INES}\nNina\t{NINA}",
        f"{INES} <{INES}>, {NINA} <{NINA}>",
        f"{INES}, Nina <{NINA}>",
        f"Ines <{INES}>, {NINA}",
        f"mailto:{INES}, mailto:{NINA}",
        f"Ines@Example.ORG, {NINA.upper()}",
        f"{INES}, {NINA}, {INES}, {INES.upper()}",
        f"'{INES}', ({NINA}).",
        f"Ines Lima <{INES}\n{NINA}",
    ],
)
def test_they_are_found_however_they_are_parted(pasted: str) -> None:
    assert found_in(pasted) == [INES, NINA]
    assert all(map(is_one, found_in(pasted)))


@pytest.mark.parametrize("nothing", ["", "  \n ", ",;, ;", "<>", '""'])
def test_nothing_is_found_in_nothing(nothing: str) -> None:
    assert found_in(nothing) == []


@pytest.mark.parametrize(
    ("pasted", "faulty"),
    [
        ("ines.example.org, nina@uni.example", "ines.example.org"),
        ("Ines Lima", "ines lima"),
        ("ines@", "ines@"),
        ("@example.org", "@example.org"),
        ("a@b@example.org", "a@b@example.org"),
        ("Ines <lima>", "lima"),
        ("x" * 250 + "@example.org", "x" * 250 + "@example.org"),
        ("in\x00es@example.org", "in\x00es@example.org"),
    ],
)
def test_what_is_none_comes_along_to_be_told(pasted: str, faulty: str) -> None:
    assert [each for each in found_in(pasted) if not is_one(each)] == [faulty]


@pytest.mark.parametrize("sign", ["x", "<", ">", '"', ",", "@", " ", "<>", '",', "a@b.org "])
def test_what_is_pasted_keeps_nobody_waiting(sign: str) -> None:
    """A pattern that tries anew at each character would take minutes, and the test run with it."""
    pasted = sign * 500_000
    assert sum(map(is_one, found_in(pasted))) == (sign == "a@b.org ")


def test_long_lists_are_cut_in_sentences() -> None:
    assert some(["a@example.org", "b@example.org"]) == "a@example.org, b@example.org"
    many = [f"number{n}@example.org" for n in range(200)]
    assert some(many).startswith("number0@example.org, number1@example.org, ")
    assert some(many).endswith(" more")
    assert len(some(many)) < 220
    assert len(some(["x" * 5000, "y"])) < 220


def test_a_masked_address_is_known_again_by_its_owner_only() -> None:
    assert masked("nina@uni.example") == "n…@uni.example"
    assert masked("n@uni.example") == "n…@uni.example"
