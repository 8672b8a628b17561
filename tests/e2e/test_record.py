"""Every step of a case is in FHIR, valid, for the crew and for the hospital."""

import asyncio
from collections import Counter
from urllib.parse import urljoin

from tests.e2e.shift import CHEST_PAIN, Shift
from tests.unit.domain.test_media import POSITION, exif, jpeg
from tests.world import Json, new_case, now


def count(resources: list[Json]) -> Counter[str]:
    return Counter(resource["resourceType"] for resource in resources)


async def test_every_step_is_in_fhir(shift: Shift) -> None:
    crew, er, declined = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    before = count(await crew.everything(case))
    assert before["Encounter"] == 1
    assert before["Patient"] == 1
    assert before["Observation"] >= 4

    async def step(resource_type: str, kind: str, by_hospital: bool = False, **data: object) -> None:  # noqa: FBT001, FBT002
        held = count(await crew.everything(case))[resource_type]
        await (er if by_hospital else crew).posts(kind, case, **data)
        assert count(await crew.everything(case))[resource_type] > held, kind

    await step("Observation", "record-observation", heart_rate=101, spo2=90)
    await step("Procedure", "record-treatment", treatment="oxygen", amount=6, unit="L/min")
    await step("MedicationAdministration", "record-treatment", treatment="adrenaline", amount=1, unit="mg")
    await step("Communication", "report-change", change="deteriorated", detail="冷汗")
    await step("DocumentReference", "attach", what="ecg-12-lead", content="JVBERi0xLjcKeAolJUVPRgo=")
    await step("Task", "request-acceptance", facilities=["h-001", "h-002"])
    await declined.sees(case)
    await declined.declines(case, "busy")
    await er.sees(case)
    asked = count(await er.everything(case))
    await er.accepts(case)
    await crew.confirms(er)
    await crew.stamps("arrived-hospital")
    await step("Composition", "hand-over", summary="引継ぎ")
    await step("Provenance", "receive-hand-over", by_hospital=True, by="架空医師")
    await step("Provenance", "record-outcome", by_hospital=True, severity="moderate", diagnosis="急性心筋梗塞")
    document = await er.document(case)
    assert document["type"] == "document"
    assert document["entry"][0]["resource"]["resourceType"] == "Composition"
    assert document == await crew.document(case)
    await crew.closes()

    whole, seen = await crew.everything(case), await er.everything(case)
    tasks = sorted(task["status"] for task in whole if task["resourceType"] == "Task")
    assert asked["Task"] == 1
    assert asked["Composition"] == 0
    assert count(seen)["Task"] == 1, "the hospital that accepted does not learn who declined"
    assert count(seen)["Composition"] == 1
    assert tasks == ["completed", "rejected"]
    assert {entry["status"] for entry in whole if entry["resourceType"] == "Encounter"} == {"finished"}


async def test_a_photo_of_a_face_is_for_the_hospital_that_accepts_and_keeps_no_position(shift: Shift) -> None:
    crew, er, other = await shift.crew(), await shift.er(1), await shift.er(2)
    case = await crew.opens(CHEST_PAIN)
    photo = jpeg(exif(6))
    face = await crew.attaches("injury", photo)
    wound = await crew.attaches("injury", photo, title="右前腕", is_identifying=False)
    await crew.asks(er)

    assert (await er.sees(case))["attachments"].keys() == {wound}
    (resource,) = (each for each in await er.everything(case) if each["resourceType"] == "DocumentReference")
    assert urljoin("/fhir/", resource["content"][0]["attachment"]["url"]) == f"/cases/{case}/attachments/{wound}"
    fetched = await er.fetches(case, wound)
    assert (fetched.status, fetched.headers["content-type"]) == (200, "image/jpeg")
    assert len(fetched.raw) == resource["content"][0]["attachment"]["size"]
    assert POSITION in photo
    assert POSITION not in fetched.raw
    hidden, missing, foreign = (
        await er.fetches(case, face),
        await er.fetches(case, new_case()),
        await other.fetches(case, wound),
    )
    assert hidden.status == 404
    assert hidden.body == missing.body == foreign.body
    await er.accepts(case)
    assert (await er.fetches(case, face)).raw == fetched.raw


async def test_a_number_keeps_its_digits_from_the_tablet_to_the_record(shift: Shift) -> None:
    crew, er = await shift.crew(), await shift.er(1)
    case = await crew.opens(CHEST_PAIN)
    await crew.asks(er)
    await er.holds_from_now(case)
    body = b'{"kind":"record-observation","key":"%s","case":"%s","occurred_at":"%s","data":{"temperature":36.50}}'

    answer = await asyncio.to_thread(
        shift.hub.post_raw, crew.terminal.caller, body % (new_case().encode(), case.encode(), now().encode())
    )

    assert answer.status == 201
    key = answer.body["key"]
    await er.terminal.until(lambda: key in er.holds(case)["observations"], "the temperature")
    assert str(er.holds(case)["observations"][key]["temperature"]) == "36.50"
    everything = await asyncio.to_thread(shift.hub.get, f"/fhir/Encounter/{case}/$everything", crew.terminal.caller)
    assert b'"value":36.50' in everything.raw
