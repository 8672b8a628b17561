/** Day or night: what the device prefers, until a person says otherwise. */

const PLACE = "kyukyu.theme";
const preference = matchMedia("(prefers-color-scheme: dark)");

/** @returns {"day" | "night"} */
export function theme() {
  return localStorage.getItem(PLACE) ?? (preference.matches ? "night" : "day");
}

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

export function toggleTheme() {
  localStorage.setItem(PLACE, theme() === "night" ? "day" : "night");
  applyTheme();
}

preference.addEventListener("change", applyTheme);
applyTheme();
