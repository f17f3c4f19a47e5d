"""Get what the tests need beside Python packages, or say what to install: `python -m tests.tools.get`."""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.tools import get_chromium, nginx, postgres, programs, redis, systemd
from tests.tools.programs import Missing

TOOLS: dict[str, Callable[[], Path | str]] = {
    "PostgreSQL": postgres.program,
    "Redis": redis.program,
    "Chromium": get_chromium.obtain,
    "nginx": nginx.obtain,
}
if systemd.ON_LINUX:
    TOOLS["systemd-analyze"] = systemd.obtain


def main() -> int:
    """Print one line for each tool; return 1 if any is missing."""
    missing = 0
    if not systemd.ON_LINUX:
        print(f"systemd-analyze: {systemd.ELSEWHERE}")
    for name, get in TOOLS.items():
        try:
            program = get()
            print(f"{name}: {programs.version(program)}, {program}", flush=True)
        except Missing as sentence:
            missing = 1
            print(f"{name}: {sentence}", file=sys.stderr)
    return missing


if __name__ == "__main__":
    sys.exit(main())
