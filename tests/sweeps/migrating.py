"""Take the database that DATABASE_URL names up and down through every migration, and say what stood there."""

from __future__ import annotations

import json
import sys
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from forum import create_app
from forum.extensions import db
from forum.search.models import is_drawn_up
from tests import factories
from tests.people import gather

WRITTEN = ("user_account", "membership", "post", "filing", "comment", "audit_event")


def tables() -> list[str]:
    """Return the names of the tables that the database has."""
    return sorted(name for name in inspect(db.engine).get_table_names() if is_drawn_up(name, "table", {}))


def differences() -> list[str]:
    """Return in what the database is not what the models say."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_drawn_up}
        )
        return [str(each) for each in compare_metadata(context, db.metadata)]


def revisions(app: Flask) -> list[str]:
    """Return the migrations from the first to the last."""
    scripts = ScriptDirectory(app.extensions["migrate"].directory)
    return [script.revision for script in scripts.walk_revisions()][::-1]


def furnish() -> None:
    """Write a post with a comment and an answer, as people do."""
    gather()
    post_id = factories.post(factories.member("sam"))
    first = factories.comment(factories.member("sue"), post_id)
    factories.comment(factories.member("sam"), post_id, under=first)
    db.session.remove()


def rows() -> dict[str, int]:
    """Return how much of it is there, whatever the tables look like by now."""
    with db.engine.connect() as connection:
        count = "SELECT count(*) FROM {}"
        return {name: connection.scalar(text(count.format(name))) or 0 for name in WRITTEN}


def main() -> None:
    """Write what was found to standard output, as JSON."""
    app = create_app()
    with app.app_context():
        found: dict[str, Any] = {"empty": tables()}
        for revision in revisions(app):
            upgrade(revision=revision)
        found |= {"up": tables(), "differences": differences()}
        furnish()
        found["rows"] = [rows()]
        for revision in revisions(app)[:-1][::-1]:
            downgrade(revision=revision)
            found["rows"].append(rows())
        for revision in revisions(app):
            upgrade(revision=revision)
            found["rows"].append(rows())
        for revision in [*revisions(app)[:-1][::-1], "base"]:
            downgrade(revision=revision)
        found["down"] = tables()
        upgrade()
        found |= {"again": tables(), "differences_again": differences()}
        db.engine.dispose()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
