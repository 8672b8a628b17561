/** 事案のQR: the address of a case as a code, made on the glass; it names the case and nothing of its patient. */
import { svg } from "./vendor/lit.js";
import { encode } from "./vendor/uqr.js";
import { say } from "./language.js";

const QUIET = 3;

/** @param {string} id of the case */
export function caseCode(id) {
  const { data, size } = encode(`${location.origin}/cases/${id}`, { ecc: "M", border: QUIET });
  const dark = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const words = say(`事案のQR。末尾 ${id.slice(-6)}`, `Code of the case, ending in ${id.slice(-6)}`);
  return svg`<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label=${words} shape-rendering="crispEdges">
    <path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d=${dark}/>
  </svg>`;
}
