/** What stands beside the lists of a desk: one case, what we advertise, or a case that was not put before us. */
import { html } from "./vendor/lit.js";
import { isStale } from "./er-capacity-age.js";
import { say } from "./language.js";
import "./er-capacity.js";
import "./er-detail.js";
import "./er-glass.js";

const PANELS = [
  ["detail", "事案", "Case"],
  ["capacity", "応需状況", "Capacity"],
  ["glass", "緊急閲覧", "Break glass"],
];

/** Event of a button: `panel` (its name). */
export function sidePanel({ panel, row, now, pending, capacity, specialties, departments, session }) {
  const old = specialties.filter((specialty) => isStale(capacity?.[specialty], now)).length;
  return html`<section class="beside">
    <nav aria-label=${say("表示の切替", "Panels")}>
      ${PANELS.map(([name, ja, en]) => tab(name, say(ja, en), panel === name, name === "capacity" ? old : 0))}
    </nav>
    ${
      panel === "capacity"
        ? html`<er-capacity class="side" .capacity=${capacity} .specialties=${specialties} .now=${now}></er-capacity>`
        : panel === "glass"
          ? html`<er-glass class="side" .session=${session} .departments=${departments} .now=${now}></er-glass>`
          : html`<er-detail
              class="side"
              .row=${row}
              .now=${now}
              .pending=${pending}
              .departments=${departments}
              .session=${session}
            ></er-detail>`
    }
  </section>`;
}

function tab(name, text, isShown, old) {
  return html`<button
    data-act=${name}
    aria-pressed=${isShown}
    @click=${({ currentTarget }) => currentTarget.dispatchEvent(new CustomEvent("panel", { detail: name, bubbles: true }))}
  >
    ${text}
    ${old ? html`<span class="tag danger" aria-label=${say(`古い情報 ${old}科`, `${old} old`)}>⚠ ${old}</span>` : ""}
  </button>`;
}
