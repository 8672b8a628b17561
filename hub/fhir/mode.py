"""The mode that a fire department has declared, as a Flag on the department."""

from hashlib import blake2s

from hub.domain.codes import OperationMode
from hub.domain.department import WHOLE, Department
from hub.domain.document import section
from hub.domain.events import ModeDeclared
from hub.fhir import profiles
from hub.fhir.codes import Content, coded
from hub.fhir.resource import Page, Resource, organisation, words


def mode(page: Page, department: Department, event: ModeDeclared) -> Resource:
    """Returns 運用モード of an area: active from when it was declared; normal again, it is inactive."""
    stated = section(section(department.document, "modes"), event.district or WHOLE)
    is_normal = stated["mode"] == OperationMode.NORMAL
    said = [words(event.district), words(stated.get("reason"))]
    if "patients" in stated:
        said.append(f"傷病者 {stated['patients']}名")
    text = " ".join(part for part in said if part)
    content: Content = {
        "status": "inactive" if is_normal else "active",
        "code": coded(OperationMode, stated["mode"], text or None),
        "subject": organisation(event.department),
        "period": {"end" if is_normal else "start": stated["at"]},
        "author": organisation(event.department),
    }
    return page.resource("Flag", f"{event.department}{_district(event.district)}-mode", profiles.MODE, content)


def _district(name: str) -> str:
    """Returns what names a district inside an id: a digest, for its name is free text."""
    return f"-{blake2s(name.encode(), digest_size=5).hexdigest()}" if name else ""
