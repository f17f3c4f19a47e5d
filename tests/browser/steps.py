"""What people do again and again, in the words of the page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.people import PASSWORD, email


def sign_in(page: Page, site: str, name: str) -> None:
    """Sign in by the form."""
    page.goto(f"{site}/sign-in")
    fill_sign_in(page, name)
    expect(page.get_by_label("Your account")).to_be_visible()


def fill_sign_in(page: Page, name: str) -> None:
    """Fill the form that the page shows, and send it."""
    page.get_by_label("E-mail address").fill(email(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def sign_out_everywhere(page: Page, site: str) -> None:
    """End all sessions of who uses this window."""
    page.goto(f"{site}/settings")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(notice(page)).to_contain_text("signed out everywhere")


def mark(page: Page) -> None:
    """Mark the page, so that `unmoved` can tell whether it was loaded anew."""
    page.evaluate("window.mark = document.querySelector('.top').mark = 'same page'")


def unmoved(page: Page) -> bool:
    """Say whether this is the very page that was marked, its header untouched."""
    return bool(
        page.evaluate("window.mark === 'same page' && document.querySelector('.top').mark === window.mark")
    )


def notice(page: Page) -> Locator:
    """Return the place where outcomes are said, to eyes and to screen readers."""
    return page.get_by_role("status")


def comment_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Leave a comment")


def said(page: Page, text: str) -> Locator:
    """Return the comment with this text, with what stands under it."""
    return page.locator("li.comment").filter(has=page.locator("> article", has_text=text))


def own_words(page: Page, text: str) -> Locator:
    """Return the comment with this text, without its answers."""
    return page.locator("li.comment > article", has_text=text)


def beginning(url: str) -> re.Pattern[str]:
    """Return what matches every address that begins so."""
    return re.compile(re.escape(url))


def ending(text: str) -> re.Pattern[str]:
    """Return what matches every text that ends so."""
    return re.compile(re.escape(text) + "$")
