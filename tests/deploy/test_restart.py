"""A reload and a restart while people read and write: nobody gets an error, nobody is turned away."""

from forum.extensions import limiter
from tests import factories
from tests.deploy.browser import Browser
from tests.deploy.conftest import Site
from tests.deploy.load import Person, Reader, Writer, busy
from tests.people import SLUG
from tests.serving.running import eventually

TIMES = 2


def everybody_is_answered(people: list[Person]) -> None:
    """Return when everybody has had some more answers."""
    goals = [(person, len(person.told) + 5) for person in people]
    eventually(lambda: all(len(person.told) >= goal for person, goal in goals), "everybody is answered")


def test_no_request_fails_over_reloads_and_restarts(crowded: Site, students: list[Browser]) -> None:
    post_id = factories.post(factories.member("ines"), "Chapter one", "Some words.")
    pages = [f"/c/{SLUG}/", "/static/app.css", f"/c/{SLUG}/posts/{post_id}"]
    readers = [Reader([browser], pages) for browser in students[:2]]
    writers = [Writer(students[place::2], f"{pages[2]}/comments") for place in (2, 3)]
    people: list[Person] = [*readers, *writers]
    with busy(people):
        for change in TIMES * [crowded.service.reload, crowded.service.restart]:
            limiter.reset()
            everybody_is_answered(people)
            change()
        everybody_is_answered(people)
    assert {status for reader in readers for status in reader.told} == {200}
    assert {status for writer in writers for status in writer.told} == {303}
