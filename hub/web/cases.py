"""Reading over HTTP: a case, its FHIR resources, who takes part, and what a submission may hold."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.people import Organisation
from hub.errors import InvalidSubmissionError, Issue, NotAuthenticatedError, NotFoundError
from hub.fhir.bundle import searchset
from hub.ports import Register
from hub.roster import Roster
from hub.security.identity import fingerprint, new_token
from hub.views import Views
from hub.web.caller import CallerDep
from hub.web.errors import answer
from hub.web.intake import read_body
from hub.wire.guard import parse
from hub.wire.schema import schema, schemas
from hub.wire.stream import whoami

FHIR_JSON = "application/fhir+json"


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    code: str


def routes(views: Views, roster: Roster, register: Register) -> APIRouter:
    """Returns the routes of everybody who reads."""
    router = APIRouter()

    @router.post("/enrol", summary="端末の登録: a one-time code gives this device its token")
    async def enrol(request: Request) -> Response:
        try:
            given = msgspec.convert(parse(await read_body(dict(request.scope["headers"]), request.receive)), _Code)
        except msgspec.ValidationError:
            raise InvalidSubmissionError([Issue("code", "required", "登録コードが必要です", "a code is required")]) from None
        token = new_token()
        code_hash = fingerprint(given.code.strip().upper())
        caller = await register.redeem(code_hash, fingerprint(token), datetime.now(UTC))
        if caller is None:
            raise NotAuthenticatedError
        await roster.renew()
        principal = roster.principal(fingerprint(token))
        return answer(201, {"token": token, "caller": caller, "role": principal.role.value})

    @router.get("/whoami", summary="呼出元: what the hub knows of this caller")
    async def who(caller: CallerDep) -> Response:
        return answer(200, whoami(caller))

    @router.get("/directory", summary="機関一覧: organisations of the caller's area")
    async def directory(caller: CallerDep) -> Response:
        shown = [_shown(each) for each in roster.area(caller.organisation.area)]
        return answer(200, {"organisations": shown})

    @router.get("/cases/{case}", summary="事案: a case as far as the caller may see it")
    async def case(case: str, caller: CallerDep) -> Response:
        version, document = await views.document(_uuid(case), caller)
        return answer(200, {"case": case, "version": version, "document": document})

    @router.get("/fhir/Encounter/{case}/$everything", summary="事案のFHIRリソース一式")
    async def everything(case: str, caller: CallerDep, request: Request) -> Response:
        resources = await views.resources(_uuid(case), caller)
        base = str(request.base_url).rstrip("/")
        return Response(searchset(f"{base}/fhir", resources), media_type=FHIR_JSON, headers={"cache-control": "no-store"})

    @router.get("/schemas", summary="送信種別の一覧: every kind's JSON schema")
    async def every_schema() -> Response:
        return answer(200, schemas())

    @router.get("/schemas/{kind}", summary="送信種別のJSONスキーマ")
    async def one_schema(kind: str) -> Response:
        return answer(200, schema(kind))

    return router


def _uuid(text: str) -> UUID:
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
    }
