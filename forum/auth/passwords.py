"""Passwords: argon2id (RFC 9106), with the cost that OWASP advises; checked at the same price for nobody."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

COST = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}  # memory in KiB; 21 ms
SHORTEST = 10  # characters
LONGEST = 200


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, in the PHC string format."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Say whether a password is right; where there is no hash it takes as long to say no."""
    try:
        right = _hasher().verify(password_hash or _nobodys_hash(_cost()), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash was made at another cost than today's, and should be made anew."""
    return _hasher().check_needs_rehash(password_hash)


def _cost() -> tuple[int, int, int]:
    cost = current_app.config.get("PASSWORD_HASH", COST)
    return cost["time_cost"], cost["memory_cost"], cost["parallelism"]


def _hasher() -> PasswordHasher:
    return PasswordHasher(*_cost())


@lru_cache(maxsize=4)
def _nobodys_hash(cost: tuple[int, int, int]) -> str:
    return PasswordHasher(*cost).hash("nobody's password")
