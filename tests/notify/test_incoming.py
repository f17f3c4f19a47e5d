"""What is read out of a mail, whatever program made it."""

from pathlib import Path

import pytest
from flask import Flask

from forum.notify import incoming

MAILS = Path(__file__).with_name("mails")
SAMPLES = sorted(path.stem for path in MAILS.glob("*.txt"))


@pytest.mark.parametrize("name", SAMPLES)
def test_what_somebody_wrote_is_all_that_is_posted(app: Flask, name: str) -> None:
    wanted = (MAILS / f"{name}.txt").read_text("utf-8").removesuffix("\n")
    assert incoming.said((MAILS / f"{name}.eml").read_bytes()).own == wanted
