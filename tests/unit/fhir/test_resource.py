"""Identifiers are legal, and free text is what FHIR allows."""

import re

from hypothesis import given
from hypothesis import strategies as st

from hub.fhir.capacity import participant
from hub.fhir.resource import Entry, Page, task_suffix, words
from tests.unit.fhir.histories import CASE, CREW, DEPARTMENT, OPENED_AT
from tests.unit.fhir.referee import ID, judge

FACILITIES = st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)


@given(FACILITIES)
def test_the_id_of_a_task_is_legal_for_every_hospital(facility: str) -> None:
    assert ID.fullmatch(f"{CASE}-{task_suffix(facility)}")


@given(FACILITIES, FACILITIES)
def test_two_hospitals_never_share_a_task(first: str, second: str) -> None:
    assert (task_suffix(first) == task_suffix(second)) is (first == second)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_words_are_printable_or_nothing(text: str) -> None:
    kept = words(text)
    assert kept is None or (kept.strip() and re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", kept) is None)


def test_what_is_no_text_is_no_words() -> None:
    assert words(None) is None
    assert words(" \x00 ") is None


def test_an_organisation_of_the_directory_is_an_organization_and_a_location() -> None:
    entry = Entry(subject=CASE, version=1, recorded_at=OPENED_AT, principal=CREW, key="k", kind="publish-capacity")
    for resource in participant(Page(entry), DEPARTMENT):
        assert judge(resource)["name"] == DEPARTMENT.name
