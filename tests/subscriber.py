"""A client of FHIR subscriptions that is none of ours: HTTP requests, and a socket that counts what it hears."""

import asyncio
import http.client
import json
import socket
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.world import HubProcess, Json

TOPIC = "https://kyukyu-hub.example/fhir/SubscriptionTopic/"
GUIDE = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-"
PATIENCE_S = 10.0


def subscription(topic: str, payload: str | None = None, *filters: str, **channel: int) -> Json:
    """Returns a Subscription to a topic, or to a query where no payload is named."""
    given: Json = {"resourceType": "Subscription", "status": "requested", "reason": "test", "criteria": topic}
    given["channel"] = {"type": "websocket"}
    if filters:
        given["_criteria"] = {
            "extension": [{"url": f"{GUIDE}filter-criteria", "valueString": each} for each in filters]
        }
    if payload:
        given["criteria"] = TOPIC + topic
        extension = [{"url": f"{GUIDE}payload-content", "valueCode": payload}]
        given["channel"] |= {"payload": "application/fhir+json", "_payload": {"extension": extension}}
    if channel:
        given["channel"]["extension"] = [
            {
                "url": GUIDE + name.replace("_", "-"),
                "valuePositiveInt" if name == "max_count" else "valueUnsignedInt": value,
            }
            for name, value in channel.items()
        ]
    return given


class Reply:
    """An answer of the facade: status, headers, and its resource."""

    def __init__(self, status: int, headers: dict[str, str], raw: bytes) -> None:
        """Reads the body."""
        self.status = status
        self.headers = headers
        self.raw = raw
        self.body: Any = json.loads(raw) if raw else None


def ask(  # noqa: PLR0913, PLR0917  what a request is made of
    hub: HubProcess,
    caller: str | None,
    method: str,
    path: str,
    body: object = None,
    more: dict[str, str] | None = None,
) -> Reply:
    """Sends a request to the facade."""
    line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=30)
    headers = {"content-type": "application/fhir+json", **(more or {})}
    if caller:
        headers |= hub.headers(caller, method, path)
    line.request(method, path, None if body is None else json.dumps(body).encode(), headers)
    answer = line.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in {"date", "dpop-nonce"}}
    reply = Reply(answer.status, told, answer.read())
    line.close()
    return reply


def subscribe(hub: HubProcess, caller: str, asked: Json) -> str:
    """Posts a Subscription and returns its id."""
    reply = ask(hub, caller, "POST", "/fhir/Subscription", asked)
    assert reply.status in {200, 201}, reply.body
    identity: str = reply.body["id"]
    return identity


def status_of(bundle: Json) -> Json:
    """Returns the first entry of a notification as plain names and values, in whichever shape it is written."""
    resource = bundle["entry"][0]["resource"]
    if resource["resourceType"] == "SubscriptionStatus":
        events = resource.get("notificationEvent", [])
        return {
            "type": resource["type"],
            "status": resource["status"],
            "since": int(resource["eventsSinceSubscriptionStart"]),
            "subscription": resource["subscription"]["reference"].rpartition("/")[2],
            "numbers": [int(each["eventNumber"]) for each in events],
            "focus": [each["focus"]["reference"] for each in events if "focus" in each],
        }
    named: dict[str, list[Json]] = {}
    for each in resource["parameter"]:
        named.setdefault(each["name"], []).append(each)
    events = [{part["name"]: part for part in each["part"]} for each in named.get("notification-event", [])]
    return {
        "type": named["type"][0]["valueCode"],
        "status": named["status"][0]["valueCode"],
        "since": int(named["events-since-subscription-start"][0]["valueString"]),
        "subscription": named["subscription"][0]["valueReference"]["reference"].rpartition("/")[2],
        "numbers": [int(each["event-number"]["valueString"]) for each in events],
        "focus": [_relative(each["focus"]["valueReference"]["reference"]) for each in events if "focus" in each],
    }


def _relative(reference: str) -> str:
    return "/".join(reference.split("/")[-2:])


def resources(bundle: Json) -> list[Json]:
    """Returns the resources that a notification carries."""
    return [each["resource"] for each in bundle["entry"][1:] if "resource" in each]


class Subscriber:
    """One socket of subscriptions."""

    def __init__(self, hub: HubProcess, caller: str, opened: ClientConnection) -> None:
        """Takes a socket that is open."""
        self.hub = hub
        self.caller = caller
        self.socket = opened

    @classmethod
    async def open(
        cls,
        hub: HubProcess,
        caller: str,
        *subscriptions: str,
        path: str = "/ws/subscriptions",
        narrow: bool = False,
        origin: str | None = None,
    ) -> Self:
        """Opens a socket and binds it to subscriptions; a narrow one has hardly room for what nobody reads."""
        opened = await connect(
            f"ws://127.0.0.1:{hub.port}{path}",
            sock=_narrow(hub.port) if narrow else None,
            compression=None,
            ping_interval=None,
            max_size=None,
            max_queue=1 if narrow else 16,
            close_timeout=1,
            proxy=None,
            origin=None if origin is None else Origin(origin),
        )
        line = cls(hub, caller, opened)
        for each in subscriptions:
            await line.bind(each)
        return line

    async def __aenter__(self) -> Self:
        """Lends the line."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hangs up."""
        await self.socket.close()

    async def bind(self, identity: str) -> str:
        """Fetches a token for a subscription, binds the socket with it, and returns it."""
        path = f"/fhir/Subscription/{identity}/$get-ws-binding-token"
        reply = await asyncio.to_thread(ask, self.hub, self.caller, "GET", path)
        assert reply.status == 200, reply.body
        token: str = next(each["valueString"] for each in reply.body["parameter"] if each["name"] == "token")
        await self.say({"type": "bind-with-token", "payload": {"token": token}})
        return token

    async def say(self, message: object) -> None:
        """Sends a message."""
        await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def hear(self, timeout_s: float = PATIENCE_S) -> Json:
        """Returns the next message."""
        async with asyncio.timeout(timeout_s):
            heard: Json = json.loads(await self.socket.recv())
        return heard

    async def hears(self, kind: str, timeout_s: float = PATIENCE_S) -> Json:
        """Returns the next notification of a type, passing over others."""
        async with asyncio.timeout(timeout_s):
            while True:
                bundle = await self.hear(timeout_s)
                if bundle.get("entry") and status_of(bundle)["type"] == kind:
                    return bundle

    async def hears_the_end(self, timeout_s: float = PATIENCE_S) -> int:
        """Waits until the hub ends the line and returns the close code."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    await self.socket.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


def _narrow(port: int) -> socket.socket:
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    plug.connect(("127.0.0.1", port))
    return plug
