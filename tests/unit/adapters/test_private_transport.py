"""Private transport: a job says what an operator may know, and a word is read, said once, and answered."""

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import adapters.private_transport
from adapters.private_transport import PrivateTransport
from adapters.private_transport.manifest import DispatchConfig
from adapters.private_transport.mapping import job
from adapters.private_transport.word import Word, number_of, read
from hub.adapter_kit import read_message
from hub.sdk import ComeAgain, Rejected, Submitted, Taken, key_for
from simulators.counterpart import Fault, Orders
from simulators.operators import System

FIXTURES = Path(adapters.private_transport.__file__).parent / "fixtures/accepted"
VEHICLES = {"1": "op-01-car"}
TOKEN = "an-invented-token-of-a-dispatch-system"
TRANSPORT = "01a205f5-bb00-7000-8000-000000000001"
AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
WHO_AND_WHERE = (
    "架空",
    "太郎",
    "カクウ",
    "1950-04-01",
    "712号室",
    "34.01",
    "架空の病名",
    "架空の申送り",
    "相談員",
    "000-0000-0001",
)


def told(name: str) -> dict[str, Any]:
    (path,) = FIXTURES.glob(f"*-{name}.json")
    said: dict[str, Any] = json.loads(job(read_message(path.read_bytes()), VEHICLES))
    return said


def word(says: str, **fields: Any) -> Word | Rejected:  # noqa: ANN401
    return read(
        "A-1", {"number": "A-1", "at": AT.isoformat(), "transport": TRANSPORT, "says": says, **fields}, VEHICLES
    )


def test_a_request_has_everything_a_trip_is_planned_with_in_codes_and_in_japanese() -> None:
    said = told("requested")

    assert (said["news"], said["version"], said["has_siren"], said["is_exercise"]) == ("request", 1, False, False)
    assert said["purpose"] == {"code": "transfer", "ja": "転院"}
    assert said["transfer_reason"] == {"code": "rehabilitation", "ja": "リハビリ目的"}
    assert said["pickup"]["place"] == "架空中央病院"
    assert (said["pickup"]["at"], said["pickup"]["until"]) == ("2026-11-23T04:12:00.000Z", "2026-11-23T05:00:00.000Z")
    assert said["dropoff"] == {"place": "架空リハビリ病院", "by": "2026-11-23T07:00:00.000Z"}
    needs = said["needs"]
    assert (needs["mobility"]["ja"], needs["oxygen_l_min"]) == ("ストレッチャー", 2.5)
    assert [each["code"] for each in needs["equipment"]] == ["oxygen", "suction", "infusion", "monitor"]
    assert [each["ja"] for each in needs["attendants"] + needs["precautions"]] == ["看護師", "家族", "飛沫予防策"]


@pytest.mark.parametrize("name", ["requested", "offered", "exercise", "gone"])
def test_before_it_has_claimed_an_operator_is_not_told_who_and_where_exactly(name: str) -> None:
    text = json.dumps(told(name), ensure_ascii=False).replace("架空中央病院", "").replace("架空リハビリ病院", "")

    assert [each for each in WHO_AND_WHERE if each in text] == []


def test_the_operator_that_has_claimed_is_told_who_and_where_exactly() -> None:
    """The negative control."""
    said = told("claimed")

    assert (said["patient"]["family_name"], said["patient"]["birth_date"]) == ("架空", "1950-04-01")
    assert (said["pickup"]["detail"], said["pickup"]["latitude"]) == ("架空病棟7階 712号室", 34.01)
    assert said["handover"] == {"condition": "架空の病名、術後安定", "notes": "架空の申送り"}
    assert said["contact"] == {"name": "架空相談員", "phone": "000-0000-0001"}
    assert (said["claim"]["vehicle"], said["claim"]["crew"]) == ("1", 2), "under the operator's own number"


def test_a_job_that_another_has_claimed_is_gone_and_says_nothing_else() -> None:
    assert told("gone") == {
        "transport": told("gone")["transport"],
        "version": 3,
        "news": "gone",
        "at": "2026-11-23T01:12:00+00:00",
        "is_exercise": False,
        "is_replayed": False,
        "reason": {"code": "other-claimed", "ja": "他社が受託"},
    }


def test_a_call_to_119_and_an_exercise_are_told_as_such() -> None:
    assert told("switched-to-119")["status"] == {"code": "switched-to-119", "ja": "119番に切替"}
    assert told("switched-to-119")["switched"]["department"] == "fd-01"
    assert told("exercise")["is_exercise"]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_a_message_is_told_in_the_same_bytes_each_time(path: Path) -> None:
    assert job(read_message(path.read_bytes()), VEHICLES) == job(read_message(path.read_bytes()), VEHICLES)


@pytest.mark.parametrize(
    ("fields", "kind", "data"),
    [
        (
            {"says": "offer", "offer": "引受不可", "reason": "車両なし"},
            "offer",
            {"offer": "decline", "reason": "no-vehicle"},
        ),
        (
            {"says": "offer", "offer": "partial", "conditions": "吸引器なし", "vehicle": "1", "crew": 2},
            "offer",
            {"offer": "partial", "conditions": "吸引器なし", "vehicle": "op-01-car", "crew": 2},
        ),
        ({"says": "claim", "vehicle": "2", "crew": 2, "by": None}, "claim", {"vehicle": "2", "crew": 2}),
        ({"says": "trip", "state": "乗車"}, "update-trip", {"state": "on-board"}),
        (
            {"says": "trip", "state": "cancelled", "reason": "車両故障"},
            "update-trip",
            {"state": "cancelled", "reason": "車両故障"},
        ),
        (
            {"says": "119", "detail": "反応なし", "urgency": "red"},
            "switch-to-119",
            {"detail": "反応なし", "urgency": "red"},
        ),
    ],
)
def test_what_an_operator_says_is_read_in_codes_and_in_japanese(
    fields: dict[str, Any], kind: str, data: dict[str, Any]
) -> None:
    said = word(**fields)

    assert isinstance(said, Word)
    assert (said.kind, dict(said.data), said.transport, said.said_at) == (kind, data, UUID(TRANSPORT), AT)


@pytest.mark.parametrize(
    ("fields", "issues"),
    [
        ({"says": "shout"}, ("says not-in-list",)),
        ({"says": "offer", "offer": "たぶん"}, ("offer not-in-list",)),
        ({"says": "trip", "state": ["on-board"]}, ("state unreadable",)),
        ({"says": "claim", "crew": 10**30}, ("crew unreadable",)),
        ({"says": "claim", "crew": float("nan")}, ("crew unreadable",)),
        ({"says": "claim", "by": "\ud800"}, ("by unreadable",)),
        ({"says": "claim", "at": "2026-11-23T01:12:00"}, ("at unreadable",)),
        ({"says": "claim", "at": "0001-01-01T00:00:00+09:00"}, ("at unreadable",)),
        ({"says": "claim", "at": "昨日", "transport": "7"}, ("at unreadable", "transport unreadable")),
    ],
)
def test_a_word_that_cannot_be_read_is_refused_with_its_fields_and_no_value(
    fields: dict[str, Any], issues: tuple[str, ...]
) -> None:
    assert word(**fields) == Rejected("unreadable", issues)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
NAMES = (
    "at",
    "transport",
    "says",
    "offer",
    "state",
    "vehicle",
    "crew",
    "reason",
    "detail",
    "spo2",
    "urgency",
    "latitude",
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    says=st.sampled_from(["offer", "claim", "trip", "119"]) | ANYTHING,
    fields=st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=6),
)
def test_whatever_a_system_writes_is_read_or_refused_and_can_be_handed_on(says: Any, fields: dict[str, Any]) -> None:  # noqa: ANN401
    """One word that raises would come again for ever, and hold up every word behind it."""
    said = read("A-1", {"at": AT.isoformat(), "transport": TRANSPORT, "says": says, **fields}, VEHICLES)

    if isinstance(said, Word):
        key = key_for(said.origin, said.said_at)
        json.dumps({"key": str(key), "data": dict(said.data)}, allow_nan=False, ensure_ascii=False).encode()


def test_a_call_to_119_is_read_whatever_stands_beside_it() -> None:
    said = word("119", urgency="とても", spo2=[84], blood_sugar=40)

    assert isinstance(said, Word)
    assert said.data == {"detail": "容態変化(内容の記載なし)"}
    assert sorted(said.ignored) == ["blood_sugar unknown-field", "spo2 unreadable", "urgency not-in-list"]


@pytest.mark.parametrize(
    "event", [None, [], {}, {"number": 7}, {"number": ""}, {"number": "\udfff"}, {"number": "x" * 65}]
)
def test_a_word_without_a_number_cannot_be_answered(event: object) -> None:
    assert number_of(event) is None


def test_two_numbers_of_one_vehicle_are_a_fault_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="two numbers"):
        config(tmp_path, 1, vehicles={"1": "op-01-car", "2": "op-01-car"})


class Notebook:
    """A door that writes down what is said; it knows its keys, and answers as it is told."""

    def __init__(self, *answers: Submitted) -> None:
        self.said: list[tuple[str, dict[str, Any], UUID]] = []
        self.effects: dict[UUID, str] = {}
        self._answers = list(answers)

    async def submit(  # noqa: PLR0913  the surface's
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        key: UUID,
        happened_at: datetime,
        case: UUID | None = None,
        transport: UUID | None = None,
    ) -> Submitted:
        assert case is None
        assert transport == UUID(TRANSPORT)
        self.said.append((kind, dict(data), key))
        if self._answers:
            return self._answers.pop(0)
        is_repeated = key in self.effects
        self.effects[key] = kind
        return Taken(1, happened_at, is_repeated)


def config(folder: Path, port: int, **other: Any) -> DispatchConfig:  # noqa: ANN401
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    return DispatchConfig.model_validate(
        {"url": f"http://127.0.0.1:{port}/", "token_file": token, "vehicles": VEHICLES, "every_s": 0.1, **other}
    )


async def until_answered(system: System, adapter: PrivateTransport, door: Notebook, *numbers: str) -> None:
    """Lets the adapter work until the operator's system has an answer to each of its words."""
    running = asyncio.create_task(adapter.run(door))
    try:
        async with asyncio.timeout(30):
            while not system.answers.keys() >= set(numbers):
                assert not running.done(), running
                await asyncio.sleep(0.01)
    finally:
        running.cancel()


async def test_words_are_said_in_their_order_and_each_is_answered(tmp_path: Path) -> None:
    system, door = System("op-01", TOKEN), Notebook(Taken(2, AT), ComeAgain(0), Taken(3, AT), Rejected("out-of-turn"))
    async with system.listening() as port:
        numbers = [
            system.says("claim", TRANSPORT, vehicle="1", crew=2),
            system.says("trip", TRANSPORT, state="to-pickup"),
            system.says("trip", TRANSPORT, state="completed"),
            system.says("shout", TRANSPORT),
        ]
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, *numbers)

    assert [data.get("state", kind) for kind, data, _ in door.said] == ["claim", "to-pickup", "to-pickup", "completed"]
    answers = [system.answers[number] for number in numbers]
    assert [each["outcome"] for each in answers] == ["taken", "taken", "refused", "refused"]
    assert [each.get("code") for each in answers] == [None, None, "out-of-turn", "unreadable"]


async def test_a_hub_that_cannot_write_for_hours_is_asked_until_it_can(tmp_path: Path) -> None:
    system, door = System("op-01", TOKEN), Notebook(*[ComeAgain(0)] * 3_000)
    async with system.listening() as port:
        number = system.says("claim", TRANSPORT, vehicle="1", crew=2)
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)

    assert system.answers[number]["outcome"] == "taken"
    assert len({key for _, _, key in door.said}) == 1


async def test_a_word_that_comes_twice_has_its_effect_once_also_after_a_restart(tmp_path: Path) -> None:
    system, door = System("op-01", TOKEN), Notebook()
    async with system.listening() as port:
        number = system.says("claim", TRANSPORT, vehicle="1", crew=2)
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)
        first = system.answers[number]
        system.says_again(number)
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)

    assert len(door.said) == 2
    assert list(door.effects.values()) == ["claim"]
    assert system.answers[number] == first


async def test_an_answer_that_gets_lost_is_given_again_and_holds_up_what_follows(tmp_path: Path) -> None:
    system, door = System("op-01", TOKEN), Notebook()
    async with system.listening() as port:
        first, second = (system.says("trip", TRANSPORT, state=state) for state in ("to-pickup", "at-pickup"))
        adapter = PrivateTransport(config(tmp_path, port))
        running = asyncio.create_task(adapter.run(door))
        system.orders = Orders(Fault.ERROR)
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(running, 30)
        system.orders = Orders()
        await until_answered(system, adapter, door, first, second)
        await adapter.close()

    assert list(door.effects.values()) == ["update-trip", "update-trip"]


async def test_a_call_to_119_goes_on_without_what_the_hub_does_not_take_and_the_answer_says_so(tmp_path: Path) -> None:
    refusal = Rejected("invalid-submission", ("data.spo2 out-of-range", "data.department unknown-department"))
    system, door = System("op-01", TOKEN), Notebook(refusal)
    async with system.listening() as port:
        number = system.says("119", TRANSPORT, detail="反応なし", spo2=840, heart_rate=40, department="nowhere")
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)

    assert [data for _, data, _ in door.said][1] == {"detail": "反応なし", "heart_rate": 40}
    assert len({key for _, _, key in door.said}) == 2, "another content has another key"
    assert system.answers[number]["outcome"] == "taken"
    assert system.answers[number]["ignored"] == ["department unknown-department", "spo2 out-of-range"]


@pytest.mark.parametrize(
    "refusal", [Rejected("transport-ended"), Rejected("invalid-submission", ("data.detail too-long",))]
)
async def test_a_call_to_119_that_is_refused_as_such_is_answered(tmp_path: Path, refusal: Rejected) -> None:
    system, door = System("op-01", TOKEN), Notebook(refusal)
    async with system.listening() as port:
        number = system.says("119", TRANSPORT, detail="反応なし")
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)

    assert len(door.said) == 1
    assert (system.answers[number]["outcome"], system.answers[number]["code"]) == ("refused", refusal.code)


async def test_a_wrong_value_of_an_offer_is_not_left_out(tmp_path: Path) -> None:
    """The negative control: what it left out, the hospital would believe."""
    system, door = System("op-01", TOKEN), Notebook(Rejected("invalid-submission", ("data.crew out-of-range",)))
    async with system.listening() as port:
        number = system.says("claim", TRANSPORT, vehicle="1", crew=0)
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)

    assert len(door.said) == 1
    assert system.answers[number]["issues"] == ["data.crew out-of-range"]


async def test_nothing_of_a_word_stands_in_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    system, door = System("op-01", TOKEN), Notebook(Rejected("out-of-turn"))
    caplog.set_level(logging.DEBUG, logger="adapters.private_transport")
    async with system.listening() as port:
        system.says("claim", TRANSPORT, number=None, by="秘匿")
        number = system.says("claim", TRANSPORT, by="秘匿")
        await until_answered(system, PrivateTransport(config(tmp_path, port)), door, number)

    assert len(caplog.records) >= 2
    assert "秘匿" not in caplog.text


def test_a_key_follows_from_number_and_time_alone() -> None:
    said = word("claim", vehicle="1")
    assert isinstance(said, Word)

    assert key_for(said.origin, said.said_at) == key_for("private-transport/A-1", AT)
    assert key_for(said.origin, said.said_at) != key_for(said.origin, AT + timedelta(seconds=1))
