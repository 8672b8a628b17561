/** The mode that a fire department has declared, where many casualties are reckoned with; nothing in ordinary times. */
import { html, nothing } from "./vendor/lit.js";
import { ago, term } from "./words.js";
import { say } from "./language.js";

const WHOLE = "whole";

/**
 * The modes of an area that are not the ordinary one.
 * @param {Object<string, object>} documents of the area
 * @returns {{department: string, district: string, mode: string, patients?: number, reason?: string, at: string}[]}
 */
export function declaredModes(documents) {
  return Object.values(documents).flatMap(({ department, modes = {} }) =>
    Object.entries(modes)
      .filter(([, { mode }]) => mode !== "normal")
      .map(([district, said]) => ({ department, district: district === WHOLE ? "" : district, ...said })),
  );
}

/**
 * @param {{documents: (prefix: string) => object, now: () => number}} client
 * @param {(id: string) => string} nameOf an organisation
 */
export function modeBanner(client, nameOf) {
  const declared = declaredModes(client.documents("area:"));
  if (!declared.length) return nothing;
  return html`<div class="banner mode" role="status" data-banner="mode">
    ${declared.map(
      ({ department, district, mode, patients, reason, at }) =>
        html`<span data-mode=${mode}>
          <b>${term("operation-mode", mode)}</b> <span translate="no">${nameOf(department)} ${district}</span>
          ${patients === undefined ? nothing : html`<b class="num">${say(`傷病者 約${patients}人`, `about ${patients} casualties`)}</b>`}
          <span translate="no">${reason ?? ""}</span> <small class="num">${ago(at, client.now())}</small>
        </span>`,
    )}
  </div>`;
}
