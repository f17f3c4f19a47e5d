"""The life and death of the render child."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from forum import text_process
from forum.text_process import Renderer, RenderFailed

HOSTILE = "[" * 20_000  # minutes of work


def job(source: str) -> dict[str, object]:
    return {"source": source, "format": "markdown", "anchor": "", "site": "", "heading": 2}


@pytest.fixture
def renderer():
    renderer = Renderer(deadline=30)
    yield renderer
    renderer.close()


def kill_and_wait(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def test_there_is_no_child_before_it_is_needed(renderer):
    assert renderer.pid is None
    renderer.ask(job("a"))
    assert renderer.pid not in (None, os.getpid())


def test_the_same_child_renders_the_next_text(renderer):
    renderer.ask(job("a"))
    first = renderer.pid
    renderer.ask(job("b"))
    assert renderer.pid == first


def test_a_child_that_died_between_two_texts_is_replaced(renderer):
    renderer.ask(job("a"))
    first = renderer.pid
    kill_and_wait(first)
    assert renderer.ask(job("b"))["html"] == "<p>b</p>"
    assert renderer.pid != first


def test_a_child_that_dies_over_a_text_fails_it_and_is_replaced(renderer):
    renderer.ask(job("a"))
    failures: list[BaseException | None] = []

    def ask() -> None:
        with pytest.raises(RenderFailed) as failure:
            renderer.ask(job(HOSTILE))
        failures.append(failure.value)

    asking = threading.Thread(target=ask)
    asking.start()
    while asking.is_alive():
        if renderer.pid:
            os.kill(renderer.pid, signal.SIGKILL)
        asking.join(0.05)
    assert len(failures) == 1
    assert renderer.ask(job("b"))["html"] == "<p>b</p>"


def test_a_stopped_child_is_given_up():
    renderer = Renderer(deadline=1)
    renderer.ask(job("a"))
    stopped = renderer.pid
    os.kill(stopped, signal.SIGSTOP)
    # Longer than what the channel can hold: sending is under the deadline too.
    with pytest.raises(RenderFailed, match="TimeoutError"):
        renderer.ask(job("word " * 200_000))
    assert renderer.ask(job("b"))["html"] == "<p>b</p>"
    assert renderer.pid != stopped
    renderer.close()


def test_an_interrupted_text_does_not_answer_for_the_next(renderer):
    class Interrupted(BaseException):
        pass

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted

    renderer.ask(job("a"))
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    with pytest.raises(Interrupted):
        renderer.ask(job(HOSTILE))
    signal.signal(signal.SIGALRM, before)
    assert renderer.ask(job("b"))["html"] == "<p>b</p>"


def test_threads_each_get_their_own_text(renderer):
    numbers = range(120)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: renderer.ask(job(f"*{number}*")), numbers))
    assert [answer["html"] for answer in answers] == [f"<p><em>{number}</em></p>" for number in numbers]


def test_a_text_does_not_wait_for_others_without_end(renderer, monkeypatch):
    monkeypatch.setattr(text_process, "QUEUE_DEADLINE", 0.1)
    with renderer._lock, pytest.raises(RenderFailed, match="before it"):
        renderer.ask(job("a"))


def test_a_child_that_cannot_start_fails_the_text(renderer, monkeypatch):
    monkeypatch.setattr(text_process, "_PROGRAM", "raise SystemExit(1)")
    with pytest.raises(RenderFailed, match="EOFError"):
        renderer.ask(job("a"))
    monkeypatch.undo()
    assert renderer.ask(job("a"))["html"] == "<p>a</p>"


def test_the_child_is_told_no_secrets(monkeypatch):
    monkeypatch.setenv("SEMINAR_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    assert "secret" not in text_process._environment().values()
