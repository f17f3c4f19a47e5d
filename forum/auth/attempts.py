"""How often somebody may try: counted for an account and for an address, before anything else is done."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time

from flask_babel import format_timedelta
from flask_babel import gettext as _
from limits import RateLimitItem, parse

from forum.auth.session import digest
from forum.extensions import limiter

# For one account, and for one address (a school may be behind one). What succeeds is not counted.
LIMITS: dict[str, tuple[RateLimitItem, RateLimitItem]] = {
    "sign-in": (parse("10 per 15 minutes"), parse("100 per 15 minutes")),
    "password": (parse("10 per 15 minutes"), parse("100 per 15 minutes")),
    "reset": (parse("5 per hour"), parse("50 per hour")),
    "email": (parse("5 per hour"), parse("50 per hour")),
    "handle": (parse("10 per hour"), parse("100 per hour")),
}


class Refused(Exception):
    """What was asked for cannot be done; the message is for the person, `seconds` is when to come back."""

    def __init__(self, message: str, seconds: int = 0) -> None:
        super().__init__(message)
        self.seconds = seconds


def count(what: str, account: str, address: str) -> None:
    """Count an attempt. Raises Refused when there were too many, known account or not."""
    for item, key in _counters(what, account, address):
        if not limiter.limiter.hit(item, what, key):
            reset_at = limiter.limiter.get_window_stats(item, what, key).reset_time
            raise Refused(*_come_back(max(1, ceil(reset_at - time()))))


def forgive(what: str, account: str, address: str) -> None:
    """Take an attempt back: it was right. Counting first leaves no gap for a hundred at once."""
    for item, key in _counters(what, account, address):
        limiter.limiter.hit(item, what, key, cost=-1)


def _counters(what: str, account: str, address: str) -> Iterator[tuple[RateLimitItem, str]]:
    per_account, per_address = LIMITS[what]
    yield per_address, f"from-{network(address)}"
    yield per_account, f"for-{digest(account)}"


def network(address: str) -> str:
    """Return what one household has: an IPv4 address, or the first 64 bits of an IPv6 address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown"
    return str(IPv6Address(int(ip) >> 64 << 64)) if isinstance(ip, IPv6Address) else str(ip)


def _come_back(seconds: int) -> tuple[str, int]:
    wait = format_timedelta(seconds, granularity="second", threshold=1.2)
    return _("Too many attempts. Come back in %(wait)s.", wait=wait), seconds
