"""One site and one Chromium for all stories; a class, browser windows and a clean console for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.browser import classroom, steps
from tests.browser.classroom import Classroom
from tests.browser.console import Console
from tests.browser.examined import AXE
from tests.browser.furnished import Furnished, furnished
from tests.browser.server import Site, prepared
from tests.tools import chromium

# What is typed into a window that only looks is saved nowhere: the next one finds an empty form.
UNSAVED = """{
  const send = fetch;
  window.fetch = (to, options) => options?.method === "POST" && /\\/drafts$/.test(to)
    ? Promise.resolve(new Response("", { headers: { Saves: "1" } })) : send(to, options);
}"""
PATIENCE = 20_000  # milliseconds; a page takes a tenth of a second, but the machine may be busy

Browse = Callable[..., Page]
Window = Callable[[str], Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with prepared(tmp_path_factory.mktemp("site")) as site:
        site.start()
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.arguments()
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def keys() -> dict[str, StorageState]:
    """The cookies of those who signed in before."""
    return {}


@pytest.fixture
def room(site: Site) -> Classroom:
    """A new class with ines, asa, sam and sue in it."""
    site.forget_haste()
    return classroom.opened(site)


@pytest.fixture
def console() -> Iterator[Console]:
    """What browsers complain about; a story ends well when there was nothing but what it expected."""
    watched = Console()
    yield watched
    assert watched.unexpected() == []


@pytest.fixture
def browse(site: Site, browser: Browser, keys: dict[str, StorageState], console: Console) -> Iterator[Browse]:
    """Open a browser: browse("sam") is signed in, browse() a visitor's; via="plain" has no JavaScript."""
    contexts = []

    def window(name: str = "", *, via: str = "htmx", **options: Any) -> Page:
        if name and name not in keys:
            steps.sign_in(guest := window(), site.url, name)
            keys[name] = guest.context.storage_state()
        context = browser.new_context(
            java_script_enabled=via == "htmx", storage_state=keys.get(name), locale="en", **options
        )
        context.set_default_timeout(PATIENCE)
        console.watch(context)
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """A second site, with everything in it that a page can show; for tests that only look."""
    with furnished(tmp_path_factory.mktemp("school")) as school:
        yield school


@pytest.fixture(scope="session")
def heard() -> Console:
    """What the windows of the school complain about."""
    return Console()


@pytest.fixture(scope="session")
def window(school: Furnished, browser: Browser, heard: Console) -> Iterator[Window]:
    """Give somebody's window of the school: one for all that they look at; vera is not signed in."""
    windows: dict[str, Page] = {}

    def of(name: str) -> Page:
        if name not in windows:
            context = browser.new_context(locale="en", reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            context.add_init_script(AXE)
            context.add_init_script(UNSAVED)
            windows[name] = context.new_page()
            heard.watch(context)
            if name != "vera":
                steps.sign_in(windows[name], school.site.url, name)
        return windows[name]

    yield of
    for page in windows.values():
        page.context.close()
