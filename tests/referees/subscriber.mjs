// Medplum's own client with its own subscription manager: node subscriber.mjs <base> <token> <events> <criteria>...
// Prints what the manager emits, one JSON object a line, and ends when it has got so many messages.
import { MedplumClient } from "@medplum/core";

const [baseUrl, accessToken, wanted, ...criteria] = process.argv.slice(2);
let messages = 0;
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

// The client subscribes only when it knows whose it is, and asks nobody but Medplum's own server for that.
class Device extends MedplumClient {
  getProfile() {
    return { resourceType: "Device", id: "test" };
  }
}

const medplum = new Device({ baseUrl, accessToken, fhirUrlPath: "fhir" });
const manager = medplum.getSubscriptionManager();
for (const each of criteria) {
  const emitter = medplum.subscribeToCriteria(each);
  emitter.addEventListener("connect", ({ payload }) => say({ event: "connect", criteria: each, ...payload }));
  emitter.addEventListener("error", ({ payload }) => say({ event: "error", criteria: each, text: String(payload) }));
  emitter.addEventListener("message", ({ payload }) => {
    say({ event: "message", criteria: each, bundle: payload });
    messages += 1;
    if (messages === Number(wanted)) {
      manager.closeWebSocket();
    }
  });
}
const master = manager.getMasterEmitter();
master.addEventListener("heartbeat", ({ payload }) => say({ event: "heartbeat", bundle: payload }));
master.addEventListener("close", () => {
  say({ event: "close" });
  if (messages === Number(wanted)) {
    process.exit(0); // else it connects again by itself
  }
});
