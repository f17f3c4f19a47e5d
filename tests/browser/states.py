"""Every state that a page comes into when somebody acts in it."""

from __future__ import annotations

from tests.browser import acts
from tests.browser.sights import Sight

POST, NEW = "/c/{here}/posts/{talk}", "/c/{here}/posts/new"
WRONG = ("422",)
REFUSED = (
    ("sam", NEW), ("ines", NEW), ("ines", "/c/{here}/posts/{talk}/hiding"),
    ("ines", "/c/{here}/comments/{sues_kept}/hiding"), ("sam", "/c/{here}/posts/{talk}/comments/new"),
    ("ines", "/c/{here}/categories"), ("ines", "/c/{here}/categories/{topic}/edit"),
    ("ines", "/c/{here}/members/new"), ("ines", "/c/{here}/settings"),
    ("adam", "/courses/new"), ("vera", "/sign-in"), ("vera", "/reset"), ("vera", "/reset/{reset_link}"),
    ("vera", "/join/{invitation_link}"), ("vera", "/join/{for_a_domain_link}"),
    ("vera", "/join/mailed/{newcomers_link}"), ("sam", "/settings"),
)  # fmt: skip
STATES = (
    *(Sight(who, path, acts.refused, console=WRONG) for who, path in REFUSED),
    Sight("sam", "/settings", acts.second_refused, console=WRONG),
    Sight("sam", "/settings", acts.third_refused, console=WRONG),
    Sight("sam", "/settings", acts.fourth_refused, console=WRONG),
    Sight("sue", "/c/{here}/posts/{talk}/edit", acts.edited_meanwhile, console=("409",)),
    Sight("vera", "/reset", acts.stale, console=("400",)),
    Sight("vera", "/sign-in", acts.wrong_too_often, console=("429",)),
    Sight("vera", "/join/{for_the_cast_link}", acts.mailed),
    Sight("sam", NEW, acts.too_often, console=("429",)),
    Sight("sam", NEW, acts.published),
    Sight("ines", "/c/{here}/categories", acts.broken, console=("500",)),
    Sight("ines", "/c/{here}/", acts.menu_open),
    Sight("sam", "/settings", acts.menu_open),
    Sight("vera", "/c/{here}/", acts.skip_link),
    Sight("ines", "/c/{here}/", acts.moved_up),
    Sight("sam", "/c/{long}/", acts.older_posts),
    Sight("sam", "/c/{long}/search", acts.searched),
    Sight("sam", POST, acts.composer_open),
    Sight("sam", POST, acts.composer_refused, console=WRONG),
    Sight("sam", POST, acts.mentioning),
    Sight("sam", POST, acts.reply_open),
    Sight("sam", POST, acts.commented),
    Sight("sam", POST, acts.unreachable, console=("ERR_FAILED", "Failed to fetch")),
    Sight("sue", POST, acts.edit_open),
    Sight("sue", POST, acts.edit_refused, console=WRONG),
    Sight("sue", POST, acts.edit_raced, console=("409",)),
    Sight("sue", POST, acts.edited),
    Sight("sue", POST, acts.deletion_asked),
    Sight("sue", POST, acts.deleted),
    Sight("sue", POST, acts.vanished, console=("404",)),
    Sight("ines", POST, acts.hiding_asked),
    Sight("ines", POST, acts.hiding_refused, console=WRONG),
    Sight("ines", POST, acts.hidden),
    Sight("sam", POST, acts.hearted),
    Sight("sam", "/c/{here}/posts/{sams}", acts.names_shown),
    Sight("sam", "/c/{long}/posts/{discussed}", acts.more_comments),
    Sight("sam", "/c/{long}/posts/{discussed}", acts.later_page),
    Sight("sam", "/c/{long}/posts/{answered}", acts.more_replies),
)
