"""A case to be wrong about, and a hub that does not wait long."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.world import HubProcess, enrolment, new_case, submission, with_authority, with_operators

IMPATIENT = {"KYUKYU_HEARTBEAT_S": "0.5", "KYUKYU_BIND_TIMEOUT_S": "1", "KYUKYU_SEND_TIMEOUT_S": "1"}


@pytest.fixture(scope="session")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub whose waits are short, for this folder; op-01 carries patients, pref-99 looks after the area."""
    dsn = await new_database()
    folder = tmp_path_factory.mktemp("hub-integration")
    process = HubProcess(dsn, folder, IMPATIENT).enrol(with_authority(with_operators(enrolment(), 1))).start()
    yield process
    process.stop()


@pytest.fixture
def case(hub: HubProcess) -> str:
    """A case of unit u-001 that nobody has been asked about."""
    case = new_case()
    assert hub.post("tablet-u-001", submission("open-case", case, chief_complaint="胸痛")).status == 201
    return case


@pytest.fixture
def asked_case(hub: HubProcess, case: str) -> str:
    """A case of unit u-001 about which hospital h-001 is asked."""
    assert hub.post("tablet-u-001", submission("request-acceptance", case, facilities=["h-001"])).status == 201
    return case
