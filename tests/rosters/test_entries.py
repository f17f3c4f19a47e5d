"""What a row says of somebody, in files of ours and in the exports of others."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.rosters import columns
from forum.rosters.columns import Origin
from forum.rosters.entries import Entry
from forum.rosters.reading import Unreadable
from tests.rosters.stories import faults, read

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (1042),Current Score\n"
    ",,,,,Manual Posting,(read only)\n"
    "    Points Possible,,,,,10,(read only)\n"
    '"Okafor, Mei",101,A1,mei@uni.example,Field Notes 01,9,90\n'
    '"Thiele, Jonas",102,A2,jthiele,Field Notes 02,,\n'
    '"Student, Test",999,,abc123,Field Notes 01,,\n'
)
MOODLE = (
    '"First name",Surname,"ID number","Email address",Groups\n'
    'Mei,Okafor,300,mei@uni.example,"A, G1_1"\nJonas,Thiele,301,JONAS@uni.example,\n'
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t"Essay [Pts: 5]"\n'
    '"Okafor"\t"Mei"\t"mokafor"\t"1"\t"2027-02-03"\t"Yes"\t""\n'
)


@pytest.fixture(autouse=True)
def within(app: Flask) -> None:
    """Sentences need an application."""


def test_the_columns_stand_in_any_order_and_others_are_left_alone() -> None:
    (entry,) = read("Role;E-Mail;Hobby;Section;Name\nTA;Ann@B.org ;chess;A | B;Ann  Lee\n")
    assert entry == Entry(2, "ann@b.org", "Ann Lee", "assistant", ("A", "B"))


def test_a_gradebook_of_canvas() -> None:
    mei, jonas = read(CANVAS, domain="uni.example")
    assert (mei.email, mei.name, mei.sections) == ("mei@uni.example", "Mei Okafor", ("Field Notes 01",))
    assert (jonas.email, jonas.name, jonas.line) == ("jthiele@uni.example", "Jonas Thiele", 5)
    assert faults(CANVAS) == {5: "“jthiele” is no e-mail address. Say what stands after its @."}


def test_the_participants_of_moodle() -> None:
    mei, jonas = read(MOODLE)
    assert (mei.name, mei.email, mei.sections, mei.groups) == (
        "Mei Okafor", "mei@uni.example", (), ("A", "G1_1"),
    )  # fmt: skip
    assert (jonas.email, jonas.groups) == ("jonas@uni.example", ())


def test_the_participants_of_a_moodle_in_another_language() -> None:
    text = "Nachname;Vorname;E-Mail-Adresse;Gruppen\nOkafor;Mei;mei@uni.example;Rot, Blau\n"
    (mei,) = read(text.encode("latin-1"))
    assert (mei.name, mei.groups) == ("Mei Okafor", ("Rot", "Blau"))


def test_the_grade_center_of_blackboard_in_utf_16() -> None:
    (mei,) = read(BLACKBOARD.encode("utf-16"), domain="uni.example")
    assert (mei.email, mei.name) == ("mokafor@uni.example", "Mei Okafor")


@pytest.mark.parametrize(
    ("text", "origin"),
    [(CANVAS, Origin.CANVAS), (MOODLE, Origin.MOODLE), ("email,name\n", Origin.OWN)],
)
def test_whose_export_it_is(text: str, origin: Origin) -> None:
    head = text.splitlines()[0].replace('"', "").strip("\ufeff").split(",")
    assert columns.origin(head) == origin


def test_a_name_beside_a_first_name_is_a_last_name() -> None:
    (entry,) = read("Name;Vorname;E-Mail-Adresse\nMüller;Anna;anna@uni.example\n".encode("latin-1"))
    assert entry.name == "Anna Müller"


def test_cells_that_look_like_formulas_are_text_and_lose_the_guard_of_safe_exports() -> None:
    (one, two, three) = read(
        "email,name,section\na@b.org,=1+1,-A\nb@b.org,'=1+1,'+B\nc@b.org,'Umar,O'Neill\n"
    )
    assert (one.name, one.sections) == ("=1+1", ("-A",))
    assert (two.name, two.sections) == ("=1+1", ("+B",))
    assert (three.name, three.sections) == ("'Umar", ("O'Neill",)), "an apostrophe of a name stays"


def test_of_two_rows_with_one_address_the_first_counts() -> None:
    first, second = read("email,name\nann@b.org,Ann\nANN@b.org,Anna\n")
    assert (first.fault, second.fault) == ("", "Line 2 has the same address.")


def test_a_faulty_row_takes_no_address_from_a_good_one() -> None:
    assert faults("email,name,role\nann@b.org,Ann,king\nann@b.org,Ann,student\n") == {
        2: "The role “king” is not known."
    }


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",Ann,A,student", "no e-mail address in this row"),
        ("ann,Ann,A,student", "Say what stands after its @"),
        ("ann@,Ann,A,student", "is no e-mail address"),
        ("ann..lee@b.org,Ann,A,student", "is no e-mail address"),
        ("ann@b,Ann,A,student", "is no e-mail address"),
        (f"ann@{'b' * 260}.org,Ann,A,student", "is no e-mail address"),
        (f"ann@b.org,{'x' * 101},A,student", "longer than 100 characters"),
        (f"ann@b.org,Ann,{'x' * 81},student", "longer than 80 characters"),
        ("ann@b.org,Ann,A,king", "“king” is not known"),
        ("ann@b.org,A\x07nn,A,student", "is no text"),
        ('ann@b.org,"Ann "Lee" x,A,student', "quotation marks"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(row: str, says: str) -> None:
    found = faults(f"email,name,section,role\nok@b.org,Ok,A,student\n{row}\nalso@b.org,Ok,A,\n")
    assert list(found) == [3]
    assert says in found[3]


@pytest.mark.parametrize(
    ("word", "role"),
    [("Teacher", "instructor"), ("TaEnrollment", "assistant"), ("Non-editing teacher", "assistant"),
     ("STUDENT", "student"), ("auditor", "observer"), ("", "")],
)  # fmt: skip
def test_roles_as_others_call_them(word: str, role: str) -> None:
    assert read(f"email,role\na@b.org,{word}\n")[0].role == role


def test_short_rows_and_long_ones_are_read() -> None:
    assert [entry.name for entry in read("email,name\na@b.org\nb@b.org,Ben,more,and more\n")] == ["", "Ben"]


def test_without_a_column_of_addresses_nothing_is_read() -> None:
    with pytest.raises(Unreadable, match=r"No column is called “email”\. The first line says: Ann, Lee"):
        read("Ann,Lee\nBen,Kowalski\n")


def test_stored_and_restored_it_is_the_same() -> None:
    for entry in read(CANVAS) + read(MOODLE):
        assert Entry.restored(entry.stored()) == entry
