"""The ways in which a page is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HEIGHT = 900  # pixels; a picture shows the whole page, up to TALLEST
TALLEST = 5_000
PAPER = 794  # pixels of 1/96 inch: the width of A4


@dataclass(frozen=True, slots=True)
class Look:
    """A window of some width, and what its owner likes."""

    width: int
    colours: str = "light"
    forced: bool = False
    calm: bool = False
    letters: int = 100  # percent
    printed: bool = False

    @property
    def name(self) -> str:
        if self.printed:
            return "print"
        likes = {"forced": self.forced, "calm": self.calm, f"text{self.letters}": self.letters != 100}
        return "-".join([str(self.width), self.colours, *(name for name, is_so in likes.items() if is_so)])

    @property
    def media(self) -> dict[str, Any]:
        """What Playwright's emulate_media is asked for."""
        return {
            "media": "print" if self.printed else "screen",
            "color_scheme": self.colours,
            "forced_colors": "active" if self.forced else "none",
            "reduced_motion": "reduce" if self.calm else "no-preference",
        }


USUAL = tuple(Look(width, colours) for colours in ("light", "dark") for width in (1280, 768, 320))
MAIN = (
    *USUAL,
    Look(2560),
    Look(2560, "dark"),
    Look(1280, forced=True),
    Look(1280, "dark", forced=True),
    Look(1280, calm=True),
    Look(1280, letters=200),
    Look(320, letters=200),
    Look(PAPER, printed=True),
)
