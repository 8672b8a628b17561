// Reads a hub with two clients from npm, as their users do: `node facade.mjs <base> <token> <case>`.
// Says what each saw as one line of JSON; a client that cannot go on ends with its error.
import { MedplumClient } from "@medplum/core";
import { Client } from "fhir-kit-client";

const [base, token, patient] = process.argv.slice(2);

async function fhirKit() {
  const client = new Client({ baseUrl: base, customHeaders: { authorization: `Bearer ${token}` } });
  const statement = await client.capabilityStatement();
  const smart = await client.smartAuthMetadata();
  const read = await client.read({ resourceType: "Patient", id: patient });
  const version = await client.vread({ resourceType: "Patient", id: patient, version: read.meta.versionId });
  const history = await client.history({ resourceType: "Patient", id: patient });
  const everything = await client.operation({
    name: "everything",
    resourceType: "Encounter",
    id: patient,
    method: "GET",
  });
  const posted = await client.search({
    resourceType: "Observation",
    searchParams: { patient, category: "vital-signs" },
    options: { postSearch: true },
  });
  let bundle = await client.search({ resourceType: "Observation", searchParams: { patient, _count: 3 } });
  const pages = [];
  while (bundle) {
    pages.push(bundle.entry.map((entry) => entry.resource.id));
    bundle = await client.nextPage({ bundle });
  }
  const missing = await client.read({ resourceType: "Patient", id: "nobody" }).catch((error) => error.response);
  return {
    client: "fhir-kit-client",
    fhirVersion: statement.fhirVersion,
    smart: Object.keys(smart),
    read: read.id,
    version: version.meta.versionId,
    versions: history.total,
    everything: everything.total,
    posted: posted.total,
    pages,
    missing: [missing.status, missing.data.resourceType],
  };
}

async function medplum() {
  const client = new MedplumClient({ baseUrl: new URL("/", base).href, fhirUrlPath: "fhir", accessToken: token });
  const read = await client.readResource("Patient", patient);
  const reference = await client.readReference({ reference: `Encounter/${patient}` });
  const version = await client.readVersion("Patient", patient, read.meta.versionId);
  const history = await client.readHistory("Encounter", patient);
  const everything = await client.search("Observation", { patient, _count: "1000" });
  const one = await client.searchOne("Task", { encounter: patient, owner: "Organization/h-001" });
  const pages = [];
  for await (const page of client.searchResourcePages("Observation", { patient, _count: "3" })) {
    pages.push(page.map((resource) => resource.id));
  }
  const missing = await client.readResource("Patient", "nobody").catch((error) => error.outcome);
  return {
    client: "medplum",
    read: read.id,
    reference: reference.resourceType,
    version: version.meta.versionId,
    versions: history.entry.length,
    everything: everything.total,
    one: one.owner.reference,
    pages,
    missing: [missing.resourceType, missing.issue[0].code],
  };
}

for (const client of [fhirKit, medplum]) {
  console.log(JSON.stringify(await client()));
}
process.exit(0);
