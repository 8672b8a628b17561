"""The application: every route at its place, the two hot ones as plain ASGI."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from hub import __doc__ as about
from hub.fhir.parameters import PARAMETERS
from hub.glasses import Glasses
from hub.persons import Persons
from hub.roster import Roster
from hub.sign_in import Reception
from hub.views import Views
from hub.web import (
    audit,
    cases,
    connections,
    enrolment,
    errors,
    exercises,
    keys,
    lookups,
    operations,
    refusals,
    register,
    screens,
    sheet,
    sign_in,
    statistics,
    subscription,
    tag_sheet,
    token,
    tracing,
    transparency,
)
from hub.web.caller import Gate
from hub.web.description import SUBMISSIONS_PATH
from hub.web.fhir import FhirEndpoint
from hub.web.fhir_exchange import PREFIX
from hub.web.glasses import routes as glass_routes
from hub.web.headers import headed
from hub.web.intake import IntakeEndpoint
from hub.web.limits import Allowance
from hub.web.stream import StreamEndpoint
from hub.web.subscription_socket import SubscriptionEndpoint


class Application(FastAPI):
    """FastAPI with doors beside it: what comes often goes straight in, past the framework's middleware."""

    def __init__(
        self,
        doors: Mapping[tuple[str, str, str | None], ASGIApp],
        halls: Mapping[str, ASGIApp],
        **described: Any,  # noqa: ANN401  the framework's own
    ) -> None:
        """Takes the doors by type of scope, path and method, and the halls by the first two segments of a path.

        The router knows them too, and refuses other methods.
        """
        super().__init__(**described)
        self._doors = doors
        self._halls = halls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or serves one socket."""
        path: str = scope.get("path", "")
        door = self._doors.get((scope["type"], path, scope.get("method")))
        if scope["type"] == "http":
            send = headed(send, scope, self.state.gate.nonce)
            if door is None:
                door = self._halls.get("/".join(path.split("/", 3)[:3]))
        await (door or super().__call__)(scope, receive, send)


def create(  # noqa: PLR0913  what the routes touch
    *,
    intake: IntakeEndpoint,
    stream: StreamEndpoint,
    subscribers: SubscriptionEndpoint,
    fhir: FhirEndpoint,
    views: Views,
    roster: Roster,
    gate: Gate,
    switchboard: connections.Switchboard,
    questions: lookups.Lookups,
    wrong_codes: Allowance,
    reception: Reception,
    persons: Persons,
    questions_of_one: Allowance,
    glasses: Glasses,
    enrolments: register.Enrolments,
    refused: refusals.Refusals,
    running: exercises.Exercises,
    trail: audit.Trail,
    audit_standing: Callable[[], Awaitable[audit.Standing]],
    key_ring: Callable[[], Awaitable[Sequence[keys.Key]]],
    probe: Callable[[], Awaitable[object]],
    queue: operations.Queue,
    prove: Callable[[int], Awaitable[transparency.Proven]],
    tracer: tracing.Tracer,
    surveys: statistics.Surveys,
    witness: statistics.Witness,
) -> FastAPI:
    """Puts the routes together."""
    app = Application(
        {("http", "/submissions", "POST"): intake, ("websocket", "/stream", None): stream},
        {f"{PREFIX}/{resource_type}": fhir for resource_type in PARAMETERS},
        title="Kyukyu Hub 救急ハブ",
        description=about or "",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.gate = gate
    errors.install(app)
    app.router.routes.insert(0, Route("/submissions", intake, methods=["POST"], include_in_schema=False))
    app.router.routes.insert(1, WebSocketRoute("/stream", stream))
    for path in (subscription.SOCKET, subscription.MEDPLUM_SOCKET):
        app.router.routes.append(WebSocketRoute(path, subscribers))
    app.include_router(subscription.routes(subscribers.desk, subscribers.events, gate, subscribers.greet))
    app.router.routes += [Route(PREFIX, fhir, include_in_schema=False), Mount(PREFIX, fhir)]
    app.include_router(enrolment.routes(gate, wrong_codes))
    app.include_router(sign_in.routes(reception, persons, gate, wrong_codes))
    app.include_router(token.routes(gate))
    app.include_router(cases.routes(views, roster))
    app.include_router(sheet.routes(views, roster))
    app.include_router(tag_sheet.routes())
    app.include_router(operations.routes(probe, queue, lambda: len(list(stream.sockets))))
    app.include_router(connections.routes(switchboard))
    app.include_router(connections.area_routes(switchboard))
    app.include_router(register.routes(enrolments))
    app.include_router(keys.routes(key_ring))
    app.include_router(audit.routes(trail, audit_standing))
    app.include_router(refusals.routes(refused))
    app.include_router(exercises.routes(running))
    app.include_router(tracing.routes(tracer))
    app.include_router(transparency.routes(prove))
    app.include_router(statistics.routes(surveys, witness, roster))
    app.include_router(lookups.routes(questions, questions_of_one))
    app.include_router(glass_routes(glasses, questions_of_one))
    app.include_router(screens.routes())
    app.router.routes.append(Mount("/static", screens.Static()))
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Adds the plain ASGI routes to the OpenAPI document."""
    described = app.openapi

    def openapi() -> dict[str, object]:
        document = described()
        for path, methods in document["paths"].items():
            for method, each in methods.items():  # one place that takes two methods is described once for each
                each["operationId"] = f"{method}{path}"
        document["paths"]["/submissions"] = SUBMISSIONS_PATH
        document.setdefault("components", {})["securitySchemes"] = {"dpop": {"type": "http", "scheme": "dpop"}}
        document["security"] = [{"dpop": []}]
        return document

    app.openapi = openapi  # type: ignore[method-assign] # the framework's own way
