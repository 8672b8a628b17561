"""Other people's FHIR clients read the hub unchanged, and another people's plan tests it as a server."""

import asyncio
import importlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from fhirclient.client import FHIRClient
from fhirclient.models import observation, task
from fhirclient.server import FHIRNotFoundException, FHIRUnauthorizedException
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound
from pyrofile_validator.api_testing import ApiTestOptions, ApiTestStatus, load_builtin_api_test_plan, run_api_tests

from hub.fhir.parameters import PARAMETERS
from tests.integration.fhir_line import TOLD, ask, found, search, whole_shift
from tests.world import HubProcess, Json

SYSTEM: Final = "system-u-001"
REFEREES: Final = Path(__file__).parents[1] / "referees"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (REFEREES / "node_modules" / "fhir-kit-client").is_dir(),
    reason="there is no Node here, or `make test` has not fetched what the referees need",
)


@pytest.fixture(scope="module")
def shift(hub: HubProcess) -> str:
    """A case of unit u-001 with a little of everything."""
    return whole_shift(hub)


@pytest.fixture(scope="module")
def vitals(hub: HubProcess, shift: str) -> list[str]:
    """The ids of what is observed in the case, newest first."""
    return [each["id"] for each in found(search(hub, "Observation", patient=shift, _count=1000))]


# fhirpy.


@pytest.fixture
def fhirpy(hub: HubProcess) -> SyncFHIRClient:
    return SyncFHIRClient(f"{hub.url}/fhir", authorization=f"Bearer {hub.bearer(SYSTEM)}")


def test_fhirpy_reads_searches_counts_and_follows_pages(fhirpy: SyncFHIRClient, shift: str, vitals: list[str]) -> None:
    patient = fhirpy.reference("Patient", shift).to_resource()
    assert patient["gender"] == "male"
    observations = fhirpy.resources("Observation").search(patient=shift)
    assert [each.id for each in observations.limit(3).fetch_all()] == vitals
    assert [each.id for each in observations.limit(3)] == vitals
    assert observations.count() == len(vitals)
    assert fhirpy.resources("Observation").search(patient=shift, code="8867-4").count() == 2
    first = fhirpy.resources("Observation").search(patient=shift).sort("-date").first()
    assert first is not None
    assert first["subject"].reference == f"Patient/{shift}"
    tasks = fhirpy.resources("Task").search(encounter=shift, status="completed").include("Task", "focus").fetch_raw()
    assert {entry.resource.resource_type for entry in tasks.entry} == {"Task", "ServiceRequest"}
    everything = fhirpy.execute(f"Encounter/{shift}/$everything", method="get")
    assert everything["total"] > len(vitals)


def test_fhirpy_is_told_in_its_own_words_what_it_may_not(fhirpy: SyncFHIRClient, shift: str) -> None:
    with pytest.raises(ResourceNotFound):
        fhirpy.reference("Patient", "nobody").to_resource()
    with pytest.raises(OperationOutcome) as refused:
        fhirpy.resource("Patient", id=shift).save()
    assert refused.value.resource["issue"][0]["code"] == "not-supported"


# SMART fhirclient.


@pytest.fixture
def smart(hub: HubProcess) -> FHIRClient:
    client = FHIRClient(settings={"app_id": "test", "api_base": f"{hub.url}/fhir"})
    client.server.session.headers["Authorization"] = f"Bearer {hub.bearer(SYSTEM)}"
    return client


def test_smarts_client_reads_the_statement_with_its_strict_models_and_needs_no_sign_in(smart: FHIRClient) -> None:
    assert smart.prepare()
    assert smart.ready
    assert smart.server.capabilityStatement.fhirVersion == "4.0.1"
    assert {each.type for each in smart.server.capabilityStatement.rest[0].resource} == {*PARAMETERS, "Subscription"}


def test_smarts_client_reads_every_resource_of_a_case_with_its_strict_models(
    hub: HubProcess, smart: FHIRClient, shift: str
) -> None:
    """Watches that models of R4 4.0.1 that are not those the hub is tested with take every resource."""
    resources = found(ask(hub, f"Encounter/{shift}/$everything").body)
    assert {each["resourceType"] for each in resources} == TOLD
    for each in [*resources, {"resourceType": "Organization", "id": "h-001"}]:
        kind = each["resourceType"]
        model = getattr(importlib.import_module(f"fhirclient.models.{kind.lower()}"), kind)
        assert model.read(each["id"], smart.server).id == each["id"]


def test_smarts_client_searches_and_follows_pages(smart: FHIRClient, shift: str, vitals: list[str]) -> None:
    asked = observation.Observation.where({"patient": shift, "_count": "3"})
    assert [each.id for each in asked.perform_resources_iter(smart.server)] == vitals
    bundle = next(task.Task.where({"encounter": shift}).include("focus").perform_iter(smart.server))
    assert bundle.total == 2
    with pytest.raises(FHIRNotFoundException):
        task.Task.read("nothing", smart.server)
    smart.server.session.headers.pop("Authorization")
    with pytest.raises(FHIRUnauthorizedException):
        task.Task.read(f"{shift}-h-001", smart.server)


# Node's clients.


@pytest.fixture(scope="module")
async def node_clients(hub: HubProcess, shift: str) -> dict[str, Json]:
    """What fhir-kit-client and MedplumClient saw of the case."""
    process = await asyncio.create_subprocess_exec(
        *(
            "node",
            "--experimental-websocket",
            "--no-warnings",
            str(REFEREES / "facade.mjs"),
            f"{hub.url}/fhir",
            hub.bearer(SYSTEM),
            shift,
        ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, errors.decode()
    said = [json.loads(line) for line in output.splitlines()]
    return {each["client"]: each for each in said}


@needs_node
def test_fhir_kit_client_reads_the_hub(
    hub: HubProcess, node_clients: dict[str, Json], shift: str, vitals: list[str]
) -> None:
    saw = node_clients["fhir-kit-client"]
    patient = ask(hub, f"Patient/{shift}").body
    assert saw["fhirVersion"] == "4.0.1"
    assert saw["read"] == shift
    assert saw["version"] == patient["meta"]["versionId"]
    assert saw["versions"] == ask(hub, f"Patient/{shift}/_history").body["total"]
    assert saw["posted"] == 5
    assert [each for page in saw["pages"] for each in page] == vitals
    assert saw["missing"] == [404, "OperationOutcome"]


@needs_node
def test_medplums_client_reads_the_hub(
    hub: HubProcess, node_clients: dict[str, Json], shift: str, vitals: list[str]
) -> None:
    saw = node_clients["medplum"]
    assert saw["read"] == shift
    assert saw["reference"] == "Encounter"
    assert saw["versions"] == ask(hub, f"Encounter/{shift}/_history").body["total"]
    assert saw["everything"] == len(vitals)
    assert saw["one"] == "Organization/h-001"
    assert [each for page in saw["pages"] for each in page] == vitals
    assert saw["missing"] == ["OperationOutcome", "not-found"]


# pyrofile's test of servers.

NOT_PASSED: Final[dict[str, dict[str, list[str]]]] = {
    # The register of who takes part keeps no versions, and the CapabilityStatement says so: no ETag, no history.
    "Organization": {
        "read": ["header assertion failed", "header assertion failed"],
        "vread": [],
        "instance-history": ["status assertion failed", "resource-type assertion failed"],
    },
}
"""What of the plan does not apply, by type: the assertions that fail; none where the plan passes a step over."""


@pytest.mark.parametrize("kind", sorted({*TOLD, "Organization"}))
@pytest.mark.usefixtures("shift")
def test_pyrofiles_plan_for_servers_of_r4_is_passed(hub: HubProcess, kind: str) -> None:
    """What it reads is judged in `tests/referees`: here it has no definitions, and misses what its own table lacks."""
    plan = load_builtin_api_test_plan("base-r4")
    scenarios = tuple(replace(each, validate_response=False) for each in plan.scenarios)
    resources = found(search(hub, kind))
    (read, *_) = [each for each in resources if "versionId" in each["meta"]] or resources
    named = {"resourceType": kind, "resourceId": read["id"], "versionId": read["meta"].get("versionId", "1")}
    options = ApiTestOptions(headers={"Authorization": f"Bearer {hub.bearer(SYSTEM)}"}, inputs=named, retry_attempts=1)

    report = run_api_tests(f"{hub.url}/fhir", replace(plan, scenarios=scenarios), options=options)

    assert len(report.scenarios) == 8
    failed = {
        each.id: [one.message for one in each.assertions if one.status is ApiTestStatus.FAIL]
        for each in report.scenarios
        if each.status is not ApiTestStatus.PASS
    }
    assert failed == NOT_PASSED.get(kind, {})
