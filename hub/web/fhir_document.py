"""The hand-over as one document: ``GET /fhir/Composition/<case>-handover/$document``."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.errors import NotFoundError
from hub.fhir.capacity import listed
from hub.fhir.document import document
from hub.fhir.resource import Resource
from hub.roster import Roster
from hub.views import Views
from hub.web.caller import CallerDep
from hub.web.cases import FHIR_JSON, uuid

_HANDOVER = "-handover"


def routes(views: Views, roster: Roster) -> APIRouter:
    """Returns the route of the document."""
    router = APIRouter()

    @router.get("/fhir/Composition/{composition}/$document", summary="引継書: the hand-over as a document Bundle")
    async def handed_over(composition: str, caller: CallerDep, request: Request) -> Response:
        if not composition.endswith(_HANDOVER):
            raise NotFoundError
        first, *others = await views.handover(uuid(composition.removesuffix(_HANDOVER)), caller)
        known = {(each.type, each.id): each for each in others}

        def find(kind: str, identity: str) -> Resource | None:
            organisation = roster.directory.get(identity) if kind == "Organization" else None
            return listed(organisation) if organisation else known.get((kind, identity))

        bundle = document(f"{str(request.base_url).rstrip('/')}/fhir", first, find)
        return Response(bundle, media_type=FHIR_JSON, headers={"cache-control": "no-store"})

    return router
