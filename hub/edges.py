"""The edges of a hub: where it is spoken to, over HTTP, WebSocket and FHIR, and what each of them stands on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from hub.enrolments import Enrolments
from hub.exercises import Exercises
from hub.foundation import Ground, Inward, Outward, reception
from hub.library import Library
from hub.postgres.acts import PostgresActs
from hub.postgres.audit_tree import PostgresAuditTree
from hub.postgres.data_keys import PostgresDataKeys
from hub.postgres.enrolments import PostgresEnrolments
from hub.postgres.exercises import PostgresStanding
from hub.postgres.figures import PostgresFigures
from hub.postgres.parked_messages import PostgresParkedMessages
from hub.postgres.persons import PostgresPersons
from hub.postgres.pool import require_durability
from hub.postgres.traces import PostgresTraces
from hub.rehearsal import Rehearsal
from hub.relay.lookups import Lookups
from hub.relay.switchboard import Switchboard
from hub.security import identity
from hub.security.key_ring import Wrapping
from hub.security.pages import PageSeal
from hub.settings import Settings
from hub.shelves import Shelves
from hub.surveys import Surveys
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
from hub.web.stream import StreamEndpoint
from hub.web.subscription_socket import SubscriptionEndpoint
from hub.witnessing import prove


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """The application, and what of it works beside the requests."""

    app: Any
    stream: StreamEndpoint
    subscribers: SubscriptionEndpoint
    approach: Approach
    shelves: Shelves

    @classmethod
    def of(cls, settings: Settings, ground: Ground, outward: Outward, inward: Inward) -> Self:
        """Opens them."""
        pool, roster, gate, door = ground.pool, ground.roster, ground.gate, inward.door
        shelves = Shelves(ground.streams, ground.memory, ground.sealer)
        views = Views(ground.journal, ground.streams, ground.memory, ground.sealer, ground.looks)
        trail = Trail(PostgresActs(pool), ground.journal, ground.looks, lambda: roster.directory, _others_go_on)
        stream, approach = _stream(settings, ground, inward, views)
        subscribers = SubscriptionEndpoint(
            desk=outward.desk,
            events=outward.told,
            greet=outward.hooks.greet,
            fanout=ground.fanout,
            gate=gate,
            timing=_timing(settings),
        )
        roster.when_changed += [subscribers.check_rights]
        app = create(
            intake=IntakeEndpoint(door, gate),
            stream=stream,
            subscribers=subscribers,
            fhir=_fhir(ground, inward, shelves, trail),
            views=views,
            roster=roster,
            gate=gate,
            questions=Lookups(outward.relay, ground.looks),
            switchboard=Switchboard(outward.relay, PostgresParkedMessages(pool), roster, identity),
            wrong_codes=Allowance(settings.enrolment_rate, settings.enrolment_burst),
            glasses=ground.glasses,
            refused=ground.refusals,
            running=Exercises(PostgresStanding(pool), ground.memory, lambda: datetime.now(UTC)),
            trail=trail,
            audit_standing=lambda: _standing(PostgresAuditTree(pool)),
            key_ring=lambda: _wrappings(ground),
            enrolments=_enrolments(settings, ground),
            reception=reception(settings, pool),
            persons=PostgresPersons(pool),
            questions_of_one=Allowance(settings.lookup_rate, settings.lookup_burst),
            probe=lambda: require_durability(pool),
            queue=inward.group,
            prove=lambda first: prove(PostgresAuditTree(pool), first),
            tracer=Tracer(PostgresTraces(pool), lambda: roster.directory, lambda: roster.connections),
            surveys=Surveys(PostgresFigures(pool), lambda: roster.directory),
            witness=ground.journal,
        )
        return cls(app=app, stream=stream, subscribers=subscribers, approach=approach, shelves=shelves)

    def close_sockets(self) -> None:
        """Ends every socket, as whoever ends the hub does."""
        self.stream.close_all()
        self.subscribers.close_all()


def _timing(settings: Settings) -> Timing:
    return Timing(settings.heartbeat_s, settings.bind_timeout_s, settings.send_timeout_s, settings.tablet_keeps_s)


def _stream(settings: Settings, ground: Ground, inward: Inward, views: Views) -> tuple[StreamEndpoint, Approach]:
    """Returns the socket of the screens, and what is counted for their heartbeats."""
    presence, approach = Presence(ground.roster), Approach(ground.roster, PostgresFigures(ground.pool).approaching)
    around = Around(
        door=inward.door,
        fanout=ground.fanout,
        gate=ground.gate,
        streams=ground.streams,
        views=views,
        presence=presence,
        approach=approach,
        timing=_timing(settings),
    )
    stream = StreamEndpoint(around)
    ground.roster.when_changed += [presence.renew, stream.check_rights]
    return stream, approach


def _fhir(ground: Ground, inward: Inward, shelves: Shelves, trail: Trail) -> FhirEndpoint:
    """Returns what is read and posted as FHIR."""
    roster = ground.roster
    library = Library(shelves, ground.looks, ground.streams, trail, lambda: roster.directory, _others_go_on)
    rehearsal = Rehearsal(ground.journal, ground.memory, lambda: roster.directory)
    return FhirEndpoint(library, ground.gate, PageSeal(ground.ring), FhirIntake(inward.door, rehearsal, library))


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
