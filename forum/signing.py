"""Signatures whose keys are derived once: itsdangerous derives them anew for each token and each request."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from flask import current_app, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class KeepsKey(TimestampSigner):
    """A signer that derives its key once."""

    derive_key = lru_cache(maxsize=64)(TimestampSigner.derive_key)


class KeepsSigner(URLSafeTimedSerializer):
    """A serializer that makes its signer once; many threads use it, and nothing changes in it."""

    default_signer = KeepsKey
    make_signer = lru_cache(maxsize=64)(URLSafeTimedSerializer.make_signer)


class SignedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, by HMAC-SHA-256; Flask's own choice is SHA-1."""

    digest_method = staticmethod(hashlib.sha256)

    def get_signing_serializer(self, app: Any) -> URLSafeTimedSerializer:
        return _of_cookies(app.secret_key)


@lru_cache(maxsize=8)
def _of_cookies(secret: str | bytes) -> KeepsSigner:
    return KeepsSigner(
        secret,
        salt=SignedCookie.salt,
        serializer=SignedCookie.serializer,
        signer_kwargs={"key_derivation": SignedCookie.key_derivation, "digest_method": hashlib.sha256},
    )


@lru_cache(maxsize=8)
def _of_forms(secret: str | bytes | None) -> KeepsSigner:
    return KeepsSigner(secret or "", salt="wtf-csrf-token")


def csrf_token() -> str:
    """Return a token for the forms of this session, signed anew for each page, as Flask-WTF's own."""
    secret = session.get("csrf_token")
    return str(_of_forms(current_app.secret_key).dumps(secret)) if secret else str(generate_csrf())
