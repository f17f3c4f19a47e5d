"""The site as deploy/ has it: gunicorn as its unit starts it, behind nginx, on the tests' own database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.courses import actions as courses
from forum.courses.models import Role
from forum.extensions import db
from tests.deploy.browser import Browser
from tests.deploy.proxy import Proxy, proxying
from tests.deploy.service import Service, serving
from tests.people import PASSWORD, Cast, email
from tests.tools import systemd

if not systemd.ON_LINUX:
    collect_ignore = ["test_units.py"]  # `make tools` says so


@dataclass(frozen=True)
class Site:
    service: Service
    proxy: Proxy

    def browser(self) -> Browser:
        return Browser(self.proxy.https)


@pytest.fixture(scope="session")
def settings(database_url: str, instance: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "SEMINAR_INSTANCE": str(instance),
        "SEMINAR_BASE_URL": "https://localhost",
        "SEMINAR_PROXIES": "1",
    }


@pytest.fixture
def crowded(app: Flask, settings: dict[str, str]) -> Iterator[Site]:
    """The site for people who do more in a second than a class does in a minute."""
    with serving(settings) as service, proxying(f"unix:{service.socket}", limited=False) as proxy:
        yield Site(service, proxy)


@pytest.fixture
def students(crowded: Site, cast: Cast) -> Iterator[list[Browser]]:
    """The browsers of twenty students: no account writes faster than one may."""
    password = hash_password(PASSWORD)
    names = [f"student-{number}" for number in range(20)]
    users = [User(name=name, email=email(name), password_hash=password) for name in names]
    db.session.add_all(users)
    db.session.flush()
    for user in users:
        courses.enrol(cast.course, user.id, Role.STUDENT, by=None)
    db.session.commit()
    browsers = [crowded.browser().sign_in(name) for name in names]
    yield browsers
    for browser in browsers:
        browser.close()
