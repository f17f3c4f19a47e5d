"""A Chromium for the browser tests: where it is. How to get one stands in `get_chromium.py`."""

import os
import subprocess
import sys
from pathlib import Path

from tests.tools import programs
from tests.tools.getting import CACHE
from tests.tools.programs import Missing

UNPACKED = CACHE / "chromium"  # what get_chromium.py takes from the npm package
# The browser without its windows is the same engine at three quarters of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run")
ASK = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def arguments() -> list[str]:
    """Return the command line options the tests start Chromium with: no traffic and no dialogs of its own."""
    return [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]


def of_playwright() -> str:
    """Return where Playwright keeps its own Chromium, downloaded or not."""
    # In a process of its own, for Playwright's plain interface cannot be nested in tests that use it.
    answer = subprocess.run([sys.executable, "-c", ASK], stdout=subprocess.PIPE, text=True, check=True)
    return answer.stdout.strip()


def chosen() -> Path | None:
    """Return the browser that $CHROME names. Raises Missing when it names one that does not run."""
    if not (named := os.environ.get("CHROME")):
        return None
    if not (found := programs.first_that_runs([named])):
        raise Missing(f"$CHROME is {named}, which does not run: name a Chromium or Chrome, or unset it.")
    return found


def find() -> Path | None:
    """Return a Chromium that runs here, or None. Raises Missing when $CHROME names none."""
    ready = chosen() or programs.first_that_runs([*programs.on_path(*NAMES), *APPLICATIONS, UNPACKED])
    return ready or programs.first_that_runs([of_playwright()])


def executable() -> str:
    """Return the program for Playwright's launch(executable_path=...). Raises Missing."""
    if not (found := find()):
        raise Missing(
            "No Chromium: `apt install chromium` (Debian), `brew install --cask google-chrome` (macOS),"
            " or set $CHROME to one."
        )
    return str(found)
