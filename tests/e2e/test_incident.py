"""From the call to the hospital: what a command centre says before the crew has said anything."""

from tests.e2e.shift import Shift

CALL = {
    "incident_number": "R8-架空-0500",
    "incident_type": "traffic",
    "chief_complaint": "多重事故",
    "scene_address": "架空市国道秘匿線",
    "call_report": "車両3台、けが人多数",
    "call_received_at": "2026-11-23T01:00:00Z",
    "patients": 3,
}


async def test_a_multiple_casualty_incident_from_the_call_to_the_allotted_hospital(shift: Shift) -> None:
    center, crew, er = await shift.command_center(), await shift.crew(), await shift.er(1)
    await center.posts("declare-mode", None, mode="multiple-casualties", reason="国道で多重事故", patients=3)
    await er.terminal.until(lambda: "国道で多重事故" in er.knows(), "the declared mode")

    case = await center.takes_a_call("u-001", **CALL)
    await crew.joins(case)
    assert crew.holds(case)["times"]["call-received"] == "2026-11-23T01:00:00.000Z"
    await crew.posts("record-triage", case, category="red", method="start", tag_number="架空-17")
    await center.posts("allot", case, facility=er.facility, message="赤1名")

    shown = await er.sees(case)
    assert shown["destination"]["is_allotted"] is True
    assert [tag["category"] for tag in shown["triage"].values()] == ["red"]
    assert (await crew.sees(er, "displayed"))["message"] == "赤1名"
    await er.accepts(case)
    await crew.sees_accepted(er)
    kinds = {each["resourceType"] for each in await er.everything(case)}
    assert {"Encounter", "Task", "Observation", "Provenance"} <= kinds
    await center.posts("declare-mode", None, mode="normal")
