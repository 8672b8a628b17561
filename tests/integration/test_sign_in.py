"""Persons at devices, over HTTP: what a sign-in is exchanged for, what it changes, and that nothing waits for it."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

import asyncpg
import pytest

from tests.e2e.terminal import Line
from tests.identity_provider import IdentityProvider, needs_provider
from tests.keys import Client, Key
from tests.staff import Staffed, code_for, passkey, post, signs_in, staffed_hub
from tests.world import Answer, HubProcess, new_case, submission

TABLET, OTHER, BOARD = "tablet-u-001", "tablet-u-001b", "screen-h-001"
PIN: Final = "407193"


@pytest.fixture(scope="module")
async def staffed(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Staffed]:
    """A hub with persons, and the provider of identity of one hospital."""
    async with staffed_hub(await new_database(), tmp_path_factory.mktemp("hub-persons")) as running:
        yield running


@pytest.fixture
def hub(staffed: Staffed) -> HubProcess:
    """The hub."""
    return staffed.hub


@pytest.fixture
def outside(staffed: Staffed) -> IdentityProvider:
    """The provider of identity."""
    assert staffed.provider is not None
    return staffed.provider


async def says(hub: HubProcess, caller: str, kind: str, case: str, **data: object) -> None:
    answer = await asyncio.to_thread(hub.post, caller, submission(kind, case, **data))
    assert answer.status == 201, answer.body


async def audited(hub: HubProcess, case: str) -> list[tuple[str, str | None]]:
    """Returns actions and persons that the audit holds of a case."""
    connection = await asyncpg.connect(hub.dsn)
    rows = await connection.fetch("select action, person from audit where subject = $1::uuid order by id", case)
    await connection.close()
    return [tuple(row) for row in rows]


async def there(hub: HubProcess, caller: str) -> list[str]:
    answer = await asyncio.to_thread(hub.get, "/sign-in", caller)
    return [each["person"] for each in answer.body["signed_in"]]


async def until_nobody_is(hub: HubProcess, caller: str) -> None:
    async with asyncio.timeout(30):
        while await there(hub, caller):  # noqa: ASYNC110  another process has to notice
            await asyncio.sleep(0.05)


async def test_what_a_tablet_says_names_who_is_signed_in_and_before_and_after_the_device_alone(
    hub: HubProcess,
) -> None:
    case = new_case()
    await says(hub, TABLET, "open-case", case)
    authenticator = await passkey(hub, TABLET, "captain")

    signed_in = await signs_in(hub, TABLET, authenticator, duty="captain")

    assert signed_in.status == 200
    assert [(each["person"], each["duty"]) for each in signed_in.body["signed_in"]] == [("captain", "captain")]
    await says(hub, TABLET, "report-change", case, change="deteriorated")
    assert (await asyncio.to_thread(hub.get, f"/cases/{case}", TABLET)).status == 200
    await post(hub, TABLET, "/sign-out")
    await says(hub, TABLET, "stamp-time", case, mark="loaded")
    assert await audited(hub, case) == [
        ("open-case", None),
        ("report-change", "captain"),
        ("read-case", "captain"),
        ("stamp-time", None),
    ]
    saw = (await asyncio.to_thread(hub.command, "audit", "who-saw", case)).splitlines()
    assert [line.split()[3] for line in saw] == ["device-only", "captain", "captain", "device-only"]
    agents = [
        (await asyncio.to_thread(hub.get, f"/fhir/Provenance/{case}-{version}-provenance", TABLET)).body["agent"]
        for version in (1, 2, 3)
    ]
    assert [len(each) for each in agents] == [1, 2, 1]
    assert agents[1][1]["who"]["identifier"]["value"] == "captain"


async def test_what_is_said_over_a_socket_that_is_open_names_who_signs_in_meanwhile(hub: HubProcess) -> None:
    case, before = new_case(), new_case()
    async with await Line.open(hub, OTHER) as line:
        await line.submit(submission("open-case", before))
        await signs_in(hub, OTHER, await passkey(hub, OTHER, "reporter"))
        await line.submit(submission("open-case", case))
        await post(hub, OTHER, "/sign-out")
        await line.submit(submission("report-change", case, change="improved"))

    assert await audited(hub, before) == [("open-case", None)]
    assert await audited(hub, case) == [("open-case", "reporter"), ("report-change", None)]


async def test_a_crew_signs_in_by_pin_and_five_wrong_ones_are_enough(hub: HubProcess) -> None:
    code = await code_for(hub, "driver")
    assert (await post(hub, TABLET, "/sign-in/pin/new", code=code, pin="123456")).status == 422
    assert (await post(hub, TABLET, "/sign-in/pin/new", code=code, pin=PIN)).status == 201
    state = (await asyncio.to_thread(hub.get, "/sign-in", TABLET)).body
    assert state["ways"][:2] == ["passkey", "pin"]
    assert "driver" in [each["person"] for each in state["colleagues"]]

    assert (await post(hub, TABLET, "/sign-in/pin", person="driver", pin=PIN, duty="driver")).status == 200
    assert await there(hub, TABLET) == ["driver"]
    wrong = [await post(hub, TABLET, "/sign-in/pin", person="driver", pin="407194") for _ in range(5)]
    right = await post(hub, TABLET, "/sign-in/pin", person="driver", pin=PIN)

    assert {(each.status, each.body["code"]) for each in [*wrong, right]} == {(403, "sign-in-refused")}
    assert await there(hub, TABLET) == ["driver"], "who is signed in stays so"
    assert (await asyncio.to_thread(hub.post, TABLET, submission("open-case", new_case()))).status == 201
    await post(hub, TABLET, "/sign-out", person="driver")
    assert await there(hub, TABLET) == []
    board = await post(hub, BOARD, "/sign-in/pin", person="nurse", pin=PIN)
    assert board.status == 403, "a PIN is for crews"


async def test_who_is_revoked_and_whose_device_has_another_key_is_signed_in_no_longer(hub: HubProcess) -> None:
    await signs_in(hub, OTHER, await passkey(hub, OTHER, "leaver"))
    assert await there(hub, OTHER) == ["leaver"]
    await asyncio.to_thread(hub.command, "person", "revoke", "leaver")
    await until_nobody_is(hub, OTHER)

    await signs_in(hub, OTHER, await passkey(hub, OTHER, "signs-out"))
    assert await there(hub, OTHER) == ["signs-out"]
    stolen = Key("another tablet")
    assert (await asyncio.to_thread(hub.enrolled, await asyncio.to_thread(hub.code, OTHER), stolen)).status == 201

    answer = await asyncio.to_thread(hub.ask_as, hub.client(OTHER, stolen), "/sign-in")
    assert (answer.status, answer.body["signed_in"]) == (200, [])


async def test_acts_of_administration_need_a_person_and_the_state_of_the_hub_does_not(hub: HubProcess) -> None:
    link = (await asyncio.to_thread(hub.command, "admin", "bootstrap", "fd-01", "--person", "first")).splitlines()[1]
    device, code = (each.partition("=")[2] for each in urlsplit(link).fragment.split("&"))
    screen = Client(hub.url, "operations-first", Key("operations"))
    assert link.startswith(f"http://localhost:{hub.port}/operations#")
    assert (await asyncio.to_thread(hub.enrolled, device, screen.key)).status == 201
    hub.clients[screen.caller] = screen
    trace = f"/operations/trace?of={new_case()}/1"
    assert (await asyncio.to_thread(hub.get, "/operations/health", screen.caller)).status == 200
    refused = await asyncio.to_thread(hub.get, trace, screen.caller)
    assert (refused.status, refused.body["code"]) == (403, "person-required")
    for path in ("/operations/connections/none/replays", "/operations/connections/none/replays/confirm"):
        assert (await post(hub, screen.caller, path)).body["code"] == "person-required"

    authenticator = await passkey(hub, screen.caller, "first", code)
    await signs_in(hub, screen.caller, authenticator)

    assert (await asyncio.to_thread(hub.get, trace, screen.caller)).status == 404
    with pytest.raises(subprocess.CalledProcessError) as again:
        await asyncio.to_thread(hub.command, "admin", "bootstrap", "fd-01")
    assert "already-bootstrapped" in again.value.stderr
    assert (await asyncio.to_thread(hub.get, trace, TABLET)).status == 404, "to others there are no operations"


@needs_provider
async def test_a_nurse_signs_in_through_the_hospitals_own_provider(hub: HubProcess, outside: IdentityProvider) -> None:
    async def began() -> str:
        return str((await post(hub, BOARD, "/sign-in/provider")).body["url"])

    async def back(account: str, methods: str) -> Answer:
        brought = await outside.sign_in(await began(), account, methods)
        return await post(hub, BOARD, "/sign-in/provider/answer", **brought)

    assert "provider" in (await asyncio.to_thread(hub.get, "/sign-in", BOARD)).body["ways"]
    for account, methods in (("sub-nurse", "pwd"), ("sub-nobody", "pwd,otp")):
        assert (await back(account, methods)).status == 403
    brought = await outside.sign_in(await began(), "sub-nurse", "pwd,otp")
    elsewhere = await post(hub, "screen-h-001b", "/sign-in/provider/answer", **brought)
    assert elsewhere.status == 403, "it began at another screen"

    done = await post(hub, BOARD, "/sign-in/provider/answer", **brought)

    assert [(each["person"], each["amr"]) for each in done.body["signed_in"]] == [("nurse", ["pwd", "otp", "mfa"])]
    assert (await post(hub, BOARD, "/sign-in/provider/answer", **brought)).status == 403, "a state is good once"
    assert (await asyncio.to_thread(hub.get, "/sign-in/callback")).status == 200
