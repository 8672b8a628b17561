"""What is answered to a Bundle is valid FHIR and says which entry it means."""

import json

from hub.errors import Issue
from hub.fhir.outcome import information, outcome_issues
from hub.fhir.reply import Replied, answer_to, responses
from hub.fhir.validate import validate
from tests.unit.fhir.histories import CASE

KEPT = information([Issue("Bundle.entry[0].resource.bodySite", "not-read", "保存しました", "is kept")])
MESSAGE = {"entry": [{"resource": {"resourceType": "MessageHeader", "eventUri": "https://crew.example/report"}}]}


def test_each_entry_has_its_response() -> None:
    refused = outcome_issues(
        "processing", [Issue("Bundle.entry[1].resource", "out-of-turn", "できません", "cannot be")]
    )
    body = responses(
        "batch",
        [
            Replied(
                "urn:uuid:5f0f3b63-8f0a-4d5c-9a57-0e6d5a0c1f01",
                "201 Created",
                f"Encounter/{CASE}",
                3,
                "2026-11-23T01:12:00.000Z",
                KEPT,
            ),
            Replied(None, "409 Conflict", None, None, None, refused),
            Replied(None, "200 OK", None, None, None, []),
        ],
    )
    assert validate(body) == []
    first, second, third = (each["response"] for each in json.loads(body)["entry"])
    assert (first["status"], first["location"], first["etag"]) == ("201 Created", f"Encounter/{CASE}", 'W/"3"')
    assert first["outcome"]["issue"][0]["severity"] == "information"
    assert (second["status"], second["outcome"]["issue"][0]["severity"]) == ("409 Conflict", "error")
    assert third == {"status": "200 OK"}


def test_a_message_is_answered_by_a_message_that_names_it() -> None:
    for issues in ([], KEPT):
        body = answer_to(MESSAGE, "https://hub.example/fhir", "message-1", issues)
        assert validate(body) == []
        bundle = json.loads(body)
        header = bundle["entry"][0]["resource"]
        assert header["response"]["identifier"] == "message-1"
        assert header["eventUri"] == "https://crew.example/report"
        assert len(bundle["entry"]) == 1 + bool(issues)
    assert body == answer_to(MESSAGE, "https://hub.example/fhir", "message-1", KEPT)
