"""`make screenshots`: every page and state as PNG, an index.html to leaf through, a few for the documents."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error

from forum.config import HOME
from tests.gallery import album, camera, documents, pages, rooms, still
from tests.gallery.camera import Camera
from tests.gallery.pages import Scene

FOLDER = HOME / ".tools" / "screenshots"


def main(words: list[str]) -> int:
    """Take all pictures, or those of scenes whose names hold one of the words, or of the "documents"."""
    scenes = [s for s in pages.scenes() if not words or any(word in s.name for word in words)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not words:
        forget_old_pictures()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        still.site(Path(folder)) as site,
        camera.at(site, rooms.furnish(site)) as at_hand,
    ):
        taken = [photograph(at_hand, scene) for scene in scenes]
        if not words or "documents" in words:
            documents.refresh(at_hand)
    print(f"{sum(taken)} pictures: {album.write(FOLDER, there())}")
    return int(not all(taken))


def there() -> dict[str, list[tuple[str, str]]]:
    """Return the looks of every scene with the names of their files, of those that were taken ever."""
    pictures = {s.name: [(look.name, pages.file_name(s, look)) for look in s.looks] for s in pages.scenes()}
    return {name: [each for each in looks if (FOLDER / each[1]).exists()] for name, looks in pictures.items()}


def forget_old_pictures() -> None:
    for picture in FOLDER.glob("*.p*"):
        picture.unlink()


def photograph(at_hand: Camera, scene: Scene) -> int:
    """Take a scene in all its looks and return how many pictures there are.

    A page that cannot be posed is told and left out: the other pictures are worth having.
    """
    print(scene.name, flush=True)
    try:
        with at_hand.scene(scene) as page:
            for look in scene.looks:
                camera.take(page, look, FOLDER / pages.file_name(scene, look))
    except (Error, AssertionError) as wrong:
        print(f"No picture of {scene.name}: {wrong}", file=sys.stderr, flush=True)
        return 0
    return len(scene.looks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
