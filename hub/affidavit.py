"""What the devices of a case have signed, carried away and judged: their very bytes, with their signatures and keys.

What is carried away is the patient's record as it was sent: for who may see the case, and for a court. It is judged
without the hub and its database.
"""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from uuid import UUID

from hub.database import database
from hub.domain.commands import MarkDelivered
from hub.errors import IntegrityError, NotFoundError
from hub.keychain import key_ring
from hub.postgres.journal import PostgresJournal
from hub.security.jwk import PublicKey, encoded
from hub.security.sealing import AesSealer
from hub.security.testimony import Judgement, Word, judge
from hub.settings import Settings
from hub.wire.envelope import read_signed


def carry_away(settings: Settings, case: UUID, say: Callable[[str], None]) -> None:
    """Says what was sent of a case line by line, as JSON.

    Raises:
        NotFoundError: There is no such case, or it was erased.
    """

    async def work() -> None:
        async with database(settings) as pool:
            journal, sealer = PostgresJournal(pool), AesSealer(key_ring(settings))
            wrapped = (await journal.wrapped_keys([case])).get(case)
            if not wrapped:
                raise NotFoundError
            sealer.open(case, wrapped)
            senders = await journal.senders(case)
            for stored in await journal.read(case):
                raw, signed = read_signed(sealer.unseal(case, stored.version, "journal", stored.sealed))
                line = {
                    "case": str(case),
                    "version": stored.version,
                    "sender": senders[stored.version],
                    "bytes": b64encode(raw).decode(),
                    "signature": signed and signed.statement,
                    "key": signed and json.loads(signed.key),
                }
                say(json.dumps(line))

    asyncio.run(work())


def judge_file(path: Path, trusted: Collection[str] = ()) -> tuple[Sequence[Judgement], Sequence[tuple[str, str]]]:
    """Judges what was carried away; returns that, and the thumbprint of each sender's keys.

    Where thumbprints are trusted, which are known from elsewhere, no other key counts.

    Raises:
        IntegrityError: The file is none.
    """
    entries, keys = [], dict[str, list[PublicKey]]()
    try:
        for text in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            raw = b64decode(line["bytes"], validate=True)
            is_own = _is_own(raw, line["case"])
            entries.append(Word(int(line["version"]), str(line["sender"]), raw, line["signature"], is_own))
            if line["key"] is not None:
                key = PublicKey(line["key"])
                if not trusted or _shown(key) in trusted:
                    keys.setdefault(entries[-1].sender, []).append(key)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise IntegrityError(path.name) from None
    shown = sorted({(sender, _shown(key)) for sender, known in keys.items() for key in known})
    return judge(entries, keys), shown


def _is_own(raw: bytes, case: str) -> bool:
    """Tells whether a sender says this of the case itself: some words are the hub's, some began it from elsewhere."""
    said = json.loads(raw)
    named = said.get("case", said.get("transport", case))
    return said.get("kind") != MarkDelivered.kind and UUID(named) == UUID(case)


def _shown(key: PublicKey) -> str:
    return encoded(key.thumbprint).decode()
