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
    """A signer that derives each of its keys once; it is used by many threads and changes nothing else."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        kept: dict[Any, bytes] = self.__dict__.setdefault("derived", {})
        if secret_key not in kept:
            kept[secret_key] = super().derive_key(secret_key)
        return kept[secret_key]


class KeepsSigner(URLSafeTimedSerializer):
    """A serializer that makes its signer once."""

    default_signer = KeepsKey

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        kept: dict[Any, Any] = self.__dict__.setdefault("signers", {})
        if salt not in kept:
            kept[salt] = super().make_signer(salt)
        return kept[salt]


class SignedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, by HMAC-SHA-256; Flask's own choice is SHA-1."""

    digest_method = staticmethod(hashlib.sha256)

    def get_signing_serializer(self, app: Any) -> URLSafeTimedSerializer | None:
        return _of_cookies(app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))


@lru_cache(maxsize=8)
def _of_cookies(secret: str | bytes, older: tuple[str | bytes, ...]) -> KeepsSigner:
    return KeepsSigner(
        [*older, secret],  # type: ignore[arg-type]  # as Flask gives them: the present one last
        salt=SignedCookie.salt,
        serializer=SignedCookie.serializer,
        signer_kwargs={"key_derivation": SignedCookie.key_derivation, "digest_method": hashlib.sha256},
    )


@lru_cache(maxsize=8)
def _of_forms(secret: str | bytes) -> KeepsSigner:
    return KeepsSigner(secret, salt="wtf-csrf-token")


def csrf_token() -> str:
    """Return a token for the forms of this session, signed anew for each page, as Flask-WTF's own."""
    secret = session.get("csrf_token")
    return str(_of_forms(current_app.secret_key or "").dumps(secret)) if secret else str(generate_csrf())
