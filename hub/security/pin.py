"""PINs of crews: which are too easy, and what is kept of one, by which it can be compared and not read.

A PIN is good on an enrolled device of its organisation only, and is tried a few times; that, and not its length, keeps
guesses out. What is kept is slow to search in a copy of the database (Argon2id, OWASP's smallest figures).
"""

import os
import re
from asyncio import to_thread
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hub.errors import InvalidSubmissionError, Issue

_DIGITS: Final = re.compile(r"[0-9]{6,12}")
_RUNS: Final = ("01234567890123456789", "98765432109876543210")
_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_TOO_EASY: Final = (
    "not-a-pin",
    "6~12桁の数字で、連番や同じ数字の繰返し以外にしてください",
    "six to twelve digits, no run",
)


async def verifier(pin: str) -> str:
    """Returns what is kept of a PIN; takes tens of milliseconds and 19 MiB, in a thread.

    Raises:
        InvalidSubmissionError: It is too short, too long, or what is tried first.
    """
    if not _DIGITS.fullmatch(pin) or len(set(pin)) == 1 or any(pin in run for run in _RUNS):
        raise InvalidSubmissionError([Issue("pin", *_TOO_EASY)])
    slow = Argon2id(salt=os.urandom(16), length=32, iterations=_PASSES, lanes=1, memory_cost=_MEMORY_KIB)
    return await to_thread(slow.derive_phc_encoded, pin.encode())


async def is_right(pin: str, kept: str) -> bool:
    """Tells whether a PIN is the one of which this is kept."""
    try:
        await to_thread(Argon2id.verify_phc_encoded, pin.encode(errors="surrogatepass"), kept)
    except InvalidKey:
        return False
    return True
