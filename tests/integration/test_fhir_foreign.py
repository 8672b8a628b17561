"""Over FHIR as well, what belongs to another organisation answers exactly as what does not exist."""

from collections.abc import Iterator

import pytest

from hub.fhir.interactions import INTERACTIONS, Interaction
from hub.fhir.parameters import PARAMETERS
from tests.integration.fhir_line import Answer, ask, found, search
from tests.world import HubProcess, Json, new_case, submission

STRANGERS = ["tablet-u-003", "console-fd-02", "screen-h-003"]
"""Another fire department's crew and command centre, and a hospital that is not asked."""
FORM = {"content-type": "application/x-www-form-urlencoded"}
OF_THE_AREA = {"Organization", "Location"}
"""Types of which everybody sees some: those of the directory."""


@pytest.fixture
def everything(hub: HubProcess, asked_case: str) -> list[Json]:
    """Every resource of a case about which h-001 is asked."""
    said = submission("record-observation", asked_case, heart_rate=80)
    assert hub.post("tablet-u-001", said).status == 201
    return found(ask(hub, f"Encounter/{asked_case}/$everything").body)


def paths(each: Json, version: str) -> Iterator[str]:
    """Yields the address of each interaction with one resource that can be got."""
    for interaction in INTERACTIONS:
        if interaction.level == "instance" and each["resourceType"] in interaction.types:
            yield filled(interaction, each, version)


def filled(interaction: Interaction, each: Json, version: str) -> str:
    named = {"type": each["resourceType"], "id": each["id"], "version": version}
    return "/".join(part.format(**named) for part in interaction.path)


def without(answer: Answer, identity: str) -> tuple[int, dict[str, str], bytes]:
    """Returns the whole answer, but for the id that the caller itself has said, which a Bundle repeats in its link."""
    raw = answer.raw.replace(identity.encode(), b"{id}")
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status, headers, raw


@pytest.mark.parametrize("caller", STRANGERS)
def test_every_address_of_a_foreign_resource_is_one_of_nothing(
    hub: HubProcess, asked_case: str, everything: list[Json], caller: str
) -> None:
    """Watches P8: status, headers and bytes are those of a missing id, and of one that cannot be."""
    walked = 0
    for each in everything:
        missing_id = each["id"].replace(asked_case, new_case())
        for path in paths(each, each["meta"]["versionId"]):
            for headers in ({}, {"if-none-match": "*"}, {"prefer": "handling=strict"}, {"accept": "application/json"}):
                foreign = ask(hub, path, caller, headers=headers)
                missing = ask(hub, path.replace(each["id"], missing_id), caller, headers=headers)
                nonsense = ask(hub, path.replace(each["id"], "nonsense"), caller, headers=headers)
                assert foreign == missing == nonsense, path
                assert foreign.status == 404
                walked += 1
            for method in ("HEAD", "PUT", "DELETE", "OPTIONS"):
                foreign = ask(hub, path, caller, method=method)
                assert foreign == ask(hub, path.replace(each["id"], missing_id), caller, method=method)
    assert walked > 100


@pytest.mark.parametrize("caller", STRANGERS)
def test_a_search_neither_finds_nor_counts_what_is_foreign(
    hub: HubProcess, asked_case: str, everything: list[Json], caller: str
) -> None:
    """Watches P8 for every reference, id and identifier by which a case can be asked for, in both forms of a search."""
    missing = new_case()
    for kind, held in PARAMETERS.items():
        names = ["_id", *(name for name, by in held.items() if by.kind == "reference" or name == "identifier")]
        for name in names:
            for extra in ("", "&_summary=count", "&_include=*&_revinclude=*", "&_total=accurate&_count=0"):
                foreign = ask(hub, f"{kind}?{name}={asked_case}{extra}", caller)
                none = ask(hub, f"{kind}?{name}={missing}{extra}", caller)
                assert without(foreign, asked_case) == without(none, missing), (kind, name)
                assert foreign.body["total"] == 0
        form = f"_id={asked_case}".encode()
        assert ask(hub, f"{kind}/_search", caller, method="POST", headers=FORM, body=form).body["total"] == 0
        assert asked_case not in ask(hub, kind, caller).raw.decode()
    for each in everything:
        assert search(hub, each["resourceType"], caller, _id=each["id"])["total"] == 0


def test_control_whose_it_is_finds_all_of_it(hub: HubProcess, asked_case: str, everything: list[Json]) -> None:
    for each in everything:
        for path in paths(each, each["meta"]["versionId"]):
            if not path.endswith("$document"):
                assert ask(hub, path).status == 200, path
        assert search(hub, each["resourceType"], _id=each["id"])["total"] == 1
    assert search(hub, "Observation", patient=asked_case)["total"] > 0


def test_a_hospital_that_declined_or_was_withdrawn_finds_no_more_than_a_stranger(
    hub: HubProcess, asked_case: str, everything: list[Json]
) -> None:
    assert search(hub, "Observation", "screen-h-001", patient=asked_case)["total"] > 0
    said = submission("answer-request", asked_case, answer="decline", reason="busy")
    assert hub.post("screen-h-001", said).status == 201

    for each in everything:
        missing_id = each["id"].replace(asked_case, new_case())
        for path in paths(each, each["meta"]["versionId"]):
            declined = ask(hub, path, "screen-h-001")
            assert declined == ask(hub, path.replace(each["id"], missing_id), "screen-h-001")
        assert search(hub, each["resourceType"], "screen-h-001", _id=each["id"])["total"] == 0
    assert asked_case not in str(search(hub, "Task", "screen-h-001"))


def test_a_hospital_that_is_asked_cannot_search_by_what_it_may_not_see(hub: HubProcess) -> None:
    """Watches that a count does not tell what a reading hides."""
    case = new_case()
    told = submission(
        "open-case", case, incident_number="canary-7", scene_address="canary-scene", chief_complaint="胸痛"
    )
    assert hub.post("tablet-u-001", told).status == 201
    identity = submission("describe-patient", case, medical_history="canary-history", family_name="canary")
    assert hub.post("tablet-u-001", identity).status == 201
    asks = submission("request-acceptance", case, facilities=["h-001", "h-002"])
    assert hub.post("tablet-u-001", asks).status == 201

    hidden: list[tuple[str, dict[str, str]]] = [
        ("Encounter", {"identifier": "canary-7"}),
        ("Encounter", {"_id": case, "service-provider": "Organization/fd-01"}),
        ("Encounter", {"location": f"Location/{case}-scene"}),
        ("Location", {"_id": f"{case}-scene"}),
        ("Observation", {"patient": case, "code": "11348-0"}),
        ("Observation", {"patient": case, "performer": "Organization/fd-01"}),
        ("Task", {"encounter": case, "owner": "Organization/h-002"}),
        ("Provenance", {"target": f"Encounter/{case}", "agent": "Organization/fd-01"}),
        ("Composition", {"encounter": case}),
    ]
    for kind, asked in hidden:
        assert search(hub, kind, "screen-h-001", **asked)["total"] == 0, (kind, asked)
    seen = ["Encounter", "Patient", "Condition", "Task", "ServiceRequest"]
    for kind in seen:
        key = "_id" if kind in {"Encounter", "Patient"} else "patient"
        shown = search(hub, kind, "screen-h-001", **{key: case, "_revinclude": "*", "_include": "*"})
        assert shown["total"] == 1
        assert "canary" not in str(shown)
    assert [search(hub, kind, **asked)["total"] for kind, asked in hidden[:7]] == [1] * 7, (
        "the control: the crew finds it"
    )
