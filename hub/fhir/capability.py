"""The CapabilityStatement: what `INTERACTIONS`, `PARAMETERS` and the topics say, and nothing that is not there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from hub.fhir.codes import Content
from hub.fhir.interactions import INTERACTIONS, Interaction
from hub.fhir.parameters import COMMON, DIRECTORY, PARAMETERS, Kind
from hub.fhir.resource import encode
from hub.fhir.subscription_capability import SERVER, capability

FHIR_VERSION: Final = "4.0.1"

_SINCE: Final = datetime.now(UTC).date().isoformat()
_BY_POST: Final = "search-by-post"
_SECURITY: Final = (
    "システムは登録した鍵で5分間のトークンを得る(SMART Backend Services)。端末は鍵の所持を毎回証明する(DPoP)。"
    "SMART App Launchは未対応。 A system gets a token of five minutes by a registered key (SMART Backend Services); "
    "a device shows its key with each request (DPoP). There is no SMART App Launch."
)
_DOCUMENTATION: Final = (
    "救急隊・医療機関・指令センターが、関係する事案だけを、許された範囲で読む。"
    "Crews, hospitals and command centres read the cases they have to do with, as far as they may see them."
)

_OF_WRITING: Final = (
    "If-Match(Bundleでは request.ifMatch)の版が最新でなければ412で拒否する。PUT・PATCH・DELETEは405。 "
    "What is created is read into submissions. If-Match, in a Bundle request.ifMatch, is refused with 412 where its "
    "version is not the newest. PUT, PATCH and DELETE are answered with 405."
)


def statement(base: str) -> bytes:
    """Returns the CapabilityStatement of the facade that stands at an address."""
    return encode(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": _SINCE,
            "kind": "instance",
            "instantiates": [SERVER],
            "software": {"name": "Kyukyu Hub 救急ハブ", "version": version("kyukyu-hub")},
            "implementation": {"description": "救急ハブ FHIR R4", "url": base},
            "fhirVersion": FHIR_VERSION,
            "format": ["application/fhir+json", "json"],
            "rest": [
                {
                    "mode": "server",
                    "documentation": _DOCUMENTATION,
                    "security": {"cors": False, "description": _SECURITY},
                    "resource": [*map(_resource, sorted(PARAMETERS)), capability()],
                    "interaction": [{"code": "transaction"}, {"code": "batch"}],
                    "operation": [
                        _operation(each) for each in INTERACTIONS if each.level == "system" and each.definition
                    ],
                }
            ],
        }
    )


def _resource(resource_type: str) -> Content:
    here = [each for each in INTERACTIONS if resource_type in each.types and each.level != "system"]
    references = sorted(_inclusions(resource_type))
    content: Content = {
        "type": resource_type,
        "interaction": [{"code": each.code} for each in here if each.definition is None and each.code != _BY_POST],
        "documentation": _OF_WRITING if any(each.code == "create" for each in here) else None,
        "versioning": "no-version" if resource_type in DIRECTORY else "versioned",
        "readHistory": resource_type not in DIRECTORY,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "not-supported" if resource_type in DIRECTORY else "full-support",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "searchInclude": references,
        "searchRevInclude": sorted(_pointing(resource_type)),
        "searchParam": [
            {"name": name, "type": each.kind.value}
            for name, each in sorted({**COMMON, **PARAMETERS[resource_type]}.items())
        ],
        "operation": [_operation(each) for each in here if each.definition],
    }
    return {name: value for name, value in content.items() if value not in ([], None)}


def _of_the_system() -> Iterator[Interaction]:
    """Yields the operations that are done to no single type."""
    return (each for each in INTERACTIONS if each.level == "system" and each.definition)


def _operation(interaction: Interaction) -> Content:
    return {"name": interaction.code, "definition": interaction.definition}


def _inclusions(resource_type: str) -> Iterator[str]:
    """Yields the references of a type that can be followed."""
    for name, each in PARAMETERS[resource_type].items():
        if each.kind is Kind.REFERENCE:
            yield f"{resource_type}:{name}"


def _pointing(resource_type: str) -> Iterator[str]:
    """Yields the references that may point to a type within a case."""
    if resource_type not in DIRECTORY:
        for other in PARAMETERS:
            yield from (each for each in _inclusions(other) if _may_point(each, resource_type))


_AIMS: Final = {
    "patient": {"Patient"},
    "encounter": {"Encounter"},
    "context": {"Encounter"},
    "subject": {"Patient"},
    "focus": {"ServiceRequest"},
    "location": {"Location"},
    "diagnosis": {"Condition"},
    "reason-reference": {"Condition"},
    "target": set(PARAMETERS) - {"Provenance"},
}


def _may_point(inclusion: str, resource_type: str) -> bool:
    return resource_type in _AIMS.get(inclusion.partition(":")[2], set())
