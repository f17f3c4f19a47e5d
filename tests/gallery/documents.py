"""The few pictures that stand in the README and the documents."""

from __future__ import annotations

from dataclasses import dataclass

from forum.config import HOME
from tests.gallery import camera
from tests.gallery.camera import Camera
from tests.gallery.looks import PAPER, Look
from tests.gallery.pages import THREAD, Scene
from tests.gallery.poses import written

FOLDER = HOME / "docs" / "screenshots"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the scene, the look, and how much of the page is shown, in pixels from the top."""

    name: str
    scene: Scene
    look: Look
    tall: int


PICTURES = (
    Picture("feed", Scene("feed", "mei", "{demo}/"), Look(1280), 1250),
    Picture("thread-dark", Scene("thread", "mei", THREAD), Look(1280, "dark"), 1300),
    Picture("thread-narrow", Scene("thread", "mei", THREAD), Look(360), 1400),
    Picture("editor", Scene("editor", "mei", "{demo}/posts/new", written), Look(1280), 1000),
    Picture("participation", Scene("participation", "amara", "{demo}/participation"), Look(1280), 800),
    Picture("board", Scene("board", "amara", "{demo}/prompts/{demo_over}/board"), Look(1280), 830),
    Picture("printed", Scene("printed", "sue", "{scripts}/posts/{notes}"), Look(PAPER, printed=True), 1000),
)


def refresh(at_hand: Camera) -> None:
    """Take them anew."""
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        with at_hand.scene(picture.scene) as page:
            camera.take_small(page, picture.look, FOLDER / f"{picture.name}.webp", picture.tall)
