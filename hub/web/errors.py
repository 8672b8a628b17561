"""The border where every error becomes an answer, with the same body as on the socket."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from hub.errors import (
    IntegrityError,
    InvalidSubmissionError,
    Issue,
    KyukyuError,
    NotAuthenticatedError,
    NotFoundError,
    RejectedError,
    UnavailableError,
)
from hub.wire import frames

log = structlog.get_logger()


def answer(status: int, body: object, headers: dict[str, str] | None = None) -> Response:
    """Makes a JSON answer that nobody keeps."""
    return Response(
        frames.encode(body), status, {"cache-control": "no-store", **(headers or {})}, media_type="application/json"
    )


def challenge(error: KyukyuError) -> dict[str, str]:
    """Returns the header that says how to be known, where that is what is missing."""
    return {"www-authenticate": error.challenge} if isinstance(error, NotAuthenticatedError) else {}


def install(app: FastAPI) -> None:
    """Lets the application answer every error in the hub's own words."""

    @app.exception_handler(RejectedError)
    def rejected(_request: Request, error: RejectedError) -> Response:
        return answer(error.status, frames.error_body(error), challenge(error))

    @app.exception_handler(UnavailableError)
    def unavailable(_request: Request, error: UnavailableError) -> Response:
        return answer(error.status, frames.error_body(error), {"retry-after": str(error.retry_after_s)})

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> Response:
        issues = [
            Issue(".".join(str(part) for part in fault["loc"]), "not-valid", "値が正しくありません", "is not valid")
            for fault in error.errors()
        ]
        refusal = InvalidSubmissionError(issues)
        return answer(refusal.status, frames.error_body(refusal))

    @app.exception_handler(HTTPException)
    def no_route(_request: Request, error: HTTPException) -> Response:
        refusal = NotFoundError()
        body = frames.error_body(refusal)
        if error.status_code != refusal.status:
            body["code"] = "not-allowed"
        return answer(error.status_code, body)

    @app.exception_handler(IntegrityError)
    def broken(_request: Request, error: IntegrityError) -> Response:
        log.error("integrity-broken", code=error.code)
        return answer(500, frames.error_body(error))

    @app.exception_handler(Exception)
    def unexpected(_request: Request, error: Exception) -> Response:
        log.error("unexpected", place="http", error=type(error).__name__)
        return answer(500, {"code": "unexpected", "ja": "内部エラーです。", "en": "Internal error."})
