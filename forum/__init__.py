"""Seminar: a class forum. create_app() says what it is made of, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from forum import commands, config, errors, i18n, jobs, migrating, ratelimits, rooms, security, views, web
from forum import models as _models  # noqa: F401  # every table is known before the first query
from forum.application import Application
from forum.auth import session
from forum.config import HOME
from forum.extensions import csrf, db, let_go


def create_app(overrides: Mapping[str, Any] | None = None, *, instance: Path | None = None) -> Flask:
    """Make the application; `overrides` win over the environment. Raises config.BadSetting."""
    instance = instance or config.folder()
    app = Application(
        "forum",
        root_path=str(HOME / "forum"),
        instance_path=str(instance),
        template_folder=str(HOME / "templates"),
        static_folder=str(HOME / "static"),
    )
    app.config.update(config.load(instance))
    app.config.update(overrides or {})
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}

    security.init_app(app)
    db.init_app(app)
    app.teardown_appcontext(let_go)
    migrating.init_app(app)
    csrf.init_app(app)
    session.init_app(app)
    i18n.init_app(app)
    ratelimits.init_app(app)
    jobs.init_app(app)
    errors.init_app(app)
    app.url_map.converters.update(web.CONVERTERS)
    views.init_app(app)
    rooms.init_app(app)
    commands.init_app(app)
    return app
