"""What becomes of an answer by mail, in the words of mail servers and in those of programs."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reply of LMTP (RFC 2033) with its enhanced code (RFC 3463), and the status of sysexits.h beside it.

    2xx: it is in our hands, whatever became of it. 4xx: bring it again later. 5xx: it is the relay's to send
    it back.
    """

    code: str
    says: str  # one line of ASCII
    status: int

    @property
    def reply(self) -> str:
        """The line that a mail server reads."""
        return f"{self.code} {self.says}"

    def saying(self, words: str) -> Outcome:
        """Return the same with other words."""
        plain = " ".join(words.encode("ascii", "replace").decode().split())
        return Outcome(self.code, plain, self.status)


POSTED = Outcome("250 2.0.0", "Posted.", os.EX_OK)
SWALLOWED = Outcome("250 2.0.0", "Taken, and not posted: no person wrote it.", os.EX_OK)
RETURNED = Outcome("250 2.0.0", "Not posted: its writer is told why, and gets the words back.", os.EX_OK)
BUSY = Outcome(
    "451 4.3.0", "Try again in a minute: the database, or a counter, does not answer.", os.EX_TEMPFAIL
)
TOO_FAST = Outcome("451 4.7.1", "Try again later: these are many answers for one hour.", os.EX_TEMPFAIL)
ONE_AT_A_TIME = Outcome(
    "452 4.5.3", "One recipient at a time: bring the mail again for this one.", os.EX_TEMPFAIL
)
UNKNOWN = Outcome(
    "550 5.1.1",
    "Nothing here is answered at this address. It may be too old: answer on the site.",
    os.EX_NOUSER,
)
STRANGER = Outcome(
    "550 5.7.1",
    "Not posted: answer from the address that your account has on the site, and with one sender only.",
    os.EX_NOPERM,
)
NOT_POSTED = Outcome("550 5.7.1", "Not posted.", os.EX_NOPERM)
TOO_LARGE = Outcome(
    "552 5.3.4", "Not posted: the mail is larger than 10 MB. Leave the files out.", os.EX_DATAERR
)
UNREADABLE = Outcome(
    "554 5.6.0", "Not posted: this mail cannot be read. Send it as plain text.", os.EX_DATAERR
)
