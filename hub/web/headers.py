"""The headers of every answer: what a browser may not do with it, unless the route says otherwise.

They stand at the entrance of the application and not at its routes, so that a new route has them without a thought.
"""

from typing import Final

from starlette.types import Message, Scope, Send

UNLESS_SAID: Final = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
"""An answer runs nothing, stands in no frame, is taken for no other kind, names nobody where it came from, and is kept
by nobody."""


OVER_TLS: Final = (*UNLESS_SAID, (b"strict-transport-security", b"max-age=31536000"))
"""The same, and a browser that was here once comes back over TLS only (RFC 6797)."""

_PROOF: Final = b"dpop"
_NONCE: Final = b"dpop-nonce"


def headed(send: Send, request: Scope, nonce: str) -> Send:
    """Returns a way of sending that adds the headers which an answer does not have.

    Who shows a proof of possession is told the nonce that the next one is to repeat.
    """
    ours = OVER_TLS if request["scheme"] == "https" else UNLESS_SAID
    if any(name == _PROOF for name, _ in request["headers"]):
        ours = (*ours, (_NONCE, nonce.encode()))

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message["headers"]
            said = {name.lower() for name, _ in given}
            message["headers"] = [*given, *(each for each in ours if each[0] not in said)]
        await send(message)

    return with_headers
