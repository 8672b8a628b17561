"""Submissions over HTTP, against a real hub."""

from tests.world import HubProcess, new_case, submission


def test_a_submission_is_answered_with_a_receipt_and_a_repetition_with_the_same(hub: HubProcess) -> None:
    """The same key and body give the same receipt; another body is refused."""
    case = new_case()
    opened = submission("open-case", case, chief_complaint="胸痛")
    first, second = hub.post("tablet-u-001", opened), hub.post("tablet-u-001", opened)
    assert (first.status, second.status) == (201, 200)
    assert first.body == second.body
    opened["data"]["chief_complaint"] = "腹痛"
    assert hub.post("tablet-u-001", opened).body["code"] == "key-reused-with-other-body"
