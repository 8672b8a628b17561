"""The description of ``POST /submissions`` for the OpenAPI document."""

from typing import Any

from hub.domain.commands import KINDS
from hub.wire.schema import schemas

_TIME = {"type": "string", "format": "date-time"}
_UUID = {"type": "string", "format": "uuid"}

SUBMISSION: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "key", "occurred_at", "data"],
    "additionalProperties": False,
    "properties": {
        "kind": {"type": "string", "enum": sorted(KINDS)},
        "key": {**_UUID, "description": "UUIDv7 made at the tap"},
        "case": {**_UUID, "description": "absent for publish-capacity only"},
        "occurred_at": _TIME,
        "sent_at": _TIME,
        "data": {"anyOf": list(schemas().values())},
    },
}

_ERROR = {"type": "object", "required": ["code", "ja", "en"]}


def _answer(sentence: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": sentence, "content": {"application/json": {"schema": schema}}}


SUBMISSIONS_PATH: dict[str, Any] = {
    "post": {
        "summary": "送信: one submission, or a list of up to 100",
        "security": [{"bearer": []}],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "oneOf": [SUBMISSION, {"type": "array", "items": SUBMISSION, "minItems": 1, "maxItems": 100}]
                    }
                }
            },
        },
        "responses": {
            "200": _answer("A repetition: the same receipt; or the outcomes of a list", {}),
            "201": _answer("Durable: the receipt", {"type": "object"}),
            **{
                str(status): _answer(sentence, _ERROR)
                for status, sentence in {
                    400: "The guard refused the bytes",
                    401: "The caller is not known",
                    404: "There is no such case for this caller",
                    409: "The case does not allow it, or the key was used with another body",
                    413: "The body is too large",
                    415: "The content type is not taken",
                    422: "Fields are missing or impossible",
                    503: "Nothing was stored; repeat with the same key after Retry-After",
                }.items()
            },
        },
    }
}
