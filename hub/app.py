"""Puts the hub together and runs it: the one place where rooms meet."""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import structlog
import uvicorn

from hub.domain.codes import Role
from hub.domain.people import Organisation
from hub.embedded import EmbeddedPostgres
from hub.errors import InvalidSubmissionError, Issue, UnavailableError
from hub.group_commit import GroupCommit
from hub.library import Library
from hub.looks import Looks
from hub.pipeline import Pipeline
from hub.ports import Caller, Event, Outlet, Transient
from hub.postgres.audit import PostgresAudit
from hub.postgres.deliveries import PostgresDeliveries
from hub.postgres.journal import PostgresJournal
from hub.postgres.migrate import migrate as apply_migrations
from hub.postgres.parked_messages import PostgresParkedMessages
from hub.postgres.pool import Pool, close, connect
from hub.postgres.register import PostgresRegister
from hub.postgres.streams import PostgresStreams
from hub.postgres.subscribers import PostgresSubscribers
from hub.recall import Memory
from hub.rehearsal import Rehearsal
from hub.relay.hook import USE, Hooks, Notices
from hub.relay.inbox import Inbox
from hub.relay.lookups import Lookups
from hub.relay.registry import Plan
from hub.relay.relay import Relay
from hub.relay.switchboard import Switchboard
from hub.roster import Roster
from hub.security import identity
from hub.security.pages import PageSeal
from hub.security.sealing import AesSealer, KeyRing
from hub.settings import Settings
from hub.shelves import Shelves
from hub.subscriptions.desk import Desk
from hub.subscriptions.events import Events
from hub.telemetry import configure
from hub.views import Views
from hub.web.application import create
from hub.web.caller import Gate
from hub.web.fanout import Fanout
from hub.web.fhir import FhirEndpoint
from hub.web.fhir_intake import FhirIntake
from hub.web.intake import Door, IntakeEndpoint
from hub.web.presence import Presence
from hub.web.socket import Around, Timing
from hub.web.stream import SLICES, StreamEndpoint
from hub.web.subscription_socket import SubscriptionEndpoint

log = structlog.get_logger()

T = TypeVar("T")

_POLL_S = 0.5
"""How often this node looks for what other nodes, or a lost connection, kept from it."""
_SEND_BUFFER = 128 * 1024
"""Bytes the kernel keeps for a peer that does not read; left to itself it would take 4 MiB before anybody notices."""
_USER_TIMEOUT_MS = 15_000
"""After this a peer that acknowledges nothing is gone (`TCP_USER_TIMEOUT`)."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub that is put together: its application, what it must know first, and the work beside the requests."""

    app: Any
    close_sockets: Callable[[], None]
    prepare: Callable[[], Awaitable[None]]
    work: list[Callable[[], Coroutine[Any, Any, None]]]


def serve(settings: Settings) -> None:
    """Serves until it is told to stop.

    Raises:
        RefuseToStartError: The database is not there or not durable, or a key is missing.
    """
    configure(settings.log_level)
    try:
        import uvloop  # noqa: PLC0415  absent on some platforms
    except ImportError:
        asyncio.run(_serve(settings))
    else:
        uvloop.run(_serve(settings))


def migrate(settings: Settings) -> int:
    """Brings the schema up to date and returns how many files were applied."""

    async def work(pool: Pool) -> int:
        async with pool.acquire() as connection:
            return await apply_migrations(connection)

    return asyncio.run(_with_pool(settings, work))


def enrol(settings: Settings, path: Path) -> str:
    """Loads an enrolment file and says how many organisations and callers stand in it.

    Raises:
        InvalidSubmissionError: The file is no enrolment file.
    """
    try:
        held = json.loads(path.read_bytes())
        organisations = [msgspec.convert(each, Organisation, strict=False) for each in held["organisations"]]
        callers = [_caller(each) for each in held["callers"]]
    except (OSError, ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        issue = Issue(
            path.name, "not-an-enrolment-file", "登録ファイルとして読み取れません", f"cannot be read: {error}"
        )
        raise InvalidSubmissionError([issue]) from error

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).enrol(organisations, callers)

    asyncio.run(_with_pool(settings, work))
    return f"{len(organisations)} organisations, {len(callers)} callers"


def _caller(held: dict[str, Any]) -> Caller:
    token = held.get("token_sha256")
    role = Role(held["role"])
    if role is Role.CREW and not held.get("unit"):
        raise ValueError(f"{held['id']} is a crew's and names no unit")
    return Caller(
        id=held["id"],
        organisation=held["organisation"],
        role=role.value,
        unit=held.get("unit"),
        name=held["name"],
        token_hash=bytes.fromhex(token) if token else None,
    )


def code(settings: Settings, caller: str) -> str:
    """Issues a one-time code by which a device becomes this caller.

    Raises:
        NotFoundError: There is no such caller.
    """
    issued = identity.new_code()
    expires_at = datetime.now(UTC) + timedelta(seconds=settings.enrolment_code_ttl_s)

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).issue_code(caller, identity.fingerprint(issued), expires_at)

    asyncio.run(_with_pool(settings, work))
    return issued


def revoke(settings: Settings, caller: str) -> None:
    """Takes a caller's right away; its live sockets end within a second.

    Raises:
        NotFoundError: There is no such caller.
    """

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).revoke(caller)

    asyncio.run(_with_pool(settings, work))


def disconnect(settings: Settings, connection: str) -> None:
    """Lets a connection go, with what waits for it.

    Raises:
        NotFoundError: There is no such connection.
    """

    async def work(pool: Pool) -> None:
        await PostgresRegister(pool).disconnect(connection)

    asyncio.run(_with_pool(settings, work))


async def _with_pool(settings: Settings, work: Callable[[Pool], Awaitable[T]]) -> T:
    async with _database(settings) as pool:
        return await work(pool)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Pool]:
    """Lends the connections; starts the embedded PostgreSQL where no database is configured."""
    embedded = None if settings.dsn else EmbeddedPostgres.ensure(settings.data_dir)
    dsn = settings.dsn or EmbeddedPostgres(settings.data_dir).dsn
    try:
        pool = await connect(dsn.get_secret_value(), command_timeout_s=settings.command_timeout_s)
        try:
            yield pool
        finally:
            await close(pool)
    finally:
        if embedded:
            embedded.stop()


def assemble(settings: Settings, pool: Pool, ring: KeyRing) -> Hub:
    """Puts the rooms together."""
    sealer = AesSealer(ring)
    journal, streams, register = PostgresJournal(pool), PostgresStreams(pool), PostgresRegister(pool)
    roster, fanout, memory = Roster(register), Fanout(), Memory(journal, sealer)
    gate, looks = Gate(roster, register, identity), Looks(memory, PostgresAudit(pool), lambda: roster.directory)
    relay = Relay(
        [Plan(name=name, **each.model_dump()) for name, each in settings.adapters.items()],
        roster=roster,
        register=register,
        inbox=Inbox(memory, sealer),
        deliveries=PostgresDeliveries(pool),
    )
    subscriptions, listed = PostgresSubscribers(pool), settings.subscription_hooks
    inboxes = {(each.organisation, each.url): f"adapter:{name}" for name, each in listed.items()}
    desk = Desk(subscriptions, streams, sealer, inboxes)
    told = Events(subscriptions, streams, memory, sealer, looks)
    hooks = Hooks(
        [
            Plan(name=name, use=USE, organisation=each.organisation, options=each.options)
            for name, each in listed.items()
        ],
        roster=roster,
        register=register,
        deliveries=PostgresDeliveries(pool),
        notices=Notices(desk, told, {name: each.fhir_base for name, each in listed.items()}, roster.knows),
    )
    group = GroupCommit(
        Pipeline(journal, memory, sealer, lambda: roster.neighbours),
        Outlets(fanout, relay, hooks),
        lambda: roster.directory,
        queue_max=settings.queue_max,
        batch_max=settings.batch_max,
        batch_max_bytes=settings.batch_max_bytes,
    )
    library = Library(
        Shelves(journal, memory, sealer), looks, streams, lambda: roster.directory, pause=lambda: asyncio.sleep(0)
    )
    door = Door(group, timedelta(seconds=settings.clock_tolerance_s))
    posted = FhirIntake(door, Rehearsal(journal, memory, lambda: roster.directory), library)
    views, presence = Views(journal, streams, memory, sealer, looks), Presence(roster)
    timing = Timing(settings.heartbeat_s, settings.bind_timeout_s, settings.send_timeout_s)
    endpoint = StreamEndpoint(
        Around(door=door, fanout=fanout, gate=gate, streams=streams, views=views, presence=presence, timing=timing)
    )
    subscribers = SubscriptionEndpoint(
        desk=desk,
        events=told,
        greet=hooks.greet,
        fanout=fanout,
        gate=gate,
        timing=timing,
    )
    app = create(
        intake=IntakeEndpoint(door, gate),
        stream=endpoint,
        subscribers=subscribers,
        fhir=FhirEndpoint(library, gate, PageSeal(ring), posted),
        views=views,
        roster=roster,
        gate=gate,
        questions=Lookups(relay, looks),
        switchboard=Switchboard(relay, PostgresParkedMessages(pool), roster, identity),
        probe=register.version,
    )

    roster.when_changed += [presence.renew, endpoint.check_rights, subscribers.check_rights]

    async def look_around() -> None:
        await roster.renew()
        fanout.stretch(await streams.tops(fanout.streams))

    async def beat() -> None:
        turn = 0
        while True:
            await asyncio.sleep(settings.heartbeat_s / SLICES)
            endpoint.beat(turn)
            turn += 1

    async def prepare() -> None:
        await relay.prepare()
        await hooks.prepare()
        await roster.renew()

    def close_sockets() -> None:
        endpoint.close_all()
        subscribers.close_all()

    work = [group.run, beat, lambda: _again_and_again(look_around), lambda: relay.run(door.take)]
    work.append(lambda: hooks.run(door.take))
    return Hub(app, close_sockets, prepare, work)


class Outlets:
    """Several outlets as one."""

    def __init__(self, *outlets: Outlet) -> None:
        """Takes them in the order in which they are told."""
        self._outlets = outlets

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        """Tells all of them."""
        for outlet in self._outlets:
            outlet.publish(events, transients)


async def _again_and_again(look: Callable[[], Awaitable[None]]) -> None:
    """Looks twice a second; while the database is away it goes on looking, and says so once."""
    is_away = False
    while True:
        try:
            await look()
        except UnavailableError as error:
            if not is_away:
                log.warning("database-away", code=error.code)
            is_away = True
        else:
            if is_away:
                log.info("database-back")
            is_away = False
        await asyncio.sleep(_POLL_S)


async def _serve(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(_database(settings))
        async with pool.acquire() as connection:
            await apply_migrations(connection)
        hub = assemble(settings, pool, KeyRing.load(settings.key_ring))
        await hub.prepare()
        _calm_collector()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work()) for work in hub.work]
            await _Server(hub).serve(sockets=[_listen(settings)])
            for task in tasks:
                task.cancel()


def _calm_collector() -> None:
    """Keeps full garbage collections off the hot path: what is there now stays, what comes is short-lived."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 100, 100)


def _listen(settings: Settings) -> socket.socket:
    """Opens the listening socket; connections inherit its buffer, and that a silent peer is given up."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)
    listening.bind((settings.host, settings.port))
    return listening


class _Server(uvicorn.Server):
    """A server that ends its sockets itself, for it would wait for them."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(
            uvicorn.Config(
                hub.app,
                loop="none",
                http="httptools",
                ws="websockets-sansio",
                ws_max_size=300 * 1024,
                ws_per_message_deflate=False,
                ws_ping_interval=None,
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                backlog=8192,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=5,
            )
        )
        self._hub = hub

    def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ANN401  the base class's signature
        """Ends the sockets first."""
        self._hub.close_sockets()
        super().handle_exit(sig, frame)
