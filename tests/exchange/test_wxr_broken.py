from __future__ import annotations

import io
import itertools

import pytest

from forum.exchange.entries import Item
from forum.exchange.wxr import BrokenExport, NotAnExport, RefusedExport, read
from tests.exchange.wxr_files import CLASS_BLOG, export, item

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE rss [
 <!ENTITY a "ha">
 <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<rss><channel><title>&c;</title></channel></rss>"""
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE rss SYSTEM "file:///etc/passwd">\n<rss><channel/></rss>'
FEED = "<rss><channel><title>News</title>\n<item><title>One</title></item></channel></rss>"


def fails(stream: io.BytesIO, kind: type[BrokenExport] = BrokenExport) -> BrokenExport:
    with pytest.raises(kind) as caught:
        list(read(stream))
    return caught.value


def test_a_document_type_is_refused() -> None:
    for attack in (LAUGHS, OUTSIDE, "\n<!DOCTYPE rss>\n<rss><channel/></rss>"):
        error = fails(io.BytesIO(attack.encode()), RefusedExport)
        assert error.line == 2
        assert "document type" in str(error)


def test_an_unknown_entity_is_no_way_in() -> None:
    error = fails(export("<item><title>a&nbsp;b</title></item>"))
    assert error.line == 14
    assert "undefined entity" in str(error)


def test_a_file_that_ends_in_the_middle_says_so() -> None:
    whole = CLASS_BLOG.read_bytes()
    for size in (0, 40, len(whole) // 2, len(whole) - 20):
        error = fails(io.BytesIO(whole[:size]))
        assert error.line == whole[:size].count(b"\n") + 1
        assert "ends in the middle" in str(error)


def test_half_a_file_gives_what_stands_before_the_break() -> None:
    whole = CLASS_BLOG.read_bytes()
    entries = read(io.BytesIO(whole[: len(whole) // 2]))
    assert len(list(itertools.islice(entries, 40))) == 40
    with pytest.raises(BrokenExport):
        list(entries)


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1b"])
def test_a_control_character_is_found_by_its_line(character: str) -> None:
    error = fails(export(item(), item(f"<content:encoded><![CDATA[a\nb{character}]]></content:encoded>")))
    assert error.line == 16
    assert str(error).startswith("Line 16: A character stands here that XML does not allow")


def test_bytes_in_another_encoding_are_found_by_their_line() -> None:
    stream = io.BytesIO(
        export("<item><title>México</title></item>").getvalue().replace("é".encode(), b"\xe9")
    )
    assert fails(stream).line == 14


def test_another_encoding_that_is_named_is_read() -> None:
    written = export("<item><title>México</title></item>").getvalue().decode()
    stream = io.BytesIO(written.replace("UTF-8", "ISO-8859-1").encode("iso-8859-1"))
    found = list(read(stream))[-1]
    assert isinstance(found, Item)
    assert found.title == "México"


def test_an_encoding_that_nobody_knows_is_named_as_the_reason() -> None:
    for name in ("UTF-17", "x-user-defined", "utf-16", "shift_jis"):
        fails(io.BytesIO(export().getvalue().replace(b"UTF-8", name.encode())))


def test_an_empty_line_before_the_declaration_is_explained() -> None:
    error = fails(io.BytesIO(b"\n" + export().getvalue()))
    assert "<?xml" in str(error)


def test_tags_that_do_not_match_are_found_by_their_line() -> None:
    assert fails(export("<item>\n<title>a</item>")).line == 15


@pytest.mark.parametrize(
    "other",
    ["<html><body/></html>", '<feed xmlns="http://www.w3.org/2005/Atom"/>', "<rss><item/></rss>", FEED],
)
def test_other_xml_is_no_export(other: str) -> None:
    assert "no WordPress export" in str(fails(io.BytesIO(other.encode()), NotAnExport))


def test_files_that_are_no_xml_are_broken_at_their_first_line() -> None:
    for other in (b"PK\x03\x04...", b"title,body\n1,2\n", b"\x1f\x8b\x08", b"{}"):
        assert fails(io.BytesIO(other)).line == 1


def test_a_version_of_the_future_is_not_guessed_at() -> None:
    assert "2.0" in str(fails(export(item(), version="2.0"), NotAnExport))
