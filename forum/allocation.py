"""How memory is given back: settings of the C library's allocator, where it is glibc's."""

from __future__ import annotations

import ctypes
import platform

# malloc.h of glibc; mallopt(3)
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8

LARGE = 1 << 20  # bytes
SPARE = 2 << 20  # bytes that a pool may keep free: pages of 200 KB come and go
ARENAS = 1

IS_GLIBC = platform.libc_ver()[0] == "glibc"


def settle() -> bool:
    """Let large blocks be given back at once, and threads share one pool; say whether that was possible.

    A password's hash takes 19 MB for a moment. By default glibc keeps such blocks, after the first, in a pool
    of each thread's own: eight threads held 170 MB for ever.
    """
    if not IS_GLIBC:
        return False
    libc = ctypes.CDLL(None)
    wishes = ((M_MMAP_THRESHOLD, LARGE), (M_TRIM_THRESHOLD, SPARE), (M_ARENA_MAX, ARENAS))
    return all(libc.mallopt(name, value) for name, value in wishes)


def give_back() -> None:
    """Give back what lies free between blocks in use, by malloc_trim(3): of itself only the end goes."""
    if IS_GLIBC:
        ctypes.CDLL(None).malloc_trim(0)
