"""An nginx for the tests: where it is, or Debian's package unpacked into .tools, where nothing is started."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.tools import getting, programs
from tests.tools.getting import CACHE, Refused
from tests.tools.programs import Missing

UNPACKED = CACHE / "nginx"
PACKAGES = ["nginx", "nginx-common"]  # the second has the list of media types
HOMEBREW = ("/opt/homebrew", "/usr/local")
PLACES = ("/usr/sbin/nginx", *(f"{prefix}/bin/nginx" for prefix in HOMEBREW))
MEDIA_TYPES = ("/etc/nginx/mime.types", *(f"{prefix}/etc/nginx/mime.types" for prefix in HOMEBREW))


def find() -> Path | None:
    """Return an nginx that runs here, or None."""
    return programs.first_that_runs([*programs.on_path("nginx"), *PLACES, UNPACKED / "usr/sbin/nginx"])


def program() -> Path:
    """Return the server. Raises Missing."""
    if not (found := find()):
        raise Missing("No nginx: `apt install nginx` (Debian), `brew install nginx` (macOS).")
    return found


def media_types() -> Path:
    """Return the list that tells nginx which file is of which media type. Raises Missing."""
    places = [UNPACKED / "etc/nginx/mime.types", *map(Path, MEDIA_TYPES)]
    found = next((place for place in places if place.exists()), None)
    if not found:
        raise Missing("nginx has no mime.types here: `apt install nginx-common` (Debian).")
    return found


def obtain() -> Path:
    """Return an nginx, unpacked now if need be. Raises Missing."""
    with getting.one_at_a_time():
        if not find() and shutil.which("dpkg-deb"):
            try:
                unpack()
            except Refused as refusal:
                print(refusal, file=sys.stderr, flush=True)
    return program()


def unpack() -> None:
    """Download Debian's packages and take out what is in them. Raises Refused."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        folder.chmod(0o755)  # apt's own user downloads into it
        getting.apt("download", *PACKAGES, into=folder)
        for package in folder.glob("*.deb"):
            getting.run("dpkg-deb", "-x", str(package), str(folder / "whole"))
        shutil.rmtree(UNPACKED, ignore_errors=True)
        (folder / "whole").replace(UNPACKED)
