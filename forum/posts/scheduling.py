"""When a draft is to come out: a time asked for in the zone of its class, and the wishes kept till then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from forum import clock
from forum.posts.models import HeldBack, State
from forum.standing import Member

FARTHEST = timedelta(days=366)  # a year, whichever
NO_WISH = {"publish_at": None, "held_back": HeldBack.NO}  # the columns of a draft that waits for its author
ABOUT = FARTHEST + timedelta(days=2)  # farther away than that a time is in every zone


def moment_of(local: datetime, zone: str) -> datetime:
    """Return the moment, in UTC, at which the clocks of a zone show this time.

    A time that a change of the clocks leaves out is read by the clock before, so that the clocks then show an
    hour more; of one that comes twice it is the first (PEP 495).
    """
    return local.replace(tzinfo=clock.zone(zone), fold=0).astimezone(UTC)


def local_time(moment: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show at a moment, without the zone."""
    return moment.astimezone(clock.zone(zone)).replace(tzinfo=None)


def is_left_out(local: datetime, zone: str) -> bool:
    """Say whether the clocks of a zone never show this time, because they are put forward over it."""
    return local_time(moment_of(local, zone), zone) != local


def is_same(asked: datetime | None, kept: datetime | None) -> bool:
    """Say whether a form asks for the time that a draft has: forms know no seconds."""
    if asked is None or kept is None:
        return False
    return asked.replace(second=0, microsecond=0) == kept.replace(second=0, microsecond=0)


def is_over(local: datetime, zone: str) -> bool:
    """Say whether a time has come already."""
    return _is_far(local) < 0 or (_is_far(local) == 0 and moment_of(local, zone) <= clock.now())


def is_too_far(local: datetime, zone: str) -> bool:
    """Say whether a time is more than a year ahead."""
    return _is_far(local) > 0 or (_is_far(local) == 0 and moment_of(local, zone) > clock.now() + FARTHEST)


def _is_far(local: datetime) -> int:
    """Say of a time that it is long ago (-1) or far ahead (1) in every zone: it may be none that UTC has."""
    away = local - clock.now().replace(tzinfo=None)
    return (away > ABOUT) - (away < -ABOUT)


def wishes(draft: Any, by: Member) -> dict[str, Any]:
    """Return the columns that say what is to become of a draft; of what is published they ask for nothing.

    Only who teaches may wish for a pin; a wish that somebody else had for the draft stays.
    """
    if draft.state != State.DRAFT:
        return NO_WISH | {"wants_pin": False}
    kept = NO_WISH | {"publish_at": draft.publish_at}
    pin = {"wants_pin": draft.pinned, "pinned_until": draft.pinned_until}
    return kept | pin if by.teaches else kept
