"""How the two sides of the render child talk: JSON messages with their length in front."""

import json
import socket
import struct
import time
from typing import Any

FRAME_LIMIT = 32_000_000  # bytes; more than any text within its limits can need

_LENGTH = struct.Struct("!I")
_PIECE = 65_536  # bytes


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Send one message; the channel's own timeout, in seconds, limits the whole of it."""
    body = json.dumps(message).encode()
    channel.sendall(_LENGTH.pack(len(body)) + body)


def receive(channel: socket.socket, *, until: float | None = None) -> dict[str, Any]:
    """Wait for one message, at most until that moment of `time.monotonic()`.

    Raises TimeoutError past it, EOFError when the other side is gone, ValueError for a broken message.
    """
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, until))
    if length > FRAME_LIMIT:
        raise ValueError(f"a message of {length} bytes")
    message: dict[str, Any] = json.loads(_exactly(channel, length, until))
    return message


def _exactly(channel: socket.socket, size: int, until: float | None) -> bytes:
    received = bytearray()
    while len(received) < size:
        channel.settimeout(_seconds_left(until))
        piece = channel.recv(min(size - len(received), _PIECE))
        if not piece:
            raise EOFError("the other side closed the channel")
        received += piece
    return bytes(received)


def _seconds_left(until: float | None) -> float | None:
    if until is None:
        return None
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left
