"""The address that stops mail about a class without signing in (RFC 8058), and what it is signed with.

It holds who and which class; that is all it opens: to stop that mail, and to have it again. Only a POST does
so: programs that look through mail follow links.
"""

from __future__ import annotations

from hashlib import sha256

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def address(user_id: int, course_id: int) -> str:
    """Return where mail of a class to somebody is stopped."""
    return f"{current_app.config['SEMINAR_BASE_URL']}/unsubscribe/{_signer().dumps([user_id, course_id])}"


def behind(token: str) -> tuple[int, int] | None:
    """Return whose mail of which class an address is about, None for what is none of ours."""
    try:
        user_id, course_id = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return user_id, course_id


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"], salt="unsubscribe", signer_kwargs={"digest_method": sha256}
    )
