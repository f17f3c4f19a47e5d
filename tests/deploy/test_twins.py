"""Smaller twins of static files are made once, used while they are fresh, and never without their file."""

import gzip
import os
from pathlib import Path

import pytest
from werkzeug.test import Client

from forum import twins
from forum.assets import Files

WORDS = b"body { color: black; }\n" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "app.css").write_bytes(WORDS)
    (tmp_path / "vendor" / "lib.js").write_bytes(WORDS)
    (tmp_path / "font.woff2").write_bytes(os.urandom(500))
    return tmp_path


def served(folder: Path, accepted: str = "gzip, br") -> tuple[str | None, bytes]:
    """Return the encoding and the bytes that a browser gets for app.css."""
    files = Files(None)
    files.add_files(str(folder), prefix="static/")
    answer = Client(files).get("/static/app.css", headers={"Accept-Encoding": accepted}, buffered=True)
    assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    return answer.headers.get("Content-Encoding"), answer.data


def test_what_gets_smaller_gets_a_twin(folder: Path) -> None:
    assert twins.refresh(folder) == [folder / "app.css.gz", folder / "vendor" / "lib.js.gz"]
    assert gzip.decompress((folder / "app.css.gz").read_bytes()) == WORDS
    assert twins.refresh(folder) == []
    assert sorted(path.name for path in folder.iterdir()) == ["app.css", "app.css.gz", "font.woff2", "vendor"]


def test_browsers_get_the_twin(folder: Path) -> None:
    twins.refresh(folder)
    assert served(folder) == ("gzip", (folder / "app.css.gz").read_bytes())
    assert served(folder, "identity") == (None, WORDS)


def test_a_twin_of_an_earlier_version_is_not_used(folder: Path) -> None:
    twins.refresh(folder)
    (folder / "app.css").write_bytes(b"new " + WORDS)
    os.utime(folder / "app.css", (0, 0))  # older than its twin, as after going back to an earlier release
    assert served(folder) == (None, b"new " + WORDS)
    assert twins.refresh(folder) == [folder / "app.css.gz"]
    assert gzip.decompress(served(folder)[1]) == b"new " + WORDS


def test_a_twin_that_is_worth_it_no_longer_goes(folder: Path) -> None:
    twins.refresh(folder)
    (folder / "app.css").write_bytes(b"a")
    assert twins.refresh(folder) == []
    assert not (folder / "app.css.gz").exists()


def test_a_folder_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "vendor" / "lib.js.gz").mkdir()
    with pytest.raises(SystemExit, match=r"cannot be written: Is a directory\.$"):
        twins.main(folder)
    assert capsys.readouterr().out == ""
