"""What a resource claims to be is defined."""

import json
from collections.abc import Iterator

from fhir_profiles import PROFILES
from hub.domain import commands as say
from hub.domain.codes import Level, OperationMode, Specialty
from hub.fhir import profiles
from hub.fhir.audit_event import audit_event
from hub.fhir.capacity import listed
from hub.fhir.document import document
from hub.fhir.profiles import DEFINITIONS
from hub.fhir.resource import Resource
from tests.unit.fhir.histories import DEPARTMENT, whole_shift
from tests.unit.fhir.rides import whole_ride
from tests.unit.fhir.test_audit_event import acts
from tests.unit.fhir.test_document import BASE, handed_over
from tests.unit.fhir.test_mode import declared
from tests.unit.fhir.test_normalise import published

NAMED = {value for value in vars(profiles).values() if isinstance(value, str) and value.startswith(f"{DEFINITIONS}/")}


def emitted() -> Iterator[Resource]:
    """Yields everything the hub writes: a whole shift, capacity, mode, directory, audit, the document."""
    history = whole_shift()
    for resources in history.written:
        yield from resources
    yield from published(say.PublishCapacity(specialty=Specialty.STROKE, level=Level.GOOD), "h-001")[0]
    yield from declared(say.DeclareMode(mode=OperationMode.DISASTER))[0]
    yield from listed(DEPARTMENT)
    ride = whole_ride()
    for resources in (*ride.written, *ride.of_case):
        yield from resources
    yield from (audit_event(act, {}) for act in acts())
    yield Resource("Bundle", "", document(BASE, *handed_over(history)))


def test_every_profile_that_is_named_is_defined() -> None:
    assert {profile.url for profile in PROFILES.values()} >= NAMED


def test_everything_that_is_emitted_claims_one_profile_of_its_own_type() -> None:
    types = {profile.url: profile.type for profile in PROFILES.values()}
    claimed = set()
    for resource in emitted():
        (url,) = json.loads(resource.body)["meta"]["profile"]
        assert types[url] == resource.type
        claimed.add(url)
    assert claimed == NAMED
