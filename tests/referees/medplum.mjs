// Judges with @medplum/core: node medplum.mjs <core folder> <definitions folder> < tasks.jsonl > verdicts.jsonl
// A task is {"name", "resource"}; each is judged by R4 and by every profile in its meta.profile. One verdict a line:
// {"name", "faults": [...]}, without faults where nothing is wrong.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";

globalThis.WebSocket ??= class {}; // Node 20 has none, and the module wants to see one when it is loaded
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");

const [coreFolder, definitionsFolder] = process.argv.slice(2);
const read = (folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.startsWith("StructureDefinition-"))
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));

for (const definition of read(coreFolder)) {
  if (definition.derivation !== "constraint" && definition.snapshot) {
    try {
      indexStructureDefinitionBundle({ resourceType: "Bundle", type: "collection", entry: [{ resource: definition }] });
    } catch {
      // a few abstract definitions cannot be indexed, and nothing is judged by them
    }
  }
}
const profiles = new Map(read(definitionsFolder).map((definition) => [definition.url, definition]));

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { name, resource } = JSON.parse(line);
  const faults = [];
  for (const profile of [undefined, ...(resource.meta?.profile ?? []).map((url) => profiles.get(url)).filter(Boolean)]) {
    try {
      validateResource(resource, { profile });
    } catch (error) {
      const issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
      faults.push(
        ...issues
          .filter((issue) => issue.severity !== "warning")
          .map((issue) => `${profile?.id ?? "R4"}: ${issue.details?.text} @${issue.expression ?? ""}`),
      );
    }
  }
  console.log(JSON.stringify({ name, faults }));
}
