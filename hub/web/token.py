"""Tokens and tickets: what a caller gets who shows its key, for five minutes of requests and for one socket."""

from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hub.domain.credentials import Session
from hub.errors import (
    InvalidProofError,
    InvalidSubmissionError,
    Issue,
    NonceRequiredError,
    NotAuthenticatedError,
    RejectedError,
)
from hub.fhir.smart import SCOPE
from hub.sessions import TICKET_S
from hub.web.caller import Gate, ProofDep
from hub.web.errors import answer, challenge
from hub.web.intake import read_body
from hub.wire import frames

_GRANT: Final = "client_credentials"
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_MOST: Final = 16
_BAD_REQUEST: Final = 400
_REFUSALS: Final[dict[type[RejectedError], str]] = {
    NotAuthenticatedError: "invalid_client",
    InvalidProofError: "invalid_dpop_proof",
    NonceRequiredError: "use_dpop_nonce",
}


def routes(gate: Gate) -> APIRouter:
    """Returns the routes of everybody who has a key."""
    router = APIRouter()

    @router.post("/token", summary="トークンの発行: a token of five minutes for who shows its key")
    async def token(request: Request) -> Response:
        try:
            return answer(200, await given(request))
        except RejectedError as error:
            return _refusal(error)

    async def given(request: Request) -> dict[str, object]:
        device = gate.device(request.scope) if "dpop" in request.headers else None
        form = await _form(request)
        session = device
        if form.get("client_assertion_type") == _ASSERTION:
            session = await gate.system(request.scope, form.get("client_assertion", ""), device)
        if session is None:
            raise InvalidProofError
        _require(form, session)
        kind = "Bearer" if session.is_bearer else "DPoP"
        token = {"access_token": await gate.begin(session), "token_type": kind, "expires_in": gate.token_s}
        return {**token, "scope": SCOPE} if session.is_bearer or "scope" in form else token

    @router.post("/ticket", summary="ソケットの接続券: a ticket that binds one socket, good once for half a minute")
    async def ticket(proof: ProofDep) -> Response:
        return answer(200, {"ticket": await gate.ticket(proof), "expires_in": TICKET_S})

    return router


async def _form(request: Request) -> dict[str, str]:
    """Reads a form; one that names something twice says nothing (RFC 6749, section 3.2)."""
    raw = await read_body(dict(request.scope["headers"]), request.receive)
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        return {}
    form = dict(pairs)
    return form if len(form) == len(pairs) else {}


def _refusal(error: RejectedError) -> Response:
    """Says what is wrong as OAuth does, and as the hub does (RFC 6749, section 5.2; RFC 9449, section 5)."""
    name = _REFUSALS.get(type(error), "invalid_request")
    status = error.status if name in {"invalid_client", "invalid_request"} else _BAD_REQUEST
    body = {"error": name, "error_description": error.en, **frames.error_body(error)}
    return answer(status, body, challenge(error))


def _require(form: dict[str, str], session: Session) -> None:
    """Sees that what is asked for is what there is, for who asks; a system has said who it is already.

    Raises:
        InvalidSubmissionError: It is not.
    """
    wanted = {"grant_type": _GRANT, "client_id": session.caller}
    issues = [
        Issue(name, "not-valid", "値が正しくありません", "is not valid")
        for name, value in wanted.items()
        if form.get(name, session.caller if session.is_bearer else None) != value
    ]
    if issues:
        raise InvalidSubmissionError(issues)
