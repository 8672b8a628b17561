"""The contract of an adapter that is asked: one that keeps it passes, and each planted fault is found by its rule."""

import json
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from hub.adapter_kit import Subject, Tier, Verdict, examine
from hub.adapter_kit.asking import Asking
from hub.adapter_kit.bringing import Bringing
from hub.adapter_kit.examination import _found
from hub.adapter_kit.quality import RULES, Report, read_claim
from hub.sdk import (
    Config,
    CredentialsRefused,
    DataCategory,
    Direction,
    Found,
    LegalBasis,
    Lookup,
    Manifest,
    NotFound,
    NotReady,
    Question,
    Readiness,
    Ready,
    Refused,
    Reply,
    SecretFile,
    TryLater,
    Unknown,
    may_be_my_number,
)

TOKEN: Final = "an-invented-token-of-a-registry"
CASE: Final = "01900000-0000-7000-8000-000000000001"
READING: Final = "a-reading-of-one-card"
TLS: Final = ssl.create_default_context()  # once: each costs 50 ms, and none is used over http
PAGE: Final = """# Registry / 台帳

Modelled on nothing and not certified. 試験専用です。
""" + "".join(
    f"## {each} / 項目\n\n試験のための記載です。\n" for each in ("Reaches", "Sees", "Legal basis", "Set-up", "Limits")
)


class RegistryConfig(Config):
    url: str
    token_file: SecretFile


class Registry(Lookup):
    """An honest adapter: it keeps every rule about questions."""

    manifest = Manifest(
        name="registry",
        version="1",
        title=("台帳", "a registry"),
        directions=frozenset({Direction.LOOKUP}),
        categories=frozenset({DataCategory.IDENTITY}),
        legal_basis=frozenset({LegalBasis.CONSENT}),
        config=RegistryConfig,
        codes=frozenset({"nobody"}),
    )

    def __init__(self, config: RegistryConfig) -> None:
        super().__init__(config)
        self.http = httpx.AsyncClient(timeout=5, trust_env=False, verify=TLS)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.config.token_file.read_text()}"}

    async def check(self) -> Readiness:
        try:
            answer = await self.http.head(self.config.url, headers=self.headers())
        except httpx.HTTPError as error:
            return NotReady(type(error).__name__)
        return CredentialsRefused("http-401") if answer.status_code == 401 else Ready()

    async def look_up(self, question: Question) -> Reply:
        if set(question.criteria) != {"name", "reading"} or may_be_my_number(json.dumps(dict(question.criteria))):
            return Refused("not-a-question")
        return self.read(await self.asked(question))

    async def asked(self, question: Question) -> "httpx.Response | Reply":
        said = {"id": question.id, **question.criteria}
        try:
            return await self.http.post(self.config.url, json=said, headers=self.headers())
        except httpx.ConnectError as error:
            return TryLater(type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown(type(error).__name__)

    def read(self, answer: "httpx.Response | Reply") -> Reply:
        if not isinstance(answer, httpx.Response):
            return answer
        if answer.status_code == 503:
            return TryLater("busy", datetime.now(UTC) + timedelta(seconds=int(answer.headers["retry-after"])))
        if not answer.is_success:
            return TryLater(f"http-{answer.status_code}")
        if may_be_my_number(answer.content.decode(errors="replace")):
            return Unknown("my-number")
        return self.understood(answer)

    def understood(self, answer: httpx.Response) -> Reply:
        try:
            said = answer.json()
            if said["who"] is None:
                return NotFound("nobody")
            until = datetime.fromisoformat(said["until"])
        except (ValueError, KeyError, TypeError):
            return Unknown("not-understood")
        return Found({"who": said["who"]}, until) if until > datetime.now(UTC) else Unknown("over")

    async def close(self) -> None:
        await self.http.aclose()


def fixture_of(reply: str, answer: object, **criteria: str) -> str:
    said = {"name": "架空花子", "reading": READING, **criteria}
    question = {"id": f"q-{reply}", "case": CASE, "caller": "tablet-u-001", "basis": "consent", "criteria": said}
    return json.dumps({"question": question, "answer": answer, "reply": reply})


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """The honest adapter with its folder."""
    folder = tmp_path_factory.mktemp("registry")
    asked = folder / "fixtures" / "questions"
    asked.mkdir(parents=True)
    (asked / "1.json").write_text(fixture_of("found", {"who": "架空花子", "until": "{{until}}"}))
    (asked / "2.json").write_text(fixture_of("nobody", {"who": None}))
    (asked / "3.json").write_text(fixture_of("refused", "", address="架空市"))
    (asked / "4.json").write_text(fixture_of("unknown", "架空"))
    (folder / "quality.toml").write_text('tier = "platinum"\nsimulator = "simulators"\n')
    (folder / "README.md").write_text(PAGE)
    (folder / "mapping.py").write_text("")

    def options(address: str, secrets: Path) -> dict[str, Any]:
        token = secrets / "token"
        token.write_text(TOKEN)
        token.chmod(0o600)
        return {"url": address, "token_file": token}

    return Subject(adapter=Registry, folder=folder, options=options, secrets=(TOKEN,))


def broken(report: Report) -> dict[str, str]:
    return {each.rule: each.reason for each in report.findings if each.verdict is Verdict.BROKEN}


async def test_an_adapter_that_is_asked_reaches_every_tier(registry: Subject) -> None:
    report = await examine(registry)

    assert (report.holds, report.reached) == (True, Tier.PLATINUM), broken(report)
    exempt = {each.rule for each in report.findings if each.verdict is Verdict.EXEMPT}
    about_words = {rule for rule in vars(Bringing) if not hasattr(Asking, rule)}
    assert exempt - about_words == {"accepted", "refused", "exercises", "kinds"}, "those that are about messages"


LookUp = Callable[[Any, Question], Awaitable[Reply]]


async def _shows_always(_adapter: Registry, _question: Question) -> Reply:
    return Found({}, datetime.now(UTC) + timedelta(hours=1))


async def _knows_nobody(_adapter: Registry, _question: Question) -> Reply:
    return NotFound("nobody")


async def _raises(_adapter: Registry, _question: Question) -> Reply:
    raise RuntimeError("an adapter's own fault")


async def _asks_anything(adapter: Registry, question: Question) -> Reply:
    return adapter.read(await adapter.asked(question))


async def _reads_anything(adapter: Registry, question: Question) -> Reply:
    answer = await adapter.asked(question)
    return adapter.understood(answer) if isinstance(answer, httpx.Response) and answer.is_success else Unknown("x")


async def _shows_what_is_over(adapter: Registry, question: Question) -> Reply:
    answer = await adapter.asked(question)
    if not isinstance(answer, httpx.Response) or "until" not in answer.text:
        return adapter.read(answer)
    return Found({"who": "x"}, datetime.fromisoformat(answer.json()["until"]))


async def _shows_for_an_hour(adapter: Registry, question: Question) -> Reply:
    reply = await Registry.look_up(adapter, question)
    return Found(reply.content, datetime.now(UTC) + timedelta(hours=1)) if isinstance(reply, Found) else reply


async def _takes_doubt_for_nobody(adapter: Registry, question: Question) -> Reply:
    reply = await Registry.look_up(adapter, question)
    return NotFound("nobody") if isinstance(reply, Unknown | TryLater) else reply


async def _invents_a_code(adapter: Registry, question: Question) -> Reply:
    reply = await Registry.look_up(adapter, question)
    return NotFound("nobody-else") if isinstance(reply, NotFound) else reply


async def _forgets_the_id(adapter: Registry, question: Question) -> Reply:
    return await Registry.look_up(adapter, Question(**{**_fields(question), "id": "always-the-same"}))


async def _logs_the_answer(adapter: Registry, question: Question) -> Reply:
    reply = await Registry.look_up(adapter, question)
    if isinstance(reply, Found):
        logging.getLogger("registry").debug("found %s", reply.content)
    return reply


async def _logs_the_card(adapter: Registry, question: Question) -> Reply:
    logging.getLogger("registry").debug("looking for %s", question.criteria.get("reading"))
    return await Registry.look_up(adapter, question)


async def _prints_its_token(adapter: Registry, question: Question) -> Reply:
    print(adapter.headers())  # noqa: T201
    return await Registry.look_up(adapter, question)


async def _forgets_patience(adapter: Registry, question: Question) -> Reply:
    reply = await Registry.look_up(adapter, question)
    return TryLater("busy") if isinstance(reply, TryLater) else reply


async def _never_gives_up(adapter: Registry, question: Question) -> Reply:
    while True:
        try:
            return await Registry.look_up(adapter, question)
        except BaseException:  # noqa: BLE001, S112
            continue


def _fields(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Question.__dataclass_fields__}


FAULTS: Final[list[tuple[LookUp, set[str]]]] = [
    (
        _shows_always,
        {"answered", "away", "error", "nonsense", "slow", "duplicate", "expired", "my_number", "patience"},
    ),
    (
        _knows_nobody,
        {"answered", "away", "error", "slow", "duplicate", "credentials", "nonsense", "expired", "my_number"},
    ),
    (
        _raises,
        {
            "answered",
            "away",
            "error",
            "half",
            "nonsense",
            "slow",
            "duplicate",
            "credentials",
            "expired",
            "my_number",
            "secrecy",
            "patience",
        },
    ),
    (_asks_anything, {"answered", "my_number"}),
    (_reads_anything, {"my_number", "away", "patience"}),
    (_shows_what_is_over, {"expired"}),
    (_shows_for_an_hour, {"expired"}),
    (_takes_doubt_for_nobody, {"answered", "away", "error", "half", "nonsense", "credentials", "patience"}),
    (_invents_a_code, {"answered"}),
    (_forgets_the_id, {"duplicate"}),
    (_logs_the_answer, {"secrecy"}),
    (_logs_the_card, {"secrecy"}),
    (_prints_its_token, {"secrecy"}),
    (_forgets_patience, {"patience"}),
    (_never_gives_up, {"slow"}),
]


@pytest.mark.parametrize(("look_up", "rules"), FAULTS, ids=[each.__name__ for each, _ in FAULTS])
async def test_control_an_adapter_with_a_planted_fault_is_found(
    registry: Subject, look_up: LookUp, rules: set[str]
) -> None:
    planted = type("Planted", (Registry,), {"look_up": look_up})
    subject = Subject(adapter=planted, folder=registry.folder, options=registry.options, secrets=registry.secrets)
    claim = read_claim(registry.folder)

    findings = [await _found(subject, claim, Tier.GOLD, rule) for rule in sorted(rules)]

    assert [each.rule for each in findings if each.verdict is not Verdict.BROKEN] == []


def test_every_rule_about_questions_has_a_planted_fault() -> None:
    found = {rule for _, rules in FAULTS for rule in rules} | {"codes"}
    about = {rule for rules in RULES.values() for rule in rules if hasattr(Asking, rule)}

    assert about == found


async def test_control_a_code_without_a_fixture_is_found(registry: Subject, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(Registry, "manifest", replace(Registry.manifest, codes=frozenset({"nobody", "moved"})))

    finding = await _found(registry, read_claim(registry.folder), Tier.GOLD, "codes")

    assert (finding.verdict, finding.reason) == (Verdict.BROKEN, "no fixture of moved")
