"""The judge finds what it is there to find: each kind of fault, planted by hand."""

from dataclasses import replace

from tests.faults.history import Delivered, History, Identity, Place, Stored, judge

CASE = "case-1"
STREAM = "department:fd-01"


def key(number: int) -> Identity:
    return ("tablet", f"key-{number}")


def place(version: int) -> Place:
    return (CASE, version)


def told(*offsets: int) -> Delivered:
    return Delivered(STREAM, 0, [(offset, place(offset)) for offset in offsets])


def clean() -> tuple[History, Stored]:
    """Four acknowledged, one unknown and stored, one unknown and not stored, one refused."""
    history = History()
    for number in (1, 2, 3, 4):
        history.sends(*key(number)).acknowledged(place(number))
    history.sends(*key(5))
    history.sends(*key(6))
    history.sends(*key(7)).refused("invalid-submission")
    journal = [(key(number), place(number)) for number in range(1, 6)]
    return history, Stored(journal, {STREAM: (5, [(number, place(number)) for number in range(1, 6)])})


def test_a_clean_history_has_no_fault() -> None:
    history, stored = clean()
    verdict = judge(history, stored, [told(1, 2, 3, 4, 5)])
    assert verdict.faults == {}
    assert (verdict.acknowledged, verdict.found, verdict.unknown, verdict.unknown_found, verdict.refused) == (
        4,
        4,
        2,
        1,
        1,
    )


def test_an_acknowledged_submission_that_is_not_stored_is_lost() -> None:
    history, stored = clean()
    verdict = judge(history, replace(stored, journal=stored.journal[1:]))
    assert verdict.lost == [key(1)]


def test_a_submission_that_is_stored_twice_is_found() -> None:
    history, stored = clean()
    verdict = judge(history, replace(stored, journal=[*stored.journal, (key(1), place(6))]))
    assert verdict.duplicated == [key(1)]


def test_a_receipt_that_names_another_version_is_found() -> None:
    history, stored = clean()
    history.attempts[key(2)].place = place(3)
    assert judge(history, stored).misplaced == [key(2)]


def test_what_was_refused_or_never_posted_and_is_stored_is_found() -> None:
    history, stored = clean()
    strange = [*stored.journal, (key(7), place(6)), (key(8), place(7))]
    assert judge(history, replace(stored, journal=strange)).uninvited == [key(7), key(8)]


def test_two_different_answers_to_one_submission_are_found() -> None:
    history, stored = clean()
    history.sends(*key(1)).acknowledged(place(9))
    history.sends(*key(3)).refused("not-found")
    assert len(judge(history, stored).contradictions) == 2


def test_a_hole_in_a_stream_and_in_a_case_are_found() -> None:
    history, stored = clean()
    top, entries = stored.streams[STREAM]
    assert judge(history, replace(stored, streams={STREAM: (top, [*entries[:2], *entries[3:]])})).faults == {"holes": 1}
    assert judge(history, replace(stored, streams={STREAM: (top + 1, entries)})).faults == {"holes": 1}
    skipped = [*stored.journal[:4], (key(5), place(6))]
    assert "holes" in judge(history, replace(stored, journal=skipped)).faults


def test_a_delivery_that_is_missing_doubled_out_of_order_or_invented_is_found() -> None:
    history, stored = clean()
    for wrong in (told(1, 2, 4, 5), told(1, 2, 2, 3, 4, 5), told(1, 3, 2, 4, 5), told(1, 2, 3, 4, 5, 6)):
        assert judge(history, stored, [wrong]).faults == {"misdelivered": 1}


def test_an_effect_without_its_audit_row_is_found() -> None:
    history, stored = clean()
    assert judge(history, replace(stored, bare=1)).faults == {"bare": 1}
