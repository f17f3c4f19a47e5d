"""A site of other settings, asked in a process of its own: the extensions know one application at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forum import create_app
from forum.config import HOME

OURS = ("SEMINAR_", "DATABASE_URL", "BIND", "WEB_CONCURRENCY")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, each header by its name in small letters, and the page."""

    status: int
    headers: dict[str, str]
    text: str


def ask(folder: Path, settings: Mapping[str, str], *requests: Mapping[str, Any]) -> list[Answer]:
    """Start a site with these settings and nothing else, and send it requests (as EnvironBuilder takes)."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        cwd=HOME,
        env=clean | {"SEMINAR_INSTANCE": str(folder), **settings},
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Answer(**each) for each in json.loads(done.stdout)]


def main() -> None:
    """Answer the requests on standard input."""
    app = create_app()
    answers = []
    for request in json.load(sys.stdin):
        answer = app.test_client(use_cookies=False).open(**request)
        headers = {name.lower(): value for name, value in answer.headers}
        answers.append({"status": answer.status_code, "headers": headers, "text": answer.text})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
