"""The outside systems around a demonstration: one connection of each adapter, and what the simulators are told of them.

The hub knows neither its adapters nor the simulators: what stands here are names, options and a file.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

FILE: Final = "neighbours.json"
_HOSPITALS: Final = 9
"""How many hospitals are connected: the visitor's, one that tells EMIS, and those that share a system."""

_EMIS: Final = {"heard": "39-1393100120", "told": "39-1393100138"}
"""How EMIS calls two of the hospitals."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One outside system.

    Attributes:
        kind: As the simulators call it.
        beside: The organisations beside which it stands.
        connections: By their names: adapter, organisation, options.
        folder: In place of a port, where files are exchanged.
        names: How it calls organisations, where it has names of its own.
        speaks_for: Organisations for whom it speaks.
    """

    kind: str
    port: int
    beside: tuple[str, ...]
    connections: Mapping[str, Mapping[str, Any]]
    secret_file: str | None = None
    folder: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    speaks_for: tuple[str, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """Returns what its simulator has to know."""
        return {
            "port": self.port,
            "connections": list(self.connections),
            "organisations": self.beside,
            "secret_file": self.secret_file,
            "folder": self.folder,
            "names": self.names,
        }


def surround(folder: Path, free_port: Callable[[], int]) -> dict[str, Mapping[str, Any]]:
    """Writes the simulators' file beside the enrolment, and returns the connections by their names.

    Args:
        folder: Of the prefecture; secrets are written there, for nobody else to read.
        free_port: Returns another port each time.
    """
    enrolled = json.loads((folder / "enrolment.json").read_text(encoding="utf-8"))["organisations"]
    by_kind = {each["kind"]: [it["id"] for it in enrolled if it["kind"] == each["kind"]] for each in enrolled}
    units = {each["id"]: [unit["id"] for unit in each.get("units", ())] for each in enrolled}
    there = [*_neighbours(by_kind, units, folder, free_port)]
    alone = {each.kind: each.told for each in there if each.kind != "operators"}
    several = [each.told for each in there if each.kind == "operators"]
    speak_for = sorted({organisation for each in there for organisation in each.speaks_for})
    (folder / FILE).write_text(
        json.dumps({**alone, "operators": several, "speak_for": speak_for}, ensure_ascii=False), encoding="utf-8"
    )
    return {name: connection for each in there for name, connection in each.connections.items()}


def _neighbours(
    by_kind: dict[str, list[str]], units: dict[str, list[str]], folder: Path, free_port: Callable[[], int]
) -> Iterator[Neighbour]:
    department, second, third = by_kind["fire-department"][:3]
    shown, told, *own = by_kind["hospital"][:_HOSPITALS]
    yield _webhook(department, folder, free_port())
    yield _emis(shown, told, third, folder, free_port())
    yield _myna(department, folder, free_port())
    yield _hl7v2(tuple(own), free_port())
    yield _fire_command(second, units[second], folder, free_port())
    yield _run_record(department, folder)
    for operator in by_kind["transport-provider"][:2]:
        yield _dispatch(operator, folder, free_port())


def _webhook(department: str, folder: Path, port: int) -> Neighbour:
    key = _secret(folder, "webhook.key")
    options = {"url": _address(port), "key_id": "demo", "key_file": key, "algorithm": "hmac-sha256"}
    return Neighbour(
        "webhook", port, (department,), {"demo-webhook": _beside("fhir_webhook", department, options)}, key
    )


def _emis(shown: str, told: str, department: str, folder: Path, port: int) -> Neighbour:
    """One hospital is heard, another is told of, and a fire department declares the mode of its prefecture."""
    token = _secret(folder, "emis.token")
    way = {"url": _address(port), "token_file": token, "every_s": 5}
    prefecture = _EMIS["heard"].partition("-")[0]
    connections = {
        "demo-emis-in": _beside("emis", shown, way | {"hospital": _EMIS["heard"]}),
        "demo-emis-out": _beside("emis", told, way | {"facilities": {told: _EMIS["told"]}}),
        "demo-emis-mode": _beside("emis", department, way | {"prefecture": prefecture}),
    }
    names = {shown: _EMIS["heard"], told: _EMIS["told"]}
    return Neighbour("emis", port, (shown, told), connections, token, names=names, speaks_for=(shown, department))


def _myna(department: str, folder: Path, port: int) -> Neighbour:
    token = _secret(folder, "myna.token")
    connection = _beside("myna_kyukyu", department, {"url": _address(port), "token_file": token})
    return Neighbour("myna", port, (department,), {"demo-myna": connection}, token)


def _hl7v2(hospitals: tuple[str, ...], port: int) -> Neighbour:
    """Several hospitals share one system, each with a connection of its own."""
    way = {"host": "127.0.0.1", "port": port, "is_plain": True}
    return Neighbour("hl7v2", port, hospitals, {f"demo-hl7v2-{it}": _beside("hl7v2", it, way) for it in hospitals})


def _fire_command(department: str, units: list[str], folder: Path, port: int) -> Neighbour:
    token = _secret(folder, "command.token")
    options = {"url": _address(port), "token_file": token, "units": {unit: unit for unit in units}}
    connection = _beside("fire_command", department, options)
    return Neighbour("fire_command", port, (department,), {"demo-command": connection}, token)


def _run_record(department: str, folder: Path) -> Neighbour:
    """Its records come as files; the sheet (PDF) needs an extra of the distribution."""
    records = folder / "records"
    records.mkdir(exist_ok=True)
    connection = _beside("run_record", department, {"folder": str(records), "forms": ["csv"]})
    return Neighbour("run_record", 0, (department,), {"demo-records": connection}, folder=str(records))


def _dispatch(operator: str, folder: Path, port: int) -> Neighbour:
    token = _secret(folder, f"dispatch-{operator}.token")
    options = {"url": _address(port), "token_file": token, "vehicles": {"1": f"{operator}-car"}}
    connection = _beside("private_transport", operator, options)
    name = f"demo-dispatch-{operator}"
    return Neighbour("operators", port, (operator,), {name: connection}, token, speaks_for=(operator,))


def _beside(adapter: str, organisation: str, options: Mapping[str, Any]) -> dict[str, Any]:
    return {"use": adapter, "organisation": organisation, "options": options}


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def _secret(folder: Path, name: str) -> str:
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32), encoding="ascii")
    return str(path)
