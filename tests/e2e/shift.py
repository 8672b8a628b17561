"""The people of a shift, so that a test reads as their log: a crew opens a case and asks, a hospital answers."""

import asyncio
import json
from base64 import b64encode
from typing import Final, Self

from hub.fhir.validate import validate
from tests.e2e.terminal import Position, Terminal
from tests.world import Answer, HubProcess, Json, new_case, submission

CHEST_PAIN: Final[Json] = {
    "incident_number": "R8-架空-0417",
    "incident_type": "sudden-illness",
    "chief_complaint": "胸痛",
    "urgency": "red",
    "scene_address": "架空市番地秘匿町1-2-3",
    "scene_latitude": 34.401234,
    "scene_longitude": 132.401234,
}
PATIENT: Final[Json] = {
    "age_years": 76,
    "age_band": "elderly",
    "sex": "male",
    "suspected_condition": "急性冠症候群",
    "dangers": ["stemi-suspected"],
}
IDENTITY: Final[Json] = {
    "family_name": "秘匿姓",
    "given_name": "秘匿名",
    "family_kana": "ヒトクセイ",
    "given_kana": "ヒトクメイ",
    "birth_date": "1950-01-31",
    "address": "架空市自宅秘匿町4-5-6",
    "phone": "000-9999-8888",
    "medical_history": "既往秘匿",
    "medications": "内服秘匿",
    "allergies": "過敏秘匿",
}
SECRETS: Final = (
    *(str(value) for value in IDENTITY.values()),
    str(CHEST_PAIN["scene_address"]),
    str(CHEST_PAIN["incident_number"]),
    "34.401234",
    "132.401234",
)
"""What nobody but the crew's own side and the hospital that accepted may ever hold."""
VITALS: Final[Json] = {"heart_rate": 118, "spo2": 91, "systolic": 92, "diastolic": 60, "jcs": "1"}


def marked_name(case: str) -> str:
    """Returns a family name that no other patient has."""
    return f"{IDENTITY['family_name']}{case[-8:]}"


class Party:
    """Somebody with a terminal."""

    def __init__(self, hub: HubProcess, terminal: Terminal) -> None:
        """Takes the hub and the terminal."""
        self.hub = hub
        self.terminal = terminal

    async def posts(self, kind: str, case: str | None, occurred_at: str | None = None, /, **data: object) -> Json:
        """Submits what must be taken down; returns the receipt."""
        return await self.terminal.says(kind, case, occurred_at, **data)

    async def is_told(self, code: str, kind: str, case: str | None, **data: object) -> Json:
        """Submits what must be refused with this code; returns the error."""
        outcome = await self.terminal.submit(submission(kind, case, **data))
        assert outcome["type"] == "refused", outcome
        assert outcome["error"]["code"] == code, outcome
        error: Json = outcome["error"]
        return error

    def holds(self, case: str) -> Json:
        """Returns the case as its terminal holds it."""
        document = self.terminal.document(case)
        assert document is not None, f"{self.terminal.caller} does not hold {case}"
        return document

    def knows(self) -> str:
        """Returns everything its terminal has ever been told."""
        told = [self.terminal.documents, self.terminal.events, self.terminal.transients]
        return json.dumps(told, ensure_ascii=False, default=str)

    def secrets_of(self, case: str) -> list[str]:
        """Returns what it has ever been told of a case that only those may hold who treat the patient."""
        told = [documents.get(case) for documents in self.terminal.documents.values()]
        told += [said for said in (*self.terminal.events, *self.terminal.transients) if said["subject"] == case]
        known = json.dumps(told, ensure_ascii=False, default=str)
        found = [secret for secret in SECRETS if secret in known]
        return [*found, "the name"] if marked_name(case) in self.knows() else found

    async def everything(self, case: str) -> list[Json]:
        """Reads the FHIR resources it may see; each of them, and the bundle, must be valid."""
        answer = await asyncio.to_thread(self.hub.get, f"/fhir/Encounter/{case}/$everything", self.terminal.caller)
        assert answer.status == 200, answer
        bundle: Json = answer.body
        resources = [entry["resource"] for entry in bundle["entry"]]
        assert [issue for each in (bundle, *resources) for issue in validate(json.dumps(each).encode())] == []
        return resources

    async def document(self, case: str) -> Json:
        """Reads the hand-over as a document, which must be valid."""
        path = f"/fhir/Composition/{case}-handover/$document"
        answer = await asyncio.to_thread(self.hub.get, path, self.terminal.caller)
        assert answer.status == 200, answer
        assert validate(answer.raw) == []
        bundle: Json = answer.body
        return bundle

    async def fetches(self, case: str, key: str) -> Answer:
        """Fetches an attachment."""
        return await asyncio.to_thread(self.hub.get, f"/cases/{case}/attachments/{key}", self.terminal.caller)

    async def finds(self, case: str) -> int:
        """Looks a case up and returns the HTTP status."""
        return (await asyncio.to_thread(self.hub.get, f"/cases/{case}", self.terminal.caller)).status


class EmergencyRoom(Party):
    """A hospital's emergency room with its board."""

    @property
    def facility(self) -> str:
        """The hospital's identifier."""
        return str(self.terminal.bound["organisation"]["id"])

    async def sees(self, case: str) -> Json:
        """Waits until the request stands on the board, says so to the hub, and returns what is shown."""
        await self.holds_from_now(case)
        await self.posts("mark-displayed", case)
        return self.holds(case)

    async def holds_from_now(self, case: str) -> None:
        """Waits until the case is on its stream."""
        await self.terminal.until(lambda: self.terminal.document(case), f"case {case}")

    async def acknowledges(self, case: str) -> None:
        """A nurse presses the key that stops the sound."""
        await self.posts("acknowledge", case, by="看護師")

    async def accepts(self, case: str) -> None:
        """Accepts."""
        await self.posts("answer-request", case, answer="accept", by="当直医")

    async def accepts_on_condition(self, case: str, conditions: str) -> None:
        """Accepts if the crew agrees to a condition."""
        await self.posts("answer-request", case, answer="conditional", conditions=conditions)

    async def wonders(self, case: str, question: str) -> str:
        """Asks the crew something; returns the key."""
        return str((await self.posts("ask", case, question=question))["key"])

    async def hears(self, case: str, text: str) -> None:
        """Waits until a message stands on its board."""
        await self.terminal.until(lambda: text in _texts(self.terminal.document(case)), text)

    async def takes_its_accept_back(self, case: str, reason: str) -> None:
        """Can no longer take a patient it has accepted."""
        await self.declines(case, reason)

    async def declines(self, case: str, reason: str) -> None:
        """Declines with a reason of the national list."""
        await self.posts("answer-request", case, answer="decline", reason=reason)

    async def is_told_that_it_is_gone(self, case: str, reason: str) -> None:
        """Waits until the case has left the board, and why."""
        await self.terminal.until(lambda: self.terminal.why_gone(case), f"{case} gone")
        assert self.terminal.why_gone(case) == reason
        assert self.terminal.document(case) is None

    async def sees_identity(self, case: str) -> None:
        """Waits until it holds who the patient is."""
        await self.terminal.until(
            lambda: (self.terminal.document(case) or {}).get("patient", {}).get("family_name") == marked_name(case),
            "identity",
        )


class Crew(Party):
    """An ambulance crew with one of its tablets, and the case it works on."""

    case: str = ""

    async def opens(self, report: Json, **more: object) -> str:
        """Opens a case and reports the patient; it is the crew's case from now on."""
        self.case = new_case()
        await self.posts("open-case", self.case, **{**report, **more})
        await self.posts("describe-patient", self.case, **PATIENT)
        await self.posts("record-observation", self.case, **VITALS)
        await self.terminal.until(lambda: self.terminal.document(self.case), "its own case")
        return self.case

    async def joins(self, case: str) -> None:
        """Works on a case that another tablet of the crew opened."""
        self.case = case
        await self.terminal.until(lambda: self.terminal.document(case), "the case of the other tablet")

    async def identifies(self) -> None:
        """States who the patient is."""
        await self.posts("describe-patient", self.case, **{**IDENTITY, "family_name": marked_name(self.case)})

    async def describes(self, **data: object) -> None:
        """States something about the patient."""
        await self.posts("describe-patient", self.case, **data)

    async def observes(self, occurred_at: str | None = None, **data: object) -> str:
        """Records vital signs; returns the key."""
        return str((await self.posts("record-observation", self.case, occurred_at, **data))["key"])

    async def stamps(self, mark: str) -> None:
        """Stamps a time."""
        await self.posts("stamp-time", self.case, mark=mark)

    async def asks(self, *rooms: EmergencyRoom, **more: object) -> None:
        """Asks hospitals to accept."""
        facilities = [room.facility for room in rooms]
        await self.posts("request-acceptance", self.case, **{"facilities": facilities, "eta_minutes": 12, **more})

    async def attaches(self, what: str, content: bytes, **more: object) -> str:
        """Attaches a photo or an electrocardiogram; returns the key."""
        said = {"what": what, "content": b64encode(content).decode(), **more}
        return str((await self.posts("attach", self.case, **said))["key"])

    async def is_asked(self, question: str) -> None:
        """Waits until a question stands on its tablet."""
        await self.terminal.until(lambda: question in _texts(self.terminal.document(self.case)), question)

    async def says(self, text: str, **more: object) -> None:
        """Says something to the other sides of the case."""
        await self.posts("message", self.case, text=text, **more)

    async def heard_on_the_phone(self, room: EmergencyRoom, answer: str, **more: object) -> None:
        """Records what a hospital said on the telephone."""
        await self.posts("record-phone-answer", self.case, facility=room.facility, answer=answer, **more)

    async def withdraws_from(self, room: EmergencyRoom, reason: str) -> None:
        """Takes a request back."""
        await self.posts("withdraw-request", self.case, facilities=[room.facility], reason=reason)

    async def confirms(self, room: EmergencyRoom, **more: object) -> None:
        """Decides on the destination."""
        await self.posts("confirm-destination", self.case, **{"facility": room.facility, **more})

    async def closes(self, closing: str = "transported") -> None:
        """Ends the case."""
        await self.posts("close-case", self.case, closing=closing)

    def request(self, room: EmergencyRoom) -> Json:
        """Returns what it holds of its request to a hospital."""
        document = self.terminal.document(self.case) or {}
        request: Json = document.get("requests", {}).get(room.facility, {})
        return request

    async def sees(self, room: EmergencyRoom, state: str) -> Json:
        """Waits until its request to a hospital has come to a state."""
        await self.terminal.until(lambda: self.request(room).get("state") == state, f"{room.facility} {state}")
        return self.request(room)

    async def sees_accepted(self, room: EmergencyRoom) -> Json:
        """Waits until the hospital has accepted."""
        return await self.sees(room, "accepted")

    async def has_seen(self, room: EmergencyRoom) -> list[str]:
        """Returns the states of the request in the order in which they reached its tablet."""
        states: list[str] = []
        for event in self.terminal.events:
            if event["subject"] == self.case:
                state = event["body"].get("requests", {}).get(room.facility, {}).get("state")
                if state and states[-1:] != [state]:
                    states.append(state)
        return states


def _texts(document: Json | None) -> list[str]:
    return [each["text"] for each in (document or {}).get("messages", {}).values()]


class CommandCenter(Party):
    """A fire department's command centre, which sees every case of its crews."""

    async def sees(self, case: str) -> Json:
        """Waits until the case is on its console."""
        await self.terminal.until(lambda: self.terminal.document(case), f"case {case}")
        return self.holds(case)

    async def takes_a_call(self, unit: str, **call: object) -> str:
        """Opens a case from a call to 119 and sends a unit; returns the case."""
        case = new_case()
        await self.posts("open-incident", case, unit=unit, **call)
        return case

    async def asks_for_the_crew(self, case: str, *rooms: EmergencyRoom) -> None:
        """Asks hospitals on a crew's behalf."""
        await self.posts("request-on-behalf", case, facilities=[room.facility for room in rooms])


class Operator(Party):
    """The desk of an operator of private transport."""

    @property
    def provider(self) -> str:
        """The operator's identifier."""
        return str(self.terminal.bound["organisation"]["id"])

    async def sees(self, transport: str) -> Json:
        """Waits until the transport is on its desk."""
        await self.terminal.until(lambda: self.terminal.document(transport), f"transport {transport}")
        return self.holds(transport)

    async def claims(self, transport: str) -> Json:
        """Claims with its one car and a crew of two; returns the outcome, whichever it is."""
        said = submission("claim", transport, vehicle=f"{self.provider}-car", crew=2)
        return await self.terminal.submit(said)

    async def comes_to(self, transport: str, state: str) -> None:
        """Says how far the trip has come."""
        await self.posts("update-trip", transport, state=state)

    async def is_told_that_it_is_gone(self, transport: str, reason: str) -> None:
        """Waits until the transport has left the desk, and why."""
        await self.terminal.until(lambda: self.terminal.why_gone(transport), f"{transport} gone")
        assert self.terminal.why_gone(transport) == reason
        assert self.terminal.document(transport) is None


class Shift:
    """Brings people to work, and looks at the end whether everybody holds what a fresh look would show."""

    def __init__(self, hub: HubProcess) -> None:
        """Takes the hub they work with."""
        self.hub = hub
        self._terminals: list[Terminal] = []

    async def crew(self, tablet: str = "tablet-u-001") -> Crew:
        """A crew begins its shift."""
        return Crew(self.hub, await self._terminal(tablet))

    async def er(self, number: int = 1, screen: str | None = None) -> EmergencyRoom:
        """An emergency room begins its shift."""
        return EmergencyRoom(self.hub, await self._terminal(screen or f"screen-h-{number:03}", is_watching=True))

    async def command_center(self, console: str = "console-fd-01") -> CommandCenter:
        """A command centre begins its shift."""
        return CommandCenter(self.hub, await self._terminal(console))

    async def operator(self, number: int = 1) -> Operator:
        """An operator of private transport begins its shift."""
        return Operator(self.hub, await self._terminal(f"desk-op-{number:02}"))

    async def _terminal(self, caller: str, *, is_watching: bool = False) -> Terminal:
        terminal = await Terminal(self.hub, caller, is_watching=is_watching).connect()
        self._terminals.append(terminal)
        return terminal

    async def ends(self) -> Self:
        """Compares what each terminal holds with a fresh snapshot at the same position, then all go home."""
        try:
            for terminal in self._terminals:
                if terminal.close_code is None:
                    await self._compare(terminal)
        finally:
            for terminal in self._terminals:
                await terminal.disconnect()
        return self

    async def _compare(self, terminal: Terminal) -> None:
        for _ in range(20):
            fresh = await Terminal(self.hub, terminal.caller, acknowledges=False).connect()
            await fresh.disconnect()
            await terminal.until(_has_come_to, "the top of its streams", terminal, fresh.positions)
            if terminal.positions == fresh.positions:
                assert terminal.documents == fresh.documents, f"{terminal.caller} holds what a fresh look does not show"
                return
        raise AssertionError(f"the streams of {terminal.caller} do not come to rest")


def _has_come_to(terminal: Terminal, wanted: dict[str, Position]) -> bool:
    return all(terminal.positions[stream][1] >= offset for stream, (_, offset) in wanted.items())
