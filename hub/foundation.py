"""What the edges of a hub stand on, from the ground upwards: what is kept, what carries outward, what takes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from hub.glasses import Glasses
from hub.group_commit import GroupCommit
from hub.looks import Looks
from hub.pipeline import Pipeline
from hub.ports import Event, Outlet, Transient
from hub.postgres.audit import PostgresAudit
from hub.postgres.deliveries import PostgresDeliveries
from hub.postgres.glasses import PostgresGlasses
from hub.postgres.journal import PostgresJournal
from hub.postgres.persons import PostgresPersons
from hub.postgres.pool import Pool
from hub.postgres.refusals import PostgresRefusals
from hub.postgres.register import PostgresRegister
from hub.postgres.sessions import PostgresSessions
from hub.postgres.sign_ins import PostgresSignIns
from hub.postgres.streams import PostgresStreams
from hub.postgres.subscribers import PostgresSubscribers
from hub.postgres.wall import Wall
from hub.recall import Memory
from hub.refusals import Refusals
from hub.relay.hook import USE, Hooks, Notices
from hub.relay.inbox import Inbox
from hub.relay.registry import Plan
from hub.relay.relay import Relay
from hub.roster import Roster
from hub.sdk.https import HttpsLine, bearer
from hub.security import identity, pin
from hub.security.assertion import verified
from hub.security.key_ring import KeyRing
from hub.security.oidc import Provider, Terms
from hub.security.passkey import Passkeys
from hub.security.proof import Proofs
from hub.security.sealing import AesSealer
from hub.security.signature import Signatures
from hub.sessions import Sessions
from hub.settings import ProviderSettings, Settings
from hub.sign_in import Reception
from hub.subscriptions.desk import Desk
from hub.subscriptions.events import Events
from hub.web.caller import Gate
from hub.web.fanout import Fanout
from hub.web.intake import Door
from hub.web.limits import Allowance, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What everything stands on: the ports on PostgreSQL, the seal, the states of cases, who takes part."""

    pool: Pool
    ring: KeyRing
    sealer: AesSealer
    journal: PostgresJournal
    streams: PostgresStreams
    register: PostgresRegister
    roster: Roster
    memory: Memory
    looks: Looks
    glasses: Glasses
    refusals: Refusals
    gate: Gate
    fanout: Fanout

    @classmethod
    def of(cls, settings: Settings, pool: Pool, wall: Wall, ring: KeyRing) -> Self:
        """Lays it on a database, and on the wall behind which callers read it."""
        journal, sealer, register = PostgresJournal(pool), AesSealer(ring), PostgresRegister(pool)
        roster, memory = Roster(register, PostgresSignIns(pool)), Memory(journal, sealer)
        streams = PostgresStreams(pool, wall)
        glasses = Glasses(PostgresGlasses(pool), streams, memory, lambda: datetime.now(UTC))
        sessions = Sessions(PostgresSessions(pool), identity, settings.token_ttl_s)
        return cls(
            pool=pool,
            ring=ring,
            sealer=sealer,
            journal=journal,
            streams=streams,
            register=register,
            roster=roster,
            memory=memory,
            looks=Looks(memory, PostgresAudit(pool), lambda: roster.directory, glasses.context),
            glasses=glasses,
            refusals=Refusals(PostgresRefusals(pool), lambda: datetime.now(UTC)),
            gate=Gate(
                roster=roster,
                register=register,
                sessions=sessions,
                secrets=identity,
                proofs=Proofs(roster.is_of),
                assertions=verified,
                asked=Allowance(settings.token_rate, settings.token_burst),
            ),
            fanout=Fanout(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outward:
    """What carries outward: connections of adapters, and subscriptions of FHIR with their hooks."""

    relay: Relay
    hooks: Hooks
    desk: Desk
    told: Events

    @classmethod
    def of(cls, settings: Settings, ground: Ground) -> Self:
        """Makes what the settings connect."""
        listed = settings.subscription_hooks
        relay = Relay(
            [Plan(name=name, **each.model_dump()) for name, each in settings.adapters.items()],
            roster=ground.roster,
            register=ground.register,
            inbox=Inbox(ground.memory, ground.sealer),
            deliveries=PostgresDeliveries(ground.pool),
        )
        subscriptions = PostgresSubscribers(ground.pool)
        inboxes = {(each.organisation, each.url): f"adapter:{name}" for name, each in listed.items()}
        desk = Desk(subscriptions, ground.streams, ground.sealer, inboxes, timedelta(seconds=2 * settings.token_ttl_s))
        told = Events(subscriptions, ground.streams, ground.memory, ground.sealer, ground.looks)
        bases = {name: each.fhir_base for name, each in listed.items()}
        hooks = Hooks(
            [
                Plan(name=name, use=USE, organisation=each.organisation, options=each.options)
                for name, each in listed.items()
            ],
            roster=ground.roster,
            register=ground.register,
            deliveries=PostgresDeliveries(ground.pool),
            notices=Notices(desk, told, bases, ground.roster.knows),
        )
        return cls(relay=relay, hooks=hooks, desk=desk, told=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inward:
    """What takes in: one queue, the door before it, and that of the hub's own connections."""

    group: GroupCommit
    door: Door
    own_door: Door

    @classmethod
    def of(cls, settings: Settings, ground: Ground, outward: Outward) -> Self:
        """Leads what comes in through the pipeline, and its events to screens and connections."""
        roster = ground.roster
        group = GroupCommit(
            Pipeline(ground.journal, ground.memory, ground.sealer, lambda: roster.neighbours),
            Outlets(ground.fanout, outward.relay, outward.hooks),
            lambda: roster.directory,
            queue_max=settings.queue_max,
            batch_max=settings.batch_max,
            batch_max_bytes=settings.batch_max_bytes,
            refused=ground.refusals.note,
        )
        tolerance = timedelta(seconds=settings.clock_tolerance_s)
        limits = Limits(
            device=Allowance(settings.device_rate, settings.device_burst),
            organisation=Allowance(settings.organisation_rate, settings.organisation_burst),
            lane=Allowance(settings.lane_rate, settings.lane_burst),
        )
        note = ground.refusals.note
        return cls(
            group=group,
            door=Door(group, tolerance, limits, Signatures(roster.keys), note),
            own_door=Door(group, tolerance, refused=note),
        )


class Outlets:
    """Several outlets as one."""

    def __init__(self, *outlets: Outlet) -> None:
        """Takes them in the order in which they are told."""
        self._outlets = outlets

    def publish(self, events: Sequence[Event], transients: Sequence[Transient]) -> None:
        """Tells all of them."""
        for outlet in self._outlets:
            outlet.publish(events, transients)


def reception(settings: Settings, pool: Pool) -> Reception:
    """Lays out where persons sign in: what judges them, and whom the organisation's own provider is asked about."""
    named = settings.identity_provider
    return Reception(
        PostgresPersons(pool),
        PostgresSignIns(pool),
        passkeys=Passkeys(settings.public_url),
        pins=pin,
        provider=None if named is None else _provider(named, settings.public_url),
        secrets=identity,
        shift=timedelta(seconds=settings.shift_s),
    )


def _provider(named: ProviderSettings, public_url: str) -> Provider:
    terms = Terms(
        issuer=named.issuer,
        client_id=named.client_id,
        redirect_uri=f"{public_url}/sign-in/callback",
        secret_file=named.client_secret_file,
        scope=named.scope,
        acr_values=named.acr_values,
    )
    return Provider(terms, HttpsLine(bearer(None), ca_file=named.ca_file))
