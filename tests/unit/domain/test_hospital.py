"""What a hospital publishes of itself: per specialty the later word stands, whole."""

from hub.domain.events import CapacityPublished, Value
from hub.domain.hospital import Hospital, publish
from hub.domain.people import hospital_subject


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
