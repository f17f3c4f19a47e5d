from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.tools import chromium
from tests.tools.programs import Missing


def test_playwright_opens_a_page_in_it() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.arguments())
        page = browser.new_page()
        page.goto("data:text/html,<title>Seminar</title>")
        assert page.title() == "Seminar"
        browser.close()


def test_a_wrong_choice_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROME", str(tmp_path / "no-such-browser"))
    with pytest.raises(Missing, match="no-such-browser"):
        chromium.executable()
