/** Day, night or sun: what the device prefers, until a person says otherwise. */

const PLACE = "kyukyu.theme";
const CYCLE = ["day", "night", "sun"];
const isDark = matchMedia("(prefers-color-scheme: dark)");
const wantsContrast = matchMedia("(prefers-contrast: more)");

/** @returns {"day" | "night" | "sun"} */
export function theme() {
  const chosen = localStorage.getItem(PLACE);
  if (CYCLE.includes(chosen)) return chosen;
  if (isDark.matches) return "night";
  return wantsContrast.matches ? "sun" : "day";
}

function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

export function nextTheme() {
  localStorage.setItem(PLACE, CYCLE[(CYCLE.indexOf(theme()) + 1) % CYCLE.length]);
  applyTheme();
}

for (const preference of [isDark, wantsContrast]) preference.addEventListener("change", applyTheme);
applyTheme();
