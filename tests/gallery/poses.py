"""What is done in a page before its picture is taken."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import steps

TEXT = """Disclosure changes *who is watching*. I want to separate two effects:

1. If a score **teaches**, hard findings fall too, only later.
2. If it merely sorts, buyers leave and the average rises.

> The measure that is easy to take becomes the thing that is easy to fix.

The data run for six years.[^1]

[^1]: They do not record who left.
"""
PATIENCE = 11  # attempts; one more than a minute allows


def opened_menu(page: Page) -> None:
    page.get_by_label("Your account").click()


def written(page: Page) -> None:
    """Type a post into the editor."""
    page.get_by_label("Title").fill("Does a public score make factories better?")
    page.get_by_label("Text").fill(TEXT)
    page.locator(".choices input").first.check()


def raced(page: Page) -> None:
    """Save a post that was saved since the editor had opened it."""
    page.locator("input[name=seen]").evaluate("box => { box.value = '1'; }")
    page.get_by_label("Text").fill("A text of *quite* other words, and more of them.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Two versions")).to_be_visible()


def asked_twice(page: Page) -> None:
    """Save a prompt that was saved since its editor had opened it."""
    page.locator("input[name=seen]").evaluate("box => { box.value = '1'; }")
    page.get_by_label("What you ask for").fill("What did the *buyers* find, and whom did they tell?")
    page.get_by_label("Words of a post, at least").fill("150")
    page.get_by_label("Who reads the answers").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Two versions")).to_be_visible()


def too_many_points(page: Page) -> None:
    page.get_by_label("Argument").fill("40")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("main .error").first).to_be_visible()


def marked_twice(page: Page) -> None:
    """Save a note that was saved since its form had opened."""
    page.locator("input[name=seen]").evaluate("box => { box.value = '1'; }")
    page.get_by_label("Voice").fill("2")
    page.get_by_label("Note", exact=True).fill("A strong question. Would *anything* change your mind?")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Two versions")).to_be_visible()


def rubric_twice(page: Page) -> None:
    """Save a rubric that was saved since its form had opened."""
    page.locator("input[name=seen]").evaluate("box => { box.value = '1'; }")
    page.get_by_label("What is looked at").first.fill("Honesty")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Two versions")).to_be_visible()


def refused(page: Page) -> None:
    """Send a form of which everything is missing, as a browser without our checks would."""
    page.eval_on_selector_all("form", "forms => forms.forEach(form => form.noValidate = true)")
    page.eval_on_selector_all("main [required]", "fields => fields.forEach(field => field.value = '')")
    page.locator("main form .btn").first.click()
    expect(page.locator("main .error").first).to_be_visible()


def faulty_addresses(page: Page) -> None:
    page.get_by_label("E-mail addresses").fill("Nina Nwosu <nina@uni.example>\nben.example.org, ada@")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.locator("main .error").first).to_be_visible()


def wrong_password(page: Page) -> None:
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("main .error").first).to_be_visible()


def next_page(page: Page) -> None:
    """Go to the further comments of a long thread, as without JavaScript."""
    page.goto(str(page.get_by_role("link", name="More comments").evaluate("link => link.href")))


def comment_came(page: Page) -> None:
    """Let a comment have come while the page was open: it asks after what is older than the last."""
    news = page.locator("#news")
    news.evaluate(
        "news => { news.dataset.news = news.dataset.news.replace(/since=.*/, 'since=0'); askForNews(); }"
    )
    expect(news.get_by_role("link")).to_be_visible()
    news.scroll_into_view_if_needed()


def more_replies(page: Page) -> None:
    """Go to the rest of a long branch, as without JavaScript."""
    link = page.get_by_role("link", name="more repl").first
    page.goto(str(link.evaluate("link => link.href")))


def names_shown(page: Page) -> None:
    """Rest on the number of the post's hearts."""
    page.locator(".bar .heart > a").hover()
    expect(page.locator(".bar .who")).to_be_visible()


def commenting(page: Page) -> None:
    page.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(page).fill("I would start with the hours.\n\nThey are written down *twice*.")


def answering(page: Page) -> None:
    """Open the form under the second comment, and send it empty."""
    page.locator("li.comment > article").nth(1).get_by_role("link", name="Reply").click()
    box = page.get_by_role("textbox", name="Reply to")
    box.fill(" ")
    box.locator("xpath=ancestor::form").get_by_role("button", name="Comment").click()
    expect(page.locator(".error")).to_be_visible()


def deleting(page: Page) -> None:
    page.locator(".acts").get_by_role("link", name="Delete").first.click()
    expect(page.locator(".asks")).to_be_visible()


def editing(page: Page) -> None:
    page.locator(".acts").get_by_role("link", name="Edit").first.click()
    expect(page.get_by_role("textbox", name="Edit the comment")).to_be_focused()


def hiding(page: Page) -> None:
    page.locator(".acts").get_by_role("link", name="Hide").first.click()
    expect(page.locator(".asks")).to_be_visible()


def taken_back(page: Page) -> None:
    """Delete a comment of one's own, and see that it can come back."""
    deleting(page)
    page.locator(".asks").get_by_role("button", name="Delete").click()
    expect(steps.notice(page).get_by_role("button")).to_be_visible()


def unreachable(page: Page) -> None:
    """Comment while the site cannot be reached."""
    commenting(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".notice.error")).to_be_visible()
    page.context.set_offline(False)


def too_often(page: Page) -> None:
    """Send empty posts until the site asks for a pause."""
    for _attempt in range(PATIENCE):
        page.goto(page.url.removesuffix("/new").removesuffix("/posts") + "/posts/new")
        page.eval_on_selector_all("form", "forms => forms.forEach(form => form.noValidate = true)")
        page.get_by_label("Text").fill("Words that should not be lost.")
        page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many attempts")


def stale(page: Page) -> None:
    """Send a form whose token is of another browser."""
    page.eval_on_selector_all("[name=csrf_token]", "fields => fields.forEach(field => field.value = 'old')")
    page.get_by_label("E-mail address").fill("sam@example.org")
    page.get_by_role("main").locator("form .btn").first.click()
