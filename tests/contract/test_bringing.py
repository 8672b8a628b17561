"""What the contract asks of an adapter that brings words in, each rule with an adapter that breaks it."""

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from hub.adapter_kit import HttpCounterpart, Subject, Tier
from hub.adapter_kit.bringing import Bringing
from hub.adapter_kit.quality import RULES, Claim
from hub.adapter_kit.trial import CANARY, BrokenRuleError
from hub.sdk import ComeAgain, Config, Direction, Door, Inbound, LegalBasis, Manifest, Readiness, Submitted, key_for
from hub.sdk.https import Address, Answer, HttpsLine, bearer

log: Final = logging.getLogger("tests.bulletin")

IN_ORDER: Final = [
    {"id": "a", "at": "2026-11-26T10:00:00+09:00", "level": "none", "note": CANARY},
    {"id": "b", "at": "2026-11-26T10:10:00+09:00", "level": "good", "note": "架空"},
]


class Board(HttpCounterpart):
    """Shows every bulletin it ever had."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[bytes] = []
        self._shown = -1
        self._looks = 0

    def say(self, *said: bytes) -> None:
        self.said += said
        self._looks = 0

    @property
    def is_heard(self) -> bool:
        return self._looks > 1

    def shown(self, _path: str) -> bytes:
        self._looks += 1
        return b"[" + b",".join(self.said) + b"]"


class BulletinConfig(Config):
    url: Address
    token_file: Path


class Bulletin(Inbound):
    """A small honest adapter: it looks at a board, and says each bulletin that it has not said."""

    manifest = Manifest(
        name="bulletin",
        version="1",
        title=("掲示", "Bulletin"),
        directions=frozenset({Direction.INBOUND}),
        categories=frozenset(),
        legal_basis=frozenset({LegalBasis.NO_PERSONAL_DATA}),
        config=BulletinConfig,
    )

    def __init__(self, config: BulletinConfig) -> None:
        super().__init__(config)
        self.line = HttpsLine(bearer(config.token_file), answer_s=2.0)
        self.said: set[str] = set()

    async def check(self) -> Readiness:
        return await self.line.check(self.config.url)

    async def close(self) -> None:
        await self.line.close()

    async def run(self, door: Door) -> None:
        while True:
            for bulletin in await self.look():
                await self.take(door, bulletin)
            await asyncio.sleep(0.05)

    async def look(self) -> list[Any]:
        answer = await self.line.ask("GET", self.config.url, {})
        if not isinstance(answer, Answer) or answer.status != 200:
            raise ConnectionError
        found: list[Any] = json.loads(answer.body)
        return found

    async def take(self, door: Door, bulletin: Any) -> None:  # noqa: ANN401  whatever stands there
        try:
            told, at = str(bulletin["id"]), datetime.fromisoformat(bulletin["at"])
            data = {"specialty": "emergency", "level": bulletin["level"]}
        except (KeyError, TypeError, ValueError):
            self.reports("a bulletin cannot be read")
            return
        if told not in self.said:
            await self.say(door, told, at, data)
            self.said.add(told)

    async def say(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> None:
        while True:
            answer = await self.submit(door, told, at, data)
            if not isinstance(answer, ComeAgain):
                break
            await asyncio.sleep(answer.after_s)
        if hasattr(answer, "code"):
            self.reports(f"the hub did not take it: {answer.code}")

    async def submit(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> Submitted:
        return await door.submit("publish-capacity", data, key=self.key(told, at), happened_at=at)

    def key(self, told: str, at: datetime) -> UUID:
        return key_for(f"bulletin/{told}", at)

    def reports(self, what: str) -> None:
        log.warning(what)


# Planted faults -----------------------------------------------------------------------------------------------


class NeverReadsTheSecond(Bulletin):
    async def look(self) -> list[Any]:
        return (await super().look())[:1]


class SaysMoreThanItWasTold(Bulletin):
    async def say(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> None:
        await super().say(door, told, at, data)
        await super().say(door, f"{told}+", at, {**data, "level": "limited"})


class ThinksAllIsWell(Bulletin):
    async def check(self) -> Readiness:
        from hub.sdk import Ready  # noqa: PLC0415  the one that does

        return Ready()


class SwallowsWhatItCouldNotRead(Bulletin):
    """It takes a failure for an empty board, and looks at what is new only."""

    seen = 0

    async def look(self) -> list[Any]:
        try:
            found = await super().look()
        except (ConnectionError, ValueError):
            self.seen += 99
            return []
        return found[self.seen :]


class DrawsItsKeys(Bulletin):
    def key(self, _told: str, at: datetime) -> UUID:
        return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | uuid4().int & (1 << 60) - 1)


class UsesOneKeyForAll(Bulletin):
    def key(self, _told: str, at: datetime) -> UUID:
        return key_for("bulletin", at.replace(hour=0, minute=0))


class DatesByItsOwnClock(Bulletin):
    """What it reads last is the newest."""

    minute = 0

    def key(self, told: str, at: datetime) -> UUID:
        self.minute += 1
        return key_for(told, at.replace(hour=11, minute=self.minute))


class StopsAtTheFirstWrongRow(Bulletin):
    async def take(self, door: Door, bulletin: Any) -> None:  # noqa: ANN401
        if not isinstance(bulletin, dict):
            raise TypeError
        await super().take(door, bulletin)


class IsSilentAboutWrongRows(Bulletin):
    def reports(self, what: str) -> None:
        """Tells nobody."""


class SaysTheRefusedAgain(Bulletin):
    async def say(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> None:
        answer = await self.submit(door, told, at, data)
        if hasattr(answer, "code"):
            self.reports(answer.code)
            raise LookupError

    async def take(self, door: Door, bulletin: Any) -> None:  # noqa: ANN401
        try:
            await super().take(door, bulletin)
        except LookupError:
            return


class EndsAtARefusal(Bulletin):
    async def submit(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> Submitted:
        answer = await super().submit(door, told, at, data)
        if hasattr(answer, "code"):
            raise RuntimeError(answer.code)
        return answer


class TakesLaterForNever(Bulletin):
    async def say(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> None:
        await self.submit(door, told, at, data)


class DoesNotWait(Bulletin):
    async def say(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> None:
        while isinstance(await self.submit(door, told, at, data), ComeAgain):
            pass


class CannotBeCancelled(Bulletin):
    async def run(self, door: Door) -> None:
        while True:
            try:
                await super().run(door)
            except asyncio.CancelledError:
                log.debug("not now")


class TicksItOffBeforeItIsTaken(Bulletin):
    async def say(self, door: Door, told: str, at: datetime, data: Mapping[str, Any]) -> None:
        self.said.add(told)
        await super().say(door, told, at, data)


class LogsWhatItReads(Bulletin):
    async def take(self, door: Door, bulletin: Any) -> None:  # noqa: ANN401
        log.info("read %s", bulletin)
        await super().take(door, bulletin)


class LogsItsToken(Bulletin):
    async def look(self) -> list[Any]:
        log.debug("asking with %s", self.config.token_file.read_text())
        return await super().look()


def subject(adapter: type[Bulletin], folder: Path) -> Subject:
    """Returns an adapter with its fixtures: two bulletins, and what is none."""
    for where, told in (("said", IN_ORDER), ("wrong", [{"id": CANARY}, "no bulletin"])):
        (folder / "fixtures" / where).mkdir(parents=True, exist_ok=True)
        for number, bulletin in enumerate(told):
            path = folder / "fixtures" / where / f"{number}.json"
            path.write_text(json.dumps(bulletin, ensure_ascii=False))
            words = [] if where == "wrong" else [{"level": IN_ORDER[number]["level"]}]
            said = [{"kind": "publish-capacity", "data": each, "is_last": number == 1} for each in words]
            path.with_suffix(".words.json").write_text(json.dumps(said))

    def options(address: str, secrets: Path) -> dict[str, Any]:
        (secrets / "token").write_text("an-invented-token")
        return {"url": address, "token_file": secrets / "token"}

    return Subject(adapter=adapter, folder=folder, options=options, secrets=("an-invented-token",), counterpart=Board)


async def tried(adapter: type[Bulletin], rule: str, folder: Path) -> None:
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    trial = Bringing(subject(adapter, folder), Claim(tier=Tier.BRONZE), secrets)
    await getattr(trial, rule)()


INWARD: Final = [rule for rules in RULES.values() for rule in rules if hasattr(Bringing, rule)]


@pytest.mark.parametrize("rule", INWARD)
async def test_an_honest_adapter_keeps_each_rule(rule: str, tmp_path: Path) -> None:
    await tried(Bulletin, rule, tmp_path)


PLANTED: Final[list[tuple[str, type[Bulletin]]]] = [
    ("brought", NeverReadsTheSecond),
    ("brought", SaysMoreThanItWasTold),
    ("away", ThinksAllIsWell),
    ("error", SwallowsWhatItCouldNotRead),
    ("half", SwallowsWhatItCouldNotRead),
    ("slow", CannotBeCancelled),
    ("slow", TicksItOffBeforeItIsTaken),
    ("once", DrawsItsKeys),
    ("once", UsesOneKeyForAll),
    ("disorder", DatesByItsOwnClock),
    ("bad_rows", StopsAtTheFirstWrongRow),
    ("bad_rows", IsSilentAboutWrongRows),
    ("door_refuses", SaysTheRefusedAgain),
    ("door_refuses", EndsAtARefusal),
    ("door_refuses", IsSilentAboutWrongRows),
    ("door_later", TakesLaterForNever),
    ("door_later", DoesNotWait),
    ("credentials", ThinksAllIsWell),
    ("secrecy", LogsWhatItReads),
    ("secrecy", LogsItsToken),
]


@pytest.mark.parametrize(("rule", "adapter"), PLANTED, ids=lambda each: getattr(each, "__name__", each))
async def test_control_an_adapter_with_a_planted_fault_breaks_its_rule(
    rule: str, adapter: type[Bulletin], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for within_s in (0.7, 3.0, 10.0):  # a busy machine may not come to the fault within the shortest
        monkeypatch.setattr("hub.adapter_kit.bringing._WITHIN_S", within_s)
        try:
            await tried(adapter, rule, tmp_path)
        except BrokenRuleError:
            return
    pytest.fail(f"{adapter.__name__} keeps the rule {rule!r}")


def test_every_rule_has_an_adapter_that_breaks_it() -> None:
    assert {rule for rule, _ in PLANTED} == set(INWARD)
