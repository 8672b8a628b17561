"""Reading over HTTP: a case, who takes part, and what a submission may hold."""

from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from hub.domain.certification import Certification
from hub.domain.people import Organisation
from hub.errors import NotFoundError
from hub.roster import Roster
from hub.views import Views
from hub.web.caller import CallerDep
from hub.web.errors import answer
from hub.wire.schema import schema, schemas
from hub.wire.stream import whoami

_FILE = {
    "cache-control": "no-store",
    "content-disposition": "attachment",
    "content-security-policy": "sandbox",
}
"""A browser that opens a foreign file runs nothing of it."""


def routes(views: Views, roster: Roster) -> APIRouter:
    """Returns the routes of everybody who reads."""
    router = APIRouter()

    @router.get("/whoami", summary="呼出元: what the hub knows of this caller")
    async def who(caller: CallerDep) -> Response:
        return answer(200, whoami(caller))

    @router.get("/directory", summary="機関一覧: organisations of the caller's area")
    async def directory(caller: CallerDep) -> Response:
        shown = [_shown(each) for each in roster.area(caller.organisation.area)]
        return answer(200, {"organisations": shown})

    @router.get("/cases/past", summary="過去の事案: what became of the newest cases that a crew has closed")
    async def past(caller: CallerDep) -> Response:
        return answer(200, {"cases": list(await views.past(caller))})

    @router.get("/cases/{case}", summary="事案: a case as far as the caller may see it")
    async def case(case: str, caller: CallerDep) -> Response:
        version, document = await views.document(uuid(case), caller)
        return answer(200, {"case": case, "version": version, "document": document})

    @router.get("/cases/{case}/attachments/{key}", summary="添付: the file itself, for who may see it in the case")
    async def attachment(case: str, key: str, caller: CallerDep) -> Response:
        kind, content = await views.attachment(uuid(case), key, caller)
        return Response(content, 200, _FILE, media_type=kind)

    @router.get("/transports/{transport}", summary="民間救急の搬送: as far as the caller may see it")
    async def transport(transport: str, caller: CallerDep) -> Response:
        version, document = await views.transport(uuid(transport), caller)
        return answer(200, {"transport": transport, "version": version, "document": document})

    @router.get("/schemas", summary="送信種別の一覧: every kind's JSON schema")
    async def every_schema() -> Response:
        return answer(200, schemas())

    @router.get("/schemas/{kind}", summary="送信種別のJSONスキーマ")
    async def one_schema(kind: str) -> Response:
        return answer(200, schema(kind))

    return router


def uuid(text: str) -> UUID:
    """Reads an id; what is none cannot be found."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


def _shown(organisation: Organisation) -> dict[str, object]:
    return {
        "id": organisation.id,
        "kind": organisation.kind.value,
        "name": organisation.name,
        "name_en": organisation.name_en,
        "area": organisation.area,
        "phone": organisation.phone,
        "latitude": organisation.latitude,
        "longitude": organisation.longitude,
        "specialties": [specialty.value for specialty in organisation.specialties],
        "emergency_class": organisation.emergency_class,
        "units": [{"id": unit.id, "name": unit.name} for unit in organisation.units],
        "rules": msgspec.to_builtins(organisation.rules),
        "certification": None if organisation.certification is None else _certificate(organisation.certification),
    }


def _certificate(certification: Certification) -> dict[str, object]:
    return {
        "issued_by": certification.issued_by,
        "licence": certification.licence.value,
        "valid_until": certification.valid_until.isoformat(),
        "alone": [purpose.value for purpose in certification.alone],
        "vehicles": [
            {
                "id": vehicle.id,
                "name": vehicle.name,
                "mobilities": [mobility.value for mobility in vehicle.mobilities],
                "equipment": [each.value for each in vehicle.equipment],
            }
            for vehicle in certification.vehicles
        ],
    }
