"""Puts the hub together and runs it: the one place where rooms meet.

From the ground upwards: what is kept, what goes out, what comes in, and the edges where it is spoken to.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from hub.climbing import Climbing
from hub.database import behind_wall, database
from hub.enrolments import Enrolments
from hub.errors import IntegrityError, UnavailableError
from hub.exercises import Exercises
from hub.forgetting import Forgetting
from hub.foundation import Ground, Inward, Outward, reception
from hub.keychain import key_ring
from hub.library import Library
from hub.notary import Notary
from hub.postgres.acts import PostgresActs
from hub.postgres.audit_tree import PostgresAuditTree
from hub.postgres.data_keys import PostgresDataKeys
from hub.postgres.enrolments import PostgresEnrolments
from hub.postgres.erasures import PostgresErasures
from hub.postgres.exercises import PostgresStanding
from hub.postgres.figures import PostgresFigures
from hub.postgres.migrate import migrate
from hub.postgres.parked_messages import PostgresParkedMessages
from hub.postgres.persons import PostgresPersons
from hub.postgres.pool import Pool, require_durability
from hub.postgres.silences import PostgresSilences
from hub.postgres.traces import PostgresTraces
from hub.postgres.wall import Wall
from hub.rehearsal import Rehearsal
from hub.relay.lookups import Lookups
from hub.relay.switchboard import Switchboard
from hub.security import identity
from hub.security.checkpoint import Signer
from hub.security.key_ring import KeyRing, Wrapping
from hub.security.pages import PageSeal
from hub.security.tls import TlsIdentity
from hub.server import Server, calm_collector, listen, tls_identity
from hub.settings import Settings
from hub.shelves import Shelves
from hub.statistician import Statistician
from hub.surveys import Surveys
from hub.telemetry import configure
from hub.traces import Tracer
from hub.trail import Trail
from hub.views import Views
from hub.web.application import create
from hub.web.approach import Approach
from hub.web.around import Around, Timing
from hub.web.audit import Standing
from hub.web.fhir import FhirEndpoint
from hub.web.fhir_intake import FhirIntake
from hub.web.intake import IntakeEndpoint
from hub.web.limits import Allowance
from hub.web.presence import Presence
from hub.web.stream import SLICES, StreamEndpoint
from hub.web.subscription_socket import SubscriptionEndpoint
from hub.witnessing import prove

log = structlog.get_logger()

_POLL_S: Final = 0.5
"""How often this node looks for what other nodes, or a lost connection, kept from it."""

Work = Callable[[], Coroutine[Any, Any, None]]
"""What runs beside the requests until the hub ends."""


def serve(settings: Settings) -> None:
    """Serves until it is told to stop.

    Raises:
        RefuseToStartError: The database is not there or not durable, a key is missing, or it would speak in the clear.
    """
    configure(settings.log_level)
    try:
        import uvloop  # noqa: PLC0415  absent on some platforms
    except ImportError:
        asyncio.run(_serve(settings))
    else:
        uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    shown = tls_identity(settings.host, settings.tls_certificate, settings.tls_key, settings.tls_client_authorities)
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(database(settings))
        async with pool.acquire() as connection:
            await migrate(connection)
        wall = Wall(await stack.enter_async_context(behind_wall(settings)))
        hub = assemble(settings, pool, wall, key_ring(settings))
        await hub.prepare()
        calm_collector()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work()) for work in hub.work]
            if shown is not None:
                tasks.append(group.create_task(_follow(shown)))
            await Server(hub.app, hub.close_sockets, shown).serve(sockets=[listen(settings.host, settings.port)])
            for task in tasks:
                task.cancel()


async def _follow(shown: TlsIdentity) -> None:
    """Looks twice a second whether the certificate was renewed."""
    while True:
        await asyncio.sleep(_POLL_S)
        shown.renew()


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub that is put together: its application, what it must know first, and the work beside the requests."""

    app: Any
    close_sockets: Callable[[], None]
    prepare: Callable[[], Awaitable[None]]
    work: list[Work]


def assemble(settings: Settings, pool: Pool, wall: Wall, ring: KeyRing) -> Hub:
    """Puts the rooms together."""
    ground = Ground.of(settings, pool, wall, ring)
    outward = Outward.of(settings, ground)
    inward = Inward.of(settings, ground, outward)
    return _edges(settings, ground, outward, inward)


def _edges(settings: Settings, ground: Ground, outward: Outward, inward: Inward) -> Hub:
    """Opens the edges, and says what works beside them."""
    roster, gate, fanout, streams, looks = ground.roster, ground.gate, ground.fanout, ground.streams, ground.looks
    relay, hooks, door = outward.relay, outward.hooks, inward.door
    shelves = Shelves(streams, ground.memory, ground.sealer)
    trail = Trail(PostgresActs(ground.pool), ground.journal, looks, lambda: roster.directory, _others_go_on)
    library = Library(shelves, looks, streams, trail, lambda: roster.directory, _others_go_on)
    posted = FhirIntake(door, Rehearsal(ground.journal, ground.memory, lambda: roster.directory), library)
    views, presence = Views(ground.journal, streams, ground.memory, ground.sealer, looks), Presence(roster)
    timing = Timing(settings.heartbeat_s, settings.bind_timeout_s, settings.send_timeout_s, settings.tablet_keeps_s)
    approach = Approach(roster, PostgresFigures(ground.pool).approaching)
    stream = StreamEndpoint(
        Around(
            door=door,
            fanout=fanout,
            gate=gate,
            streams=streams,
            views=views,
            presence=presence,
            approach=approach,
            timing=timing,
        )
    )
    subscribers = SubscriptionEndpoint(
        desk=outward.desk, events=outward.told, greet=hooks.greet, fanout=fanout, gate=gate, timing=timing
    )

    async def ready() -> None:
        await require_durability(ground.pool)

    app = create(
        intake=IntakeEndpoint(door, gate),
        stream=stream,
        subscribers=subscribers,
        fhir=FhirEndpoint(library, gate, PageSeal(ground.ring), posted),
        views=views,
        roster=roster,
        gate=gate,
        questions=Lookups(relay, looks),
        switchboard=Switchboard(relay, PostgresParkedMessages(ground.pool), roster, identity),
        wrong_codes=Allowance(settings.enrolment_rate, settings.enrolment_burst),
        glasses=ground.glasses,
        refused=ground.refusals,
        running=Exercises(PostgresStanding(ground.pool), ground.memory, lambda: datetime.now(UTC)),
        trail=trail,
        audit_standing=lambda: _standing(PostgresAuditTree(ground.pool)),
        key_ring=lambda: _wrappings(ground),
        enrolments=_enrolments(settings, ground),
        reception=reception(settings, ground.pool),
        persons=PostgresPersons(ground.pool),
        questions_of_one=Allowance(settings.lookup_rate, settings.lookup_burst),
        probe=ready,
        queue=inward.group,
        prove=lambda first: prove(PostgresAuditTree(ground.pool), first),
        tracer=Tracer(PostgresTraces(ground.pool), lambda: roster.directory, lambda: roster.connections),
        surveys=Surveys(PostgresFigures(ground.pool), lambda: roster.directory),
        witness=ground.journal,
    )
    roster.when_changed += [presence.renew, stream.check_rights, subscribers.check_rights]

    def forget(subjects: Sequence[UUID]) -> None:
        for subject in subjects:
            ground.memory.erase(subject)
            shelves.forget(subject)
        fanout.forget()

    forgetting = Forgetting(PostgresErasures(ground.pool), forget)

    async def look_around() -> None:
        await roster.renew()
        await ground.glasses.renew()
        await asyncio.to_thread(ground.ring.renew)  # a command takes its time
        await forgetting.notice()
        await ground.refusals.write()
        fanout.stretch(await streams.tops(fanout.streams))
        await ready()

    async def beat() -> None:
        turn = 0
        while True:
            await asyncio.sleep(settings.heartbeat_s / SLICES)
            stream.beat(turn)
            turn += 1

    async def prepare() -> None:
        await forgetting.begin()
        await relay.prepare()
        await hooks.prepare()
        await roster.renew()
        await ground.glasses.renew()

    def close_sockets() -> None:
        stream.close_all()
        subscribers.close_all()

    climbing = Climbing(
        PostgresSilences(ground.pool), ground.memory, inward.group, lambda: roster.directory, lambda: datetime.now(UTC)
    )

    notary = Notary(PostgresAuditTree(ground.pool), Signer.load(settings.audit_key), stream.tell)
    beside: list[Work] = [inward.group.run, beat, lambda: _again_and_again(look_around), notary.run]
    beside += [lambda: _again_and_again(lambda: _climb(climbing)), _counting(ground).run]
    beside += [lambda: _again_and_again(approach.look)]
    carrying: list[Work] = [lambda: relay.run(inward.own_door.take), lambda: hooks.run(inward.own_door.take)]
    return Hub(app, close_sockets, prepare, beside + carrying)


async def _others_go_on() -> None:
    await asyncio.sleep(0)


def _enrolments(settings: Settings, ground: Ground) -> Enrolments:
    """Returns what administrators see and change of who takes part."""
    good_for = timedelta(seconds=settings.enrolment_code_ttl_s)
    book, directory = PostgresEnrolments(ground.pool), lambda: ground.roster.directory
    return Enrolments(book, directory, identity, settings.public_url, good_for, lambda: datetime.now(UTC))


async def _wrappings(ground: Ground) -> Sequence[Wrapping]:
    return ground.ring.wrappings(await PostgresDataKeys(ground.pool).wrapped_by())


async def _standing(tree: PostgresAuditTree) -> Standing:
    newest, waiting = await tree.standing()
    return Standing(newest.size, newest.at, newest.note, waiting) if newest else Standing(0, None, "", waiting)


def _counting(ground: Ground) -> Statistician:
    """Returns who counts what the journal holds new."""
    figures, roster = PostgresFigures(ground.pool), ground.roster
    return Statistician(figures, ground.journal, ground.memory, ground.sealer, lambda: roster.directory)


async def _climb(climbing: Climbing) -> None:
    """Lets silence climb; a case that cannot be read is told of, and keeps no other one silent."""
    for outcome in await climbing.look():
        if isinstance(outcome, IntegrityError):
            log.error("climbing-failed", code=outcome.code)


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
