"""Persons of tests: a passkey in software for each, added and used over the same routes as any."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

import asyncpg

from tests.authenticator import Authenticator
from tests.identity_provider import HAS_PROVIDER, IdentityProvider, identity_provider
from tests.world import Answer, HubProcess, Json, enrolment, free_port

_ISSUE: Final = "insert into person_code values ($1, $2, now() + interval '10 minutes')"


def prefecture(issuer: str) -> Json:
    """Returns the prefecture with some of a crew, and a nurse whom a provider of identity knows."""
    crew = [person(each, "fd-01", "crew") for each in ("captain", "driver", "leaver", "signs-out", "reporter")]
    nurse = person("nurse", "h-001", "hospital", issuer=issuer, subject="sub-nurse")
    return {**enrolment(), "persons": [*crew, nurse]}


class Staffed(NamedTuple):
    """A hub with persons, and a provider of identity where there is one here."""

    hub: HubProcess
    provider: IdentityProvider | None


@asynccontextmanager
async def staffed_hub(dsn: str, folder: Path) -> AsyncIterator[Staffed]:
    """Runs both; the hub listens where the provider leads back to."""
    port = free_port()
    back = f"http://localhost:{port}/sign-in/callback"
    async with identity_provider(back, folder) if HAS_PROVIDER else nullcontext() as provider:
        known = provider and {
            "issuer": provider.issuer,
            "client_id": provider.client_id,
            "client_secret_file": str(provider.secret_file),
            "acr_values": ["urn:two-factors"],
        }
        settings = {"KYUKYU_IDENTITY_PROVIDER": json.dumps(known)} if known else {}
        hub = HubProcess(dsn, folder, settings, port=port)
        hub.enrol(prefecture(provider.issuer if provider else "https://id.example"))
        await asyncio.to_thread(hub.start)
        yield Staffed(hub, provider)
        await asyncio.to_thread(hub.stop)


async def code_for(hub: HubProcess, person: str) -> str:
    """Issues a one-time code, as `kyukyu person code` does and faster."""
    code = str(uuid4()).upper()
    connection = await asyncpg.connect(hub.dsn)
    await connection.execute(_ISSUE, sha256(code.encode()).digest(), person)
    await connection.close()
    return code


async def post(hub: HubProcess, caller: str, path: str, /, **said: object) -> Answer:
    """Posts what a screen says as it signs somebody in or out."""
    return await asyncio.to_thread(hub.post_to, path, json.dumps(said).encode(), caller)


async def passkey(hub: HubProcess, caller: str, person: str, code: str | None = None) -> Authenticator:
    """Lets somebody add a passkey at a device."""
    authenticator, code = Authenticator(f"http://localhost:{hub.port}"), code or await code_for(hub, person)
    begun = await post(hub, caller, "/sign-in/passkey/new", code=code)
    credential = authenticator.create(begun.body["options"])
    attempt = begun.body["attempt"]
    added = await post(hub, caller, "/sign-in/passkey/new/answer", code=code, attempt=attempt, credential=credential)
    assert added.status == 201, added.body
    return authenticator


async def signs_in(hub: HubProcess, caller: str, authenticator: Authenticator, /, **more: object) -> Answer:
    """Lets the owner of a passkey sign in at a device."""
    begun = (await post(hub, caller, "/sign-in/passkey")).body
    credential = authenticator.get(begun["options"])
    return await post(hub, caller, "/sign-in/passkey/answer", attempt=begun["attempt"], credential=credential, **more)


async def is_signed_in(hub: HubProcess, caller: str, person: str) -> None:
    """Sees to it that somebody is signed in at a device."""
    answer = await signs_in(hub, caller, await passkey(hub, caller, person))
    assert answer.status == 200, answer.body


def person(identity: str, organisation: str, role: str, **more: object) -> Json:
    """Returns somebody as an enrolment file names them."""
    return {"id": identity, "organisation": organisation, "name": f"架空 {identity}", "roles": [role], **more}
