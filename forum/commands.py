"""The commands of `flask`. Their files are loaded when one is asked for: a site that serves needs none."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

# Of each group the file that has it, and others that put commands into it.
GROUPS = {
    "course": ("forum.courses.cli", "forum.rosters.cli"),
    "exchange": ("forum.exchange.cli",),
    "mail": ("forum.notify.cli",),
    "search": ("forum.search.cli",),
    "text": ("forum.rerender",),
    "user": ("forum.auth.cli",),
}


class Commands(AppGroup):
    """Groups that are loaded late, as Click's documentation shows under "Lazily Loading Subcommands"."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *GROUPS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in GROUPS and name not in self.commands:
            first, *_more = [import_module(file) for file in GROUPS[name]]
            self.add_command(first.group)
        return super().get_command(ctx, name)


def init_app(app: Flask) -> None:
    """Let `flask` know the commands."""
    app.cli = Commands(app.name)
