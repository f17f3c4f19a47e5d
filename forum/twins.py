"""Smaller twins of the static files: `python -P forum/twins.py` puts app.css.gz beside app.css.

`make run` does it by itself. WhiteNoise and nginx send the twin to whoever takes gzip, as browsers do.
"""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
SUFFIX = ".gz"
WORTH_IT = 0.9  # of the size; what is packed already (fonts, pictures) only grows


def main(folder: Path = STATIC) -> None:
    """Make the twins. Exits with 1 and a sentence when they cannot be written."""
    try:
        made = refresh(folder)
    except OSError as wrong:
        sys.exit(f"{wrong.filename} cannot be written: {wrong.strerror}.")
    for twin in made:
        print(twin.relative_to(folder.parent))


def refresh(folder: Path = STATIC) -> list[Path]:
    """Make every twin that is missing or of another version of its file; return those that were made."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != SUFFIX]
    made = [_make(path) for path in files if not is_fresh(path)]
    return [twin for twin in made if twin]


def is_fresh(path: Path) -> bool:
    """Say whether the file has a twin of its present version: one that bears the same time."""
    twin = _twin(path)
    return twin.exists() and twin.stat().st_mtime_ns == path.stat().st_mtime_ns


def _twin(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def _make(path: Path) -> Path | None:
    content, stat, twin = path.read_bytes(), path.stat(), _twin(path)
    packed = gzip.compress(content, mtime=0)
    if len(packed) > WORTH_IT * len(content):
        twin.unlink(missing_ok=True)
        return None
    draft = twin.with_name(f".{os.getpid()}.{twin.name}")
    draft.write_bytes(packed)
    draft.chmod(stat.st_mode)
    os.utime(draft, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return draft.replace(twin)  # whole or not at all, for whoever reads it now


if __name__ == "__main__":
    main()
