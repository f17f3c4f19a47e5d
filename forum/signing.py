"""Signatures without what is the same for all of them: itsdangerous derives keys for each token anew."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from typing import Any

from flask import current_app, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

KEPT = 1024  # sessions whose last signatures a process remembers
SHORT = 1024  # characters of what is signed; more is verified each time


class KeepsKey(TimestampSigner):
    """A signer that derives its key once, and remembers what it has verified: a cookie comes often.

    Whether it has become too old is asked each time, after that.
    """

    derive_key = lru_cache(maxsize=64)(TimestampSigner.derive_key)

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        if len(value) > SHORT:
            return super().verify_signature(value, sig)
        with suppress(BadSignature):
            _remember(self, value, sig)
            return True
        return False


@lru_cache(maxsize=KEPT)
def _remember(signer: KeepsKey, value: str | bytes, sig: str | bytes) -> None:
    """Verify a signature; what raises is not remembered, so that forgeries take no place."""
    if not TimestampSigner.verify_signature(signer, value, sig):
        raise BadSignature("This was not signed here.")


class KeepsSigner(URLSafeTimedSerializer):
    """A serializer that makes its signer once; many threads use it, and nothing changes in it."""

    default_signer = KeepsKey
    make_signer = lru_cache(maxsize=64)(URLSafeTimedSerializer.make_signer)


class Forms(KeepsSigner):
    """What signs the tokens of forms: the same secret for each page of a session, at another moment."""

    dump_payload = lru_cache(maxsize=KEPT)(KeepsSigner.dump_payload)


class Cookies(KeepsSigner):
    """What signs cookies, and remembers what they hold: the same one comes with nearly every request."""

    def load_payload(self, payload: bytes, *args: Any, **kwargs: Any) -> Any:
        if len(payload) <= SHORT:
            with suppress(TypeError):  # what could be changed in its place is read anew
                return dict(_held(self, payload))
        return super().load_payload(payload, *args, **kwargs)


@lru_cache(maxsize=KEPT)
def _held(cookies: Cookies, payload: bytes) -> tuple[tuple[str, Any], ...]:
    """Return the names and values of a payload. Raises TypeError where one of them can be changed."""
    held = tuple(KeepsSigner.load_payload(cookies, payload).items())
    hash(held)
    return held


class SignedCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, by HMAC-SHA-256; Flask's own choice is SHA-1."""

    digest_method = staticmethod(hashlib.sha256)

    def get_signing_serializer(self, app: Any) -> URLSafeTimedSerializer:
        return _of_cookies(app.secret_key)


@lru_cache(maxsize=8)
def _of_cookies(secret: str | bytes) -> Cookies:
    return Cookies(
        secret,
        salt=SignedCookie.salt,
        serializer=SignedCookie.serializer,
        signer_kwargs={"key_derivation": SignedCookie.key_derivation, "digest_method": hashlib.sha256},
    )


@lru_cache(maxsize=8)
def _of_forms(secret: str | bytes | None) -> Forms:
    return Forms(secret or "", salt="wtf-csrf-token")


def csrf_token() -> str:
    """Return a token for the forms of this session, signed anew for each page, as Flask-WTF's own."""
    secret = session.get("csrf_token")
    return str(_of_forms(current_app.secret_key).dumps(secret)) if secret else str(generate_csrf())
