/** The part of a case that is open: 傷病者, 観察, 処置, マイナ, 病院, 連絡, 引継. */
import { html, repeat } from "./vendor/lit.js";
import { packOf } from "./rule-pack.js";
import "./crew-patient.js";
import "./crew-photo.js";
import "./crew-vitals.js";
import "./crew-treatments.js";
import "./crew-hospitals.js";
import "./crew-handover.js";
import "./crew-myna.js";
import "./talk-list.js";

/**
 * @param {string} part
 * @param {object} document
 * @param {import("./crew-desk.js").CrewDesk} desk
 */
export function casePart(part, document, desk) {
  const { client, hospitals } = desk;
  const now = client.now();
  switch (part) {
    case "vitals":
      return html`<crew-vitals .document=${document} .now=${now}
        ><crew-photo .document=${document} .take=${(id, data) => desk.outbox.put("attach", id, data)}></crew-photo
      ></crew-vitals>`;
    case "treatments":
      return html`<crew-treatments .document=${document}></crew-treatments>`;
    case "hospitals":
      return html`<crew-hospitals
        .document=${document}
        .now=${now}
        .hospitals=${hospitals}
        .pack=${packOf(desk.directory.organisations, document.department)}
        .capacities=${client.documents("area:")}
        .silent=${client.silent}
        .coming=${client.coming}
      ></crew-hospitals>`;
    case "myna":
      return html`<crew-myna
        .document=${document}
        .views=${desk.views}
        .now=${now}
        .isOnline=${client.isOpen}
      ></crew-myna>`;
    case "talk":
      return html`<talk-list .document=${document} .names=${desk.names}></talk-list>`;
    case "handover":
      return html`<crew-handover
        .document=${document}
        .session=${desk.session}
        .isOnline=${client.isOpen}
        .place=${desk.nameOf(document.destination?.facility)}
      ></crew-handover>`;
    default: // one form per case: its last words belong to its own case, even when another is open already
      return repeat(
        [document],
        ({ case: id }) => id,
        (held) => html`<crew-patient .document=${held} @say=${(event) => sayFor(event, held.case, desk)}></crew-patient>`,
      );
  }
}

function sayFor(event, id, { outbox }) {
  event.stopPropagation();
  outbox.put(event.detail.kind, id, event.detail.data);
}
