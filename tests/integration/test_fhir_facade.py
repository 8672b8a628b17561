"""The FHIR facade of a served hub does what FHIR says a server does."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

import pytest

from hub.fhir.capability import statement
from hub.fhir.interactions import INTERACTIONS
from hub.fhir.parameters import COMMON, PARAMETERS, Kind
from hub.fhir.validate import validate
from tests.integration.fhir_line import TOLD, Answer, ask, found, ids, incident_number, link, search, whole_shift
from tests.keys import key_of
from tests.world import HubProcess, Json, new_case, submission

SYSTEM = "system-u-001"

JSON = {"content-type": "application/fhir+json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def shift(hub: HubProcess) -> str:
    """A case of unit u-001 with a little of everything."""
    return whole_shift(hub)


def is_outcome(answer: Answer, status: int, code: str) -> bool:
    """Tells whether an answer is an OperationOutcome in both languages with this code of ours, and valid."""
    assert answer.status == status, answer.raw
    issue = answer.body["issue"][0]
    assert validate(answer.raw) == []
    assert issue["diagnostics"].isascii()
    assert not issue["details"]["text"].isascii()
    return bool(issue["details"]["coding"][0]["code"] == code)


# What there is.


def test_metadata_is_told_to_anybody_and_is_what_the_tables_say(hub: HubProcess) -> None:
    answer = ask(hub, "metadata", None)

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.raw == statement(f"{hub.url}/fhir")
    assert validate(answer.raw) == []
    assert answer.body["fhirVersion"] == "4.0.1"
    assert answer.body["implementation"]["url"] == f"{hub.url}/fhir"


def test_smarts_clients_are_told_where_a_system_gets_its_token(hub: HubProcess) -> None:
    """What it says is so: an assertion for that place gives a token that reads."""
    told = ask(hub, ".well-known/smart-configuration", None)
    assert told.status == 200
    assert told.body["token_endpoint"] == f"{hub.url}/token"
    assert told.body["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "authorization_endpoint" not in told.body

    answer = hub.asks_for_token(key_of(SYSTEM).assertion(SYSTEM, told.body["token_endpoint"]), scope="system/*.rs")

    assert (answer.status, answer.body["token_type"], answer.body["expires_in"]) == (200, "Bearer", 300)
    assert answer.body["scope"] in told.body["scopes_supported"]
    bearer = {"authorization": f"Bearer {answer.body['access_token']}"}
    assert ask(hub, "Encounter", None, headers=bearer).status == 200


def test_a_system_shows_itself_once_with_each_assertion_and_a_device_never_does(hub: HubProcess) -> None:
    def asked(caller: str, *, by: str | None = None, **changes: object) -> tuple[int, str]:
        answer = hub.asks_for_token(key_of(by or caller).assertion(caller, f"{hub.url}/token", **changes))
        return answer.status, answer.body.get("error", "none")

    once = key_of(SYSTEM).assertion(SYSTEM, f"{hub.url}/token")
    assert [hub.asks_for_token(once).status for _ in range(2)] == [200, 401]
    assert asked(SYSTEM, by=f"next-{SYSTEM}") == (200, "none"), "the key that comes next is registered as well"
    for refused in (
        asked("tablet-u-001"),
        asked(SYSTEM, by="tablet-u-001"),
        asked(SYSTEM, aud="https://other.example/token"),
        asked(SYSTEM, exp=1),
    ):
        assert refused == (401, "invalid_client")
    assert hub.asks_for_token("none", grant_type="password").body["error"] == "invalid_client"
    said = key_of(SYSTEM).assertion(SYSTEM, f"{hub.url}/token")
    assert hub.asks_for_token(said, grant_type="password").body["error"] == "invalid_request"


def test_every_declared_interaction_is_answered(hub: HubProcess, shift: str) -> None:
    """Walks the CapabilityStatement: each interaction, each operation, each search parameter of each type."""
    (rest,) = ask(hub, "metadata", None).body["rest"]
    walked = 0
    for resource in rest["resource"][:-1]:  # the last is Subscription, walked in its own tests
        kind = resource["type"]
        if kind not in {*TOLD, "Organization"}:
            assert search(hub, kind, _id=shift)["total"] == 0
            continue
        (first, *_) = found(search(hub, kind))
        codes = {each["code"] for each in resource["interaction"]}
        asked = {
            "search-type": kind,
            "read": f"{kind}/{first['id']}",
            "history-instance": f"{kind}/{first['id']}/_history",
            "history-type": f"{kind}/_history?_count=1",
        }
        if "vread" in codes:
            (versioned, *_) = [each for each in found(search(hub, kind)) if "versionId" in each.get("meta", {})]
            asked["history-instance"] = f"{kind}/{versioned['id']}/_history"
            asked["vread"] = f"{kind}/{versioned['id']}/_history/{versioned['meta']['versionId']}"
        for code in codes - {"create"}:  # what is created is told in test_fhir_intake
            assert ask(hub, asked[code]).status == 200, (kind, code)
            walked += 1
        for each in resource["searchParam"]:
            value = {"date": "gt2020", "reference": f"Patient/{shift}"}.get(each["type"], "x")
            strict = {"prefer": "handling=strict"}
            assert ask(hub, f"{kind}?{urlencode({each['name']: value})}", headers=strict).status == 200, each
            walked += 1
        for each in [*resource.get("searchInclude", ()), *resource.get("searchRevInclude", ())]:
            name = "_include" if each.startswith(f"{kind}:") else "_revinclude"
            assert ask(hub, f"{kind}?{name}={each}").status == 200, each
        for each in resource["operation"]:
            path, body = f"{kind}/{first['id']}/${each['name']}", None
            if each["name"] == "validate":
                path, body = f"{kind}/$validate", json.dumps(first).encode()
            if each["name"] == "everything":
                path = f"Encounter/{shift}/$everything"
            answer = ask(hub, path, method="POST" if body else "GET", headers=JSON if body else {}, body=body)
            assert answer.status == 200, (kind, each)
            walked += 1
    assert [each["type"] for each in rest["resource"]] == [*sorted(PARAMETERS), "Subscription"]
    assert walked > 180


def test_what_is_not_declared_is_refused_in_fhirs_words(hub: HubProcess, shift: str) -> None:
    for method, path in [
        ("PUT", f"Patient/{shift}"),
        ("PATCH", f"Patient/{shift}"),
        ("DELETE", f"Patient/{shift}"),
        ("POST", f"Encounter/{shift}/$everything"),
        ("PUT", "metadata"),
    ]:
        answer = ask(hub, path, method=method, headers=JSON, body=b"{}")
        assert is_outcome(answer, 405, "not-allowed"), path
        assert "GET" in answer.headers["allow"]
    for path in ("Medication/1", "Medication", "nonsense", f"Patient/{shift}/$nonsense", f"Patient/{shift}/x/y/z"):
        assert is_outcome(ask(hub, path), 404, "not-found")


def test_nobody_is_let_in_without_a_token_and_is_told_so(hub: HubProcess, shift: str) -> None:
    for path in (f"Patient/{shift}", "Patient", "nonsense", f"Patient/{shift}/_history/1", "Patient/_search"):
        answer = ask(hub, path, None)
        assert is_outcome(answer, 401, "not-authenticated")
        assert answer.headers["www-authenticate"] == 'DPoP algs="ES256", error="invalid_token"'
    assert ask(hub, f"Patient/{shift}", None, method="DELETE").status == 401


def test_head_and_options_are_what_http_says(hub: HubProcess, shift: str) -> None:
    whole, head = ask(hub, f"Patient/{shift}"), ask(hub, f"Patient/{shift}", method="HEAD")

    assert (head.status, head.raw) == (200, b"")
    assert head.headers == whole.headers
    assert ask(hub, "Patient/nonsense", method="HEAD").status == 404
    options = ask(hub, f"Patient/{shift}", None, method="OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


# Form.


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/fhir+json", 200),
        ("application/json", 200),
        ("*/*", 200),
        ("application/fhir+json; fhirVersion=4.0", 200),
        ("application/fhir+xml, application/fhir+json;q=0.5", 200),
        ("application/fhir+xml", 406),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/json;q=0.9", 200),
    ],
)
def test_the_form_is_what_accept_asks_for_or_refused(hub: HubProcess, shift: str, accept: str, status: int) -> None:
    answer = ask(hub, f"Patient/{shift}", headers={"accept": accept})

    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.status == status
    if status == 406:
        assert is_outcome(answer, 406, "not-acceptable")


def test_format_in_the_address_goes_before_accept(hub: HubProcess, shift: str) -> None:
    for form in ("json", "application/json", "application/fhir%2Bjson", "application/fhir+json"):
        assert ask(hub, f"Patient/{shift}?_format={form}", headers={"accept": "text/html"}).status == 200
    for form in ("xml", "application/fhir%2Bxml", "ttl"):
        assert is_outcome(ask(hub, f"Patient/{shift}?_format={form}"), 406, "not-acceptable")


def test_a_body_in_another_form_is_refused(hub: HubProcess) -> None:
    assert is_outcome(ask(hub, "Patient/_search", method="POST", headers=JSON, body=b"{}"), 415, "unsupported-content")
    assert is_outcome(
        ask(hub, "Patient/$validate", method="POST", headers=FORM, body=b"a=b"), 415, "unsupported-content"
    )
    huge = ask(hub, "Patient/$validate", method="POST", headers=JSON, body=b" " * 300_000)
    assert is_outcome(huge, 413, "too-large")
    assert is_outcome(ask(hub, "Patient/$validate", method="POST", headers=JSON, body=b"{,"), 400, "not-json")


# One resource.


def test_a_resource_is_read_with_its_version(hub: HubProcess, shift: str) -> None:
    answer = ask(hub, f"Patient/{shift}")

    assert answer.status == 200
    assert answer.headers["etag"] == f'W/"{answer.body["meta"]["versionId"]}"'
    assert "last-modified" in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_what_the_caller_holds_already_is_not_sent_again(hub: HubProcess, shift: str) -> None:
    path = f"Patient/{shift}"
    etag = ask(hub, path).headers["etag"]
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    earlier = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)

    for known in ({"if-none-match": etag}, {"if-none-match": f'W/"0", {etag}'}, {"if-modified-since": later}):
        answer = ask(hub, path, headers=known)
        assert (answer.status, answer.raw, answer.headers["etag"]) == (304, b"", etag)
    stale = {"if-none-match": 'W/"1"', "if-modified-since": later}
    for known in ({"if-none-match": 'W/"0"'}, {"if-modified-since": earlier}, {"if-modified-since": "x"}, stale):
        assert ask(hub, path, headers=known).status == 200


def test_the_versions_of_a_type_are_told_newest_first_page_by_page(hub: HubProcess, shift: str) -> None:
    since = ask(hub, f"Task/{shift}-h-001/_history").body["entry"][-1]["resource"]["meta"]["lastUpdated"]
    own = ask(hub, f"Task/_history?_since={since}&_count=1000").body
    listed = [(each["fullUrl"], each["response"]["etag"]) for each in own["entry"]]
    times = [each["resource"]["meta"]["lastUpdated"] for each in own["entry"]]
    assert validate(json.dumps(own).encode()) == []
    assert (own.get("total", len(listed)), times) == (len(listed), sorted(times, reverse=True))
    assert min(times) >= since
    of_one = [tag for place, tag in listed if place.endswith(f"/Task/{shift}-h-001")]
    assert of_one == [each["response"]["etag"] for each in ask(hub, f"Task/{shift}-h-001/_history").body["entry"]]
    assert [each["response"]["status"] for each in own["entry"] if each["fullUrl"].endswith("h-001")][-1] == "201"

    walked, address = list[tuple[str, str]](), f"Task/_history?_since={since}&_count=3"
    while address:
        page = ask(hub, address).body
        walked += [(each["fullUrl"], each["response"]["etag"]) for each in page["entry"]]
        address = link(page, "next") or ""
    assert walked == listed
    seen = ask(hub, f"Task/_history?_since={since}", "screen-h-001").body["entry"]
    assert {each["resource"]["owner"]["reference"] for each in seen} == {"Organization/h-001"}
    declined = ask(hub, "Task/_history?_count=1000", "screen-h-002").raw.decode()
    assert shift not in declined
    assert shift not in ask(hub, "Task/_history", "tablet-u-003").raw.decode()


def test_who_sees_a_part_is_shown_more_of_the_same_version_once_it_may(hub: HubProcess) -> None:
    """A hospital that accepts sees a name in the version that it held without one."""
    case = new_case()
    for caller, said in (
        ("tablet-u-001", submission("open-case", case)),
        ("tablet-u-001", submission("describe-patient", case, family_name="架空", age_years=70)),
        ("tablet-u-001", submission("request-acceptance", case, facilities=["h-001"])),
    ):
        assert hub.post(caller, said).status == 201
    narrow = ask(hub, f"Patient/{case}", "screen-h-001")
    assert "name" not in narrow.body
    assert hub.post("screen-h-001", submission("answer-request", case, answer="accept")).status == 201
    wide = ask(hub, f"Patient/{case}", "screen-h-001", headers={"if-none-match": narrow.headers["etag"]})

    assert (wide.status, wide.headers["etag"]) == (200, narrow.headers["etag"])
    assert wide.body["name"][0]["family"] == "架空"


def test_every_version_is_kept(hub: HubProcess, shift: str) -> None:
    bundle = ask(hub, f"Encounter/{shift}/_history").body

    assert bundle["type"] == "history"
    assert validate(json.dumps(bundle).encode()) == []
    versions = [entry["resource"]["meta"]["versionId"] for entry in bundle["entry"]]
    assert versions == sorted(versions, key=int, reverse=True)
    assert len(versions) == bundle["total"] >= 3
    assert [entry["response"]["status"] for entry in bundle["entry"]] == ["200"] * (len(versions) - 1) + ["201"]
    for entry in bundle["entry"]:
        etag = entry["response"]["etag"]
        answer = ask(hub, f"Encounter/{shift}/_history/{etag[3:-1]}")
        assert (answer.body, answer.headers["etag"]) == (entry["resource"], etag)
    for nothing in ("0", "999", "x", "1e3"):
        assert is_outcome(ask(hub, f"Encounter/{shift}/_history/{nothing}"), 404, "not-found")


def test_a_history_has_pages_and_a_beginning(hub: HubProcess, shift: str) -> None:
    path = f"Encounter/{shift}/_history"
    whole = [entry["resource"] for entry in ask(hub, path).body["entry"]]
    shown, next_page = [], f"{path}?_count=2"
    while next_page:
        bundle = ask(hub, next_page).body
        shown += [entry["resource"] for entry in bundle["entry"]]
        next_page = link(bundle, "next") or ""

    assert shown == whole
    since = whole[0]["meta"]["lastUpdated"]
    assert [each["resource"] for each in ask(hub, f"{path}?_since={since}").body["entry"]] == whole[:1]
    assert is_outcome(ask(hub, f"{path}?_since=tomorrow"), 400, "not-valid")
    assert is_outcome(ask(hub, f"{path}?_count=-1"), 400, "not-valid")


def test_less_of_a_resource_is_marked_as_less(hub: HubProcess, shift: str) -> None:
    shown = ask(hub, f"Task/{shift}-h-001?_elements=owner").body
    assert shown.keys() == {"resourceType", "id", "meta", "status", "intent", "owner"}
    assert shown["meta"]["tag"][0]["code"] == "SUBSETTED"

    summary = ask(hub, f"Task/{shift}-h-001?_summary=true").body
    assert "restriction" not in summary
    assert {"status", "owner", "focus"} <= summary.keys()
    assert "text" not in ask(hub, f"Composition/{shift}-handover?_summary=data").body
    text = ask(hub, f"Composition/{shift}-handover?_summary=text").body
    assert "section" not in text
    assert {"text", "status", "title"} <= text.keys()
    for each in (shown, summary, text):
        assert validate(json.dumps(each).encode()) == []


# Searching.


def test_a_case_is_found_by_whatever_names_it(hub: HubProcess, shift: str) -> None:
    base = "https://kyukyu-hub.example/fhir/identifier"
    for asked in (
        {"_id": shift},
        {"identifier": f"{base}/case|{shift}"},
        {"identifier": incident_number(shift)},
        {"identifier": f"{base}/incident|{incident_number(shift)}"},
        {"patient": shift},
        {"patient": f"Patient/{shift}"},
        {"subject": f"{hub.url}/fhir/Patient/{shift}"},
        {"subject__Patient": shift},
        {"status": "in-progress,finished", "_id": shift},
        {"service-provider": "Organization/fd-01", "_id": shift},
    ):
        assert ids(search(hub, "Encounter", **asked)) == [f"Encounter/{shift}"], asked
    for nothing in (
        {"_id": new_case()},
        {"identifier": f"{base}/incident|{shift}"},
        {"identifier": "R8-"},
        {"patient": new_case()},
        {"_id": shift, "status": "planned"},
        {"subject": f"Group/{shift}"},
        {"subject": f"https://elsewhere.example/fhir/Patient/{shift}"},
    ):
        assert search(hub, "Encounter", **nothing)["total"] == 0, nothing


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"code": "8867-4"}, 2),
        ({"code": "http://loinc.org|8867-4"}, 2),
        ({"code": "http://loinc.org|8867-4,http://loinc.org|59408-5"}, 3),
        ({"code": "http://elsewhere.example|8867-4"}, 0),
        ({"code": "|8867-4"}, 0),
        ({"category": "vital-signs"}, 5),
        ({"category": "vital-signs", "code__not": "8867-4"}, 3),
        ({"component-code": "8480-6"}, 1),
        ({"combo-code": "8480-6,8867-4"}, 3),
        ({"date": "gt2020", "category": "vital-signs"}, 5),
        ({"date": "lt2020"}, 0),
        ({"value-concept__missing": "true", "category": "vital-signs"}, 5),
        ({"value-concept__missing": "false", "category": "vital-signs"}, 0),
        ({"performer": "Organization/fd-01", "category": "vital-signs"}, 5),
        ({"status": "http://hl7.org/fhir/observation-status|final", "category": "vital-signs"}, 5),
        ({"_lastUpdated": "ge2020-01-01T00:00:00+09:00", "category": "vital-signs"}, 5),
    ],
    ids=str,
)
def test_observations_are_found_by_what_they_say(
    hub: HubProcess, shift: str, asked: dict[str, str], number: int
) -> None:
    bundle = search(hub, "Observation", patient=shift, **asked)

    assert bundle["total"] == number
    assert validate(json.dumps(bundle).encode()) == []


def test_a_task_is_found_by_its_owner_and_with_what_belongs_to_it(hub: HubProcess, shift: str) -> None:
    bundle = search(
        hub, "Task", encounter=shift, owner="Organization/h-001", _include="Task:focus", _revinclude="Provenance:target"
    )

    assert ids(bundle) == [f"Task/{shift}-h-001"]
    assert f"ServiceRequest/{shift}-acceptance" in ids(bundle, "include")
    assert {each.partition("/")[0] for each in ids(bundle, "include")} == {"ServiceRequest", "Provenance"}
    assert bundle["total"] == 1


def test_the_order_is_the_one_that_was_asked_for(hub: HubProcess, shift: str) -> None:
    def times(sort: str) -> list[str]:
        shown = found(search(hub, "Observation", patient=shift, category="vital-signs", _sort=sort))
        return [f"{each['effectiveDateTime']} {each['id']}" for each in shown]

    assert times("date,_id") == sorted(times("date"))
    assert [each.split()[0] for each in times("-date")] == sorted((it.split()[0] for it in times("date")), reverse=True)
    updated = [each["meta"]["lastUpdated"] for each in found(search(hub, "Observation", patient=shift))]
    assert updated == sorted(updated, reverse=True)
    assert ids(search(hub, "Task", encounter=shift, _sort="owner")) == [f"Task/{shift}-h-001", f"Task/{shift}-h-002"]
    assert ids(search(hub, "Task", encounter=shift, _sort="-owner")) == [f"Task/{shift}-h-002", f"Task/{shift}-h-001"]


@pytest.mark.parametrize("sort", ["", "date", "-date", "-code,date", "-_lastUpdated"])
def test_pages_together_are_the_whole(hub: HubProcess, shift: str, sort: str) -> None:
    whole = ids(search(hub, "Observation", patient=shift, _sort=sort))
    bundle, shown = search(hub, "Observation", patient=shift, _sort=sort, _count=2), []
    while True:
        assert bundle["total"] == len(whole)
        assert len(ids(bundle)) <= 2
        shown += ids(bundle)
        following = link(bundle, "next")
        if following is None:
            break
        assert following.startswith(f"{hub.url}/fhir/Observation?_page=")
        assert shift not in following
        bundle = ask(hub, following).body

    assert shown == whole


def test_a_page_is_good_for_its_caller_and_its_place_only(hub: HubProcess, shift: str) -> None:
    following = link(search(hub, "Observation", patient=shift, _count=1), "next")
    assert following is not None

    assert ask(hub, following).status == 200
    for address, caller in [
        (following, "screen-h-001"),
        (following, "tablet-u-002"),
        (following.replace("/Observation?", "/Task?"), "tablet-u-001"),
        (following[:-3] + "AAA", "tablet-u-001"),
        (f"{hub.url}/fhir/Observation?_page=ほ".encode().decode("latin-1"), "tablet-u-001"),
        (f"{hub.url}/fhir/Observation?_page=x", "tablet-u-001"),
    ]:
        assert is_outcome(ask(hub, address.encode("ascii", "ignore").decode(), caller), 410, "page-gone")


def test_what_was_posted_stands_in_no_address(hub: HubProcess, shift: str) -> None:
    form = urlencode({"patient": shift, "category": "vital-signs", "_count": 2}).encode()
    answer = ask(hub, "Observation/_search", method="POST", headers=FORM, body=form)

    assert answer.status == 200
    assert answer.body["total"] == 5
    assert shift not in "".join(each["url"] for each in answer.body["link"])
    following = ask(hub, link(answer.body, "next") or "").body
    assert following["total"] == 5
    assert set(ids(following)).isdisjoint(ids(answer.body))


def test_how_many_there_are(hub: HubProcess, shift: str) -> None:
    for asked in ({"_summary": "count"}, {"_count": 0}, {"_count": 0, "_totalMethod": "count"}):
        bundle = search(hub, "Observation", patient=shift, category="vital-signs", **asked)
        assert bundle["total"] == 5
        assert "entry" not in bundle
        assert link(bundle, "next") is None
    assert "total" not in search(hub, "Observation", patient=shift, _total="none")
    assert search(hub, "Observation", patient=shift, category="vital-signs", _total="accurate")["total"] == 5


def test_what_is_not_understood_is_passed_over_or_refused_as_the_caller_prefers(hub: HubProcess, shift: str) -> None:
    strict, lenient = {"prefer": "handling=strict"}, {"prefer": "handling=lenient"}
    path = f"Patient?_id={shift}&name=架空&_contained=true".encode().decode("latin-1")
    path = path.encode("latin-1").decode().replace("架空", "%E6%9E%B6%E7%A9%BA")

    bundle = ask(hub, path, headers=lenient).body
    assert ids(bundle) == [f"Patient/{shift}"]
    assert link(bundle, "self") == f"{hub.url}/fhir/Patient?_id={shift}"
    refused = ask(hub, path, headers=strict)
    assert is_outcome(refused, 400, "unknown-parameter")
    assert [issue["expression"] for issue in refused.body["issue"]] == [["name"], ["_contained"]]


@pytest.mark.parametrize(
    "asked",
    [
        "date=tomorrow",
        "date=2026-13-01",
        "date=zz2026",
        "_count=many",
        "_count=-1",
        "_total=some",
        "_summary=short",
        "_sort=colour",
        "_include=Nonsense:x",
        "_include=Observation:code",
        "_include:x=Observation:subject",
        "code:above=1",
        "subject:identifier=1",
        "date:missing=perhaps",
    ],
)
def test_a_value_that_cannot_be_is_refused_and_not_repeated(hub: HubProcess, shift: str, asked: str) -> None:
    answer = ask(hub, f"Observation?patient={shift}&{asked}")

    assert answer.status == 400
    assert validate(answer.raw) == []
    assert asked.partition("=")[2] not in answer.body["issue"][0]["diagnostics"]
    assert answer.body["issue"][0]["expression"] == [asked.partition("=")[0]]


def test_everything_of_a_case_comes_in_parts_too(hub: HubProcess, shift: str) -> None:
    path = f"Encounter/{shift}/$everything"
    whole = ask(hub, path).body
    assert whole["total"] == len(whole["entry"])
    assert {each["resourceType"] for each in found(whole)} == TOLD
    shown, following = [], f"{path}?_count=7"
    while following:
        bundle = ask(hub, following).body
        shown += ids(bundle)
        following = link(bundle, "next") or ""
    assert shown == ids(whole)
    some = ids(ask(hub, f"{path}?_type=Task,Patient").body)
    assert sorted({each.partition("/")[0] for each in some}) == ["Patient", "Task"]
    since = ask(hub, f"Composition/{shift}-handover").body["meta"]["lastUpdated"]
    late = found(ask(hub, f"{path}?_since={since}").body)
    assert late
    assert all(each["meta"]["lastUpdated"] >= since for each in late)


def test_the_capacity_of_hospitals_is_found_by_the_hospital(hub: HubProcess, shift: str) -> None:
    for asked in ({"subject": "Location/h-001"}, {"_id": "h-001-stroke"}, {"code": "capacity"}):
        assert "Observation/h-001-stroke" in ids(search(hub, "Observation", "tablet-u-003", **asked))
    assert shift not in json.dumps(search(hub, "Observation", "tablet-u-003"))
    bundle = search(hub, "Observation", _id="h-001-stroke", _include="Observation:subject")
    assert ids(bundle, "include") == ["Location/h-001"]


def test_the_directory_is_searched_by_name(hub: HubProcess) -> None:
    assert "Organization/h-001" in ids(search(hub, "Organization", name="kaku central"))
    assert ids(search(hub, "Organization", name__contains="中央")) == ["Organization/h-001"]
    assert search(hub, "Organization", name__exact="架空")["total"] == 0
    answer = ask(hub, "Organization/h-001")
    assert answer.status == 200
    assert "etag" not in answer.headers


# Judging.


def test_a_resource_is_judged_and_not_kept(hub: HubProcess, shift: str) -> None:
    def judge(resource: Json, kind: str = "Patient") -> Json:
        answer = ask(hub, f"{kind}/$validate", method="POST", headers=JSON, body=json.dumps(resource).encode())
        assert answer.status == 200
        assert validate(answer.raw) == []
        issue: Json = answer.body["issue"][0]
        return issue

    good = ask(hub, f"Patient/{shift}").body
    assert judge(good)["severity"] == "information"
    assert judge({"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": good}]})["severity"] == (
        "information"
    )
    for wrong in (
        {"resourceType": "Patient", "gender": 7},
        {"resourceType": "Patient", "nonsense": "x"},
        {"resourceType": "Nonsense"},
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "resource", "resource": {"resourceType": "Patient", "x": 1}}],
        },
    ):
        assert judge(wrong)["severity"] == "error"
    assert judge(good, "Task")["details"]["coding"][0]["code"] == "wrong-type"
    assert ask(hub, "Patient/$validate", None, method="POST", headers=JSON, body=b"{}").status == 401


def test_every_parameter_of_a_reference_is_of_a_kind_that_can_be_included() -> None:
    """Watches the tables against each other: interactions, parameters, statement."""
    told = json.loads(statement("https://hub.example/fhir"))["rest"][0]["resource"]
    for resource in told[:-1]:  # the last is Subscription, with tables of its own
        names = {each["name"] for each in resource["searchParam"]}
        assert names == {*COMMON, *PARAMETERS[resource["type"]]}
        references = {name for name, by in PARAMETERS[resource["type"]].items() if by.kind is Kind.REFERENCE}
        assert {each.partition(":")[2] for each in resource.get("searchInclude", ())} == references
        here = [each for each in INTERACTIONS if each.level != "system" and resource["type"] in each.types]
        assert len(here) == len(resource["interaction"]) + len(resource["operation"]) + 1, "and the form of a search"
