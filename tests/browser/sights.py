"""Every page of the product, as those see it who may: what the access tests look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.furnished import Furnished
from tests.sweeps.roles import LINES, Line

READERS = ("ines", "sam", "vera")  # who teaches, who studies, and the visitor of a public class
OTHERS = ("adam", "otto")
# Addresses that show no page.
FILES = ("/robots.txt", ".atom", ".csv", ".xlsx", ".ics")
FEEDS = ("of_class", "of_category", "of_author", "of_post")
NOT_SEEN = {
    **{f"{way}.feeds.{feed}": "for programs: no page" for way in ("course", "private") for feed in FEEDS},
    "site.robots": "for programs: no page",
    "course.rosters.faulty": "a file for spreadsheets: no page",
    "course.rosters.download": "a file for spreadsheets: no page",
    "course.reports.download": "a file for spreadsheets: no page",
    "private.calendar_feed.calendar": "for programs: no page",
    "course.marks.points_of_class": "a file for spreadsheets: no page",
    "course.marks.points_of_prompt": "a file for spreadsheets: no page",
    "static": "style sheet, scripts, fonts: no page",
    "course.comments.show": "leads to a place in a thread; what it gives htmx comes with states.py",
    "course.people.called": "a list for who types an @: see test_mentions.py",
    "course.live.of_class": "a link for an open page: see test_news.py",
    "course.live.of_post": "a link for an open page: see test_news.py",
    "course.notify.bell": "a bell for an open page: see test_bell.py",
    "course.live.taken_in": "comments for an open page: see test_news.py",
}

Act = Callable[[Page, Furnished], None]


@dataclass(frozen=True)
class Sight:
    """A page that somebody opens, and what they do there before it is looked at."""

    who: str
    path: str
    act: Act | None = None
    status: int = 200
    console: tuple[str, ...] = ()  # what Chromium may complain of, besides the status

    def __str__(self) -> str:
        done = f" {self.act.__name__}" if self.act else ""
        return f"{self.who} {self.path}{done}"


def pages() -> Iterator[Sight]:
    """Yield every address of roles.py that shows a page, for those who are to look at it."""
    for line in LINES:
        if line.method == "GET" and not line.path.endswith(FILES):
            yield from (Sight(who, line.path) for who in seeing(line))


def seeing(line: Line) -> list[str]:
    """Return who is to look at it. What stands outside of classes looks alike to everybody who gets it."""
    answers = line.usually | line.public
    readers = [who for who in READERS if answers[who] == "200"]
    others = [who for who in OTHERS if answers[who] == "200"]
    return readers if line.public else [*others, *readers][-1:]


OTHER_CLASSES = (
    Sight("ines", "/c/{empty}/"),
    Sight("sam", "/c/{empty}/"),
    Sight("vera", "/c/{empty}/"),
    Sight("sam", "/c/{empty}/drafts"),
    Sight("sam", "/c/{empty}/bookmarks"),
    Sight("ines", "/c/{empty}/invitations"),
    Sight("sam", "/c/{empty}/notifications"),
    Sight("sue", "/c/{here}/notifications"),
    Sight("sue", "/c/{here}/notifications/mail"),
    Sight("ines", "/c/{here}/posts/{told}/delivery"),
    Sight("sam", "/c/{here}/posts/{edited}/history"),
    Sight("ines", "/c/{here}/posts/{edited}/history?view=side"),
    Sight("sam", "/c/{here}/posts/{edited}"),
    Sight("ines", "/c/{here}/posts/{edited}/marks/{sam}"),
    Sight("ines", "/c/{here}/marking"),
    Sight("sue", "/c/{here}/posts/{reviewed}/reviews/new"),
    Sight("ines", "/c/{here}/settings/copy/preview?title=T&first_day=2027-09-06&weeks=14&colour=teal"),
    Sight("sam", "/c/{here}/comments/{reworded}/history"),
    Sight("sam", "/c/{here}/comments/{reworded}/history?new=1"),
    Sight("sue", "/c/{here}/posts/{shared}"),
    Sight("sue", "/c/{here}/posts/{shared}/co-authors/me"),
    Sight("sam", "/c/{here}/posts/{shared}/edit"),
    Sight("sam", "/c/{empty}/feeds"),
    Sight("sam", "/c/{closed}/"),
    Sight("ines", "/c/{closed}/posts/{closed_post}"),
    Sight("sue", "/c/{here}/posts/{talk}"),
    Sight("ines", "/c/{here}/posts/{talk}"),
    Sight("vera", "/c/{here}/posts/{rich}"),
    Sight("sam", "/c/{here}/comments/{ines_rich}/replies"),
    Sight("sam", "/c/{here}/posts/{rich}/comments/new?parent={ines_rich}"),
    Sight("sam", "/c/{long}/authors/{sam}"),
    Sight("sam", "/c/{here}/search?q=text+words"),
    Sight("vera", "/c/{here}/search?q=nowhere&posts=y"),
    Sight("ines", "/c/{long}/search?q=number&sort=newest"),
    Sight("sam", "/c/{here}/search?q=text&since=0001-01-01", status=422),
    Sight("sam", "/c/{long}/months/{month}"),
    Sight("sam", "/c/{long}/comments/{top}/replies"),
    Sight("sam", "/?all=1"),
    Sight("adam", "/"),
    Sight("nemo", "/"),
    Sight("nemo", "/settings"),
    Sight("nemo", "/join/{invitation_link}"),
    Sight("nemo", "/join/{for_the_cast_link}"),
    Sight("nemo", "/join/{for_a_domain_link}"),
    Sight("nemo", "/join/{by_mail_link}"),
    Sight("vera", "/join/{by_mail_link}"),
    Sight("vera", "/join/{to_otto_link}"),
    Sight("otto", "/join/{to_otto_link}"),
    Sight("vera", "/join/{invitation_link}?mailed=1"),
    Sight("vera", "/sign-in?kept=1&next=/c/{here}/"),
    Sight("vera", "/sign-in?stale=1"),
)
REFUSALS = (
    Sight("vera", "/?way=%FF", status=400),
    Sight("sam", "/c/{here}/settings", status=403),
    Sight("vera", "/c/{here}/members", status=403),
    Sight("sam", "/c/{here}/posts/999999999", status=404),
    Sight("vera", "/no-such-page", status=404),
    Sight("vera", "/sign-out", status=405),
    Sight("vera", "/join/{revoked_link}", status=410),
    Sight("vera", "/reset/{confirm_link}", status=404),
    Sight("sam", "/confirm/{reset_link}", status=404),
)
