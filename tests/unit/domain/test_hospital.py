"""What a hospital publishes of itself: per specialty the later word stands, whole."""

from dataclasses import replace
from itertools import permutations

import pytest

from hub.domain import commands as say
from hub.domain.case import Case
from hub.domain.codes import Level, Specialty
from hub.domain.decision import decide
from hub.domain.document import section
from hub.domain.events import CapacityPublished, Event, Value
from hub.domain.hospital import Hospital, publish
from hub.domain.people import Principal, hospital_subject
from hub.errors import InvalidSubmissionError
from tests.factories import AREA, DIRECTORY, authority, circumstances, hospital


def published(specialty: str, tapped_at: str, **values: Value) -> CapacityPublished:
    return CapacityPublished(
        at=tapped_at, facility="h-001", specialty=specialty, values=values, tapped_at=tapped_at, key="k"
    )


def test_each_specialty_stands_for_itself() -> None:
    hospital, _ = publish(Hospital(), published("stroke", "10:00", level="good"))
    hospital, patch = publish(hospital, published("surgery", "09:00", level="none"))

    assert patch == {"hospital": "h-001", "capacity": {"surgery": {"at": "09:00", "level": "none"}}}
    assert hospital.document == {
        "hospital": "h-001",
        "capacity": {"stroke": {"at": "10:00", "level": "good"}, "surgery": {"at": "09:00", "level": "none"}},
    }


def test_an_older_word_changes_nothing() -> None:
    hospital, _ = publish(Hospital(), published("stroke", "10:00", level="none"))

    after, patch = publish(hospital, published("stroke", "09:59", level="good"))

    assert after is hospital
    assert patch == {}


def test_a_new_word_leaves_nothing_of_the_old_one() -> None:
    """Three beds must not stand beside a later "none"."""
    hospital, _ = publish(Hospital(), published("stroke", "10:00", level="good", beds=3, comment="夜間可"))

    hospital, patch = publish(hospital, published("stroke", "10:01", level="none"))

    assert hospital.document["capacity"] == {"stroke": {"at": "10:01", "level": "none"}}
    assert patch == {
        "hospital": "h-001",
        "capacity": {"stroke": {"at": "10:01", "level": "none", "beds": None, "comment": None}},
    }


def test_a_hospital_has_the_same_subject_on_every_node() -> None:
    assert hospital_subject("h-001") == hospital_subject("h-001") != hospital_subject("h-002")


# An authority speaks for its hospitals -------------------------------------------------------------------------

FROM_EMIS = say.PublishCapacity(
    specialty=Specialty.EMERGENCY, level=Level.LIMITED, comment="電気使用不可", source="EMIS", facility="h-001"
)


def decided(command: say.PublishCapacity, by: Principal) -> tuple[Event, ...]:
    return decide(Case(id=hospital_subject("h-001")), command, circumstances(by))


def test_an_authority_speaks_for_a_hospital_of_its_prefecture_and_it_is_seen_who_said_so() -> None:
    (event,) = decided(FROM_EMIS, authority())
    assert isinstance(event, CapacityPublished)

    after, _ = publish(Hospital(), event)

    assert after.document["hospital"] == "h-001"
    stated = section(section(after.document, "capacity"), "emergency")
    assert (stated["level"], stated["source"], stated["by"]) == ("limited", "EMIS", "pref-99")


@pytest.mark.parametrize("facility", ["h-999", "fd-01", None])
def test_what_is_no_hospital_cannot_be_spoken_for(facility: str | None) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        decided(replace(FROM_EMIS, facility=facility), authority())

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.facility", "unknown-facility")]


def test_a_hospital_of_another_prefecture_answers_as_one_that_does_not_exist() -> None:
    elsewhere = replace(authority("38"), organisation=replace(authority().organisation, area="39"))
    listed = replace(elsewhere, organisation=replace(elsewhere.organisation, speaks_for=("38", AREA)))

    with pytest.raises(InvalidSubmissionError) as foreign:
        decided(FROM_EMIS, elsewhere)
    with pytest.raises(InvalidSubmissionError) as absent:
        decided(replace(FROM_EMIS, facility="h-999"), elsewhere)

    assert foreign.value.issues == absent.value.issues
    assert decided(FROM_EMIS, listed)


def test_a_hospital_speaks_for_no_other() -> None:
    with pytest.raises(InvalidSubmissionError):
        decided(FROM_EMIS, hospital("h-002"))
    assert decided(FROM_EMIS, hospital("h-001"))
    assert DIRECTORY["h-001"].area == AREA


def word(minute: int, level: str, by: str = "", key: str = "k") -> CapacityPublished:
    return replace(published("emergency", f"10:{minute:02}", level=level), by=by, key=key)


def test_the_newer_word_stands_whoever_spoke_it_and_in_whatever_order_they_come() -> None:
    words = [word(1, "good"), word(2, "limited", "pref-99"), word(3, "none")]

    for spoken in permutations(words):
        for until in (2, 3):
            after = Hospital()
            for each in spoken:
                if each in words[:until]:
                    after, _ = publish(after, each)
            assert section(section(after.document, "capacity"), "emergency")["level"] == ("limited", "none")[until - 2]


@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_of_two_words_of_one_moment_the_hospitals_own_stands(keys: str) -> None:
    own, other = word(1, "good", key=keys[0]), word(1, "none", "pref-99", key=keys[1])
    for spoken in permutations((own, other)):
        after = Hospital()
        for each in spoken:
            after, _ = publish(after, each)
        assert after.document["capacity"] == {"emergency": {"at": "10:01", "level": "good"}}
