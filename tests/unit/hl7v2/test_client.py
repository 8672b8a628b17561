"""The line to a hospital's system: whatever it does is understood, and it acts once."""

import asyncio
import ssl
from pathlib import Path

import pytest
from pydantic import ValidationError

from adapters.hl7v2 import Hl7v2
from adapters.hl7v2.contract import Authority
from adapters.hl7v2.manifest import Hl7v2Config
from hub.adapter_kit import read_message
from hub.sdk import (
    Broken,
    CredentialsRefused,
    Delivered,
    Message,
    NotReady,
    Ready,
    Refused,
    TryLater,
    Unknown,
)
from simulators.hl7v2 import Fault, Orders, Server, proof

FIXTURES = Path(__file__).parents[3] / "adapters/hl7v2/fixtures/accepted"
ACCEPTED, VITALS, _, GONE, EXERCISE, ASKED = (read_message(each.read_bytes()) for each in sorted(FIXTURES.iterdir()))


def plain(port: int, **options: object) -> Hl7v2:
    return Hl7v2(Hl7v2Config.model_validate({"host": "127.0.0.1", "port": port, "is_plain": True, **options}))


async def test_a_patient_is_registered_and_observed_once_however_often_it_is_told() -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port)
        for message in (ASKED, ACCEPTED, VITALS, ACCEPTED, VITALS):
            assert isinstance(await adapter.deliver(message), Delivered)
        await adapter.close()

    (patient,) = server.held.patients.values()
    assert (patient.name, patient.complaint, patient.events) == ("架空 太郎", "胸痛", ["A04", "R01"])
    assert ("8867-4", "118") in patient.values
    assert server.held.counts["repeated"] == 2
    assert server.held.counts["changed"] == server.held.counts["disordered"] == 0


@pytest.mark.parametrize("encoding", ["iso-ir87", "utf-8"])
async def test_both_character_sets_are_read(encoding: str) -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port, encoding=encoding)
        await adapter.deliver(ACCEPTED)
        await adapter.close()

    assert [each.name for each in server.held.patients.values()] == ["架空 太郎"]


@pytest.mark.parametrize(
    ("fault", "expected", "repeated"),
    [
        (Fault.NONE, Delivered, 1),
        (Fault.REFUSE, Refused, 0),
        (Fault.BUSY, TryLater, 0),
        (Fault.LOCKED, TryLater, 0),
        (Fault.ERROR, Unknown, 1),
        (Fault.HALF, Unknown, 1),
        (Fault.CUT, Unknown, 1),
        (Fault.RESET, Unknown, 0),
        (Fault.NONSENSE, Unknown, 0),
        (Fault.WRONG_ID, Unknown, 1),
    ],
)
async def test_a_system_that_misbehaves_is_understood_and_acts_once(
    fault: Fault, expected: type, repeated: int
) -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port)
        server.orders = Orders(fault)
        first = await adapter.deliver(VITALS)
        server.orders = Orders()
        second = await adapter.deliver(VITALS)
        await adapter.close()

    assert isinstance(first, expected), first
    assert isinstance(second, Delivered)
    assert server.held.counts["repeated"] == repeated
    assert len(server.held.effects) == 1


async def test_one_that_never_answers_is_a_doubt_and_the_next_message_goes_over_another_line() -> None:
    """What it may say late would be taken for the answer to the next message."""
    server = Server()
    with server.listening() as port:
        adapter = plain(port, answer_s=0.2)
        server.orders = Orders(Fault.SLOW)
        assert await adapter.deliver(VITALS) == Unknown("no-answer")
        server.orders = Orders()
        await adapter.close()
        adapter = plain(port)
        assert isinstance(await adapter.deliver(VITALS), Delivered)
        await adapter.close()

    assert server.held.counts["repeated"] == 1


async def test_a_cancelled_attempt_takes_its_line_with_it() -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port)
        server.orders = Orders(Fault.SLOW)
        delivering = asyncio.create_task(adapter.deliver(VITALS))
        async with asyncio.timeout(30):
            while not server.held.effects:  # noqa: ASYNC110  it is in another thread
                await asyncio.sleep(0.01)
        delivering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivering
        server.orders = Orders()

        assert isinstance(await adapter.deliver(ACCEPTED), Delivered)
        await adapter.close()


async def test_a_line_that_was_hung_up_meanwhile_is_made_anew_and_nothing_is_in_doubt() -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port)
        assert isinstance(await adapter.deliver(ACCEPTED), Delivered)
    async with asyncio.timeout(30):
        while isinstance(standing := await adapter.check(), Ready):  # noqa: ASYNC110  the line tells nobody
            await asyncio.sleep(0.01)
    assert isinstance(standing, NotReady)
    assert isinstance(await adapter.deliver(VITALS), TryLater), "nothing has left"
    with server.listening(port):
        assert isinstance(await adapter.deliver(VITALS), Delivered)
        await adapter.close()


async def test_receipt_alone_is_acknowledged_where_that_is_agreed() -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port, is_enhanced=True)
        assert await adapter.deliver(VITALS) == Delivered("ca")
        await adapter.close()


async def test_events_that_a_system_does_not_take_are_not_sent() -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port, takes=["A04"])
        for message in (ACCEPTED, VITALS, GONE):
            assert isinstance(await adapter.deliver(message), Delivered)
        await adapter.close()

    assert [each.events for each in server.held.patients.values()] == [["A04"]]


async def test_an_exercise_is_marked_as_training() -> None:
    server = Server()
    with server.listening() as port:
        adapter = plain(port)
        await adapter.deliver(EXERCISE)
        await adapter.close()

    assert server.held.counts["exercises"] == len(server.held.effects) == 2


class Keys:
    """Certificates in files."""

    def __init__(self, folder: Path) -> None:
        self.authority, self.stranger = Authority("ours"), Authority("a stranger")
        self.folder = folder
        self.ca = self.written("ca.pem", self.authority.certificate)
        self.server = self.written("server.pem", b"".join(self.authority.issue("hospital")))

    def written(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        return path

    def client(self, port: int, authority: Authority | None = None, **options: object) -> Hl7v2:
        held: dict[str, object] = {"host": "127.0.0.1", "port": port, "ca_file": self.ca, **options}
        if authority is not None:
            certificate, key = authority.issue("hub")
            held["client_certificate_file"] = self.written("client.pem", certificate)
            held["client_key_file"] = self.written("client.key", key)
        return Hl7v2(Hl7v2Config.model_validate(held))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


async def asked(adapter: Hl7v2, message: Message = VITALS) -> tuple[object, object]:
    standing, outcome = await adapter.check(), await adapter.deliver(message)
    await adapter.close()
    return standing, outcome


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_who_is_not_known_is_told_so_and_no_message_is_lost_or_in_doubt(
    keys: Keys, newest: ssl.TLSVersion
) -> None:
    tls = proof(keys.server, keys.ca)
    assert tls is not None
    tls.maximum_version = newest
    server = Server(tls)
    with server.listening() as port:
        known = await asked(keys.client(port, keys.authority))
        unknown = await asked(keys.client(port, keys.stranger))
        nobody = await asked(keys.client(port))

    assert (type(known[0]), type(known[1])) == (Ready, Delivered)
    for standing, outcome in (unknown, nobody):
        assert (type(standing), type(outcome)) == (CredentialsRefused, TryLater), (standing, outcome)
    assert len(server.held.effects) == 1


async def test_a_system_that_is_not_the_one_is_never_spoken_to(keys: Keys) -> None:
    stranger = keys.written("stranger.pem", b"".join(keys.stranger.issue("hospital")))
    server, named = Server(proof(stranger)), Server(proof(keys.server))
    with server.listening() as port, named.listening() as named_port:
        standing, outcome = await asked(keys.client(port))
        by_another_name, _ = await asked(keys.client(named_port, server_name="elsewhere.example.invalid"))

    assert (type(standing), type(outcome)) == (Broken, TryLater)
    assert isinstance(by_another_name, Broken)
    assert server.held.effects == named.held.effects == {}


async def test_a_key_with_a_passphrase_is_told_apart_from_a_system_that_is_away(keys: Keys) -> None:
    adapter = keys.client(1, keys.authority)
    assert isinstance(await adapter.check(), NotReady), "the control: nobody listens there"

    keys.written("client.key", b"no key")

    assert isinstance(await adapter.check(), Broken)
    assert isinstance(await adapter.deliver(VITALS), TryLater)


@pytest.mark.parametrize(
    "options",
    [
        {"host": "his.example.invalid", "port": 2575, "is_plain": True},
        {"host": "192.0.2.1", "port": 2575, "is_plain": True},
        {"host": "127.0.0.1", "port": 0},
        {"host": "127.0.0.1", "port": 2575, "client_certificate_file": __file__},
        {"host": "127.0.0.1", "port": 2575, "sending_application": "救急"},
        {"host": "127.0.0.1", "port": 2575, "takes": ["A01"]},
    ],
)
def test_options_that_would_show_a_patient_or_cannot_work_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Hl7v2Config.model_validate(options)
