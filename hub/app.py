"""Puts the hub together and runs it: the one place where rooms meet.

From the ground upwards: what is kept, what goes out, what comes in, and the edges where it is spoken to.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import structlog

from hub.climbing import Climbing
from hub.database import behind_wall, database
from hub.edges import Edges
from hub.errors import IntegrityError, UnavailableError
from hub.forgetting import Forgetting
from hub.foundation import Ground, Inward, Outward
from hub.keychain import key_ring
from hub.notary import Notary
from hub.postgres.audit_tree import PostgresAuditTree
from hub.postgres.erasures import PostgresErasures
from hub.postgres.figures import PostgresFigures
from hub.postgres.migrate import migrate
from hub.postgres.pool import Pool, require_durability
from hub.postgres.silences import PostgresSilences
from hub.postgres.wall import Wall
from hub.security.checkpoint import Signer
from hub.security.key_ring import KeyRing
from hub.security.tls import TlsIdentity
from hub.server import Server, calm_collector, listen, tls_identity
from hub.settings import Settings
from hub.statistician import Statistician
from hub.telemetry import configure
from hub.web.stream import SLICES

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
    edges = Edges.of(settings, ground, outward, inward)
    forgetting = Forgetting(PostgresErasures(pool), lambda subjects: _forget(ground, edges, subjects))

    async def prepare() -> None:
        await forgetting.begin()
        await outward.relay.prepare()
        await outward.hooks.prepare()
        await ground.roster.renew()
        await ground.glasses.renew()

    return Hub(edges.app, edges.close_sockets, prepare, _beside(settings, ground, outward, inward, edges, forgetting))


def _forget(ground: Ground, edges: Edges, subjects: Sequence[UUID]) -> None:
    """Lets go of what this node holds of erased subjects."""
    for subject in subjects:
        ground.memory.erase(subject)
        edges.shelves.forget(subject)
    ground.fanout.forget()


def _beside(  # noqa: PLR0913, PLR0917  everything that works beside the requests
    settings: Settings, ground: Ground, outward: Outward, inward: Inward, edges: Edges, forgetting: Forgetting
) -> list[Work]:
    """Returns the work beside the requests."""
    roster, take = ground.roster, inward.own_door.take
    tree = PostgresAuditTree(ground.pool)
    climbing = Climbing(
        PostgresSilences(ground.pool), ground.memory, inward.group, lambda: roster.directory, lambda: datetime.now(UTC)
    )

    async def look_around() -> None:
        await roster.renew()
        await ground.glasses.renew()
        await asyncio.to_thread(ground.ring.renew)  # a command takes its time
        await forgetting.notice()
        await ground.refusals.write()
        ground.fanout.stretch(await ground.streams.tops(ground.fanout.streams))
        await require_durability(ground.pool)

    async def beat() -> None:
        turn = 0
        while True:
            await asyncio.sleep(settings.heartbeat_s / SLICES)
            edges.stream.beat(turn)
            turn += 1

    return [
        inward.group.run,
        beat,
        lambda: _again_and_again(look_around),
        lambda: _again_and_again(lambda: _climb(climbing)),
        lambda: _again_and_again(edges.approach.look),
        Notary(tree, Signer.load(settings.audit_key), edges.stream.tell).run,
        _counting(ground).run,
        lambda: outward.relay.run(take),
        lambda: outward.hooks.run(take),
    ]


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
