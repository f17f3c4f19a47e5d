"""No page is missing from the pictures."""

from __future__ import annotations

from collections import Counter

from tests.gallery.pages import file_name, is_page, scenes
from tests.sweeps.roles import CLASS, LINES


def test_every_address_that_shows_a_page_is_photographed() -> None:
    shown = {line.path.replace(CLASS, "/c/supply-chains") for line in LINES if is_page(line)}
    assert len(shown) > 40
    assert shown - {scene.path for scene in scenes()} == set()


def test_every_picture_has_a_file_of_its_own() -> None:
    names = Counter(file_name(scene, look) for scene in scenes() for look in scene.looks)
    assert [name for name, times in names.items() if times > 1] == []
