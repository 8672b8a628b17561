/** 訓練: the striped banner that stays as long as anything on the screen is an exercise. */
import { html } from "./vendor/lit.js";
import { say } from "./language.js";

export function exerciseBanner() {
  return html`<div class="banner exercise" role="status" data-banner="exercise">
    <b>${say("訓練", "EXERCISE")}</b> <span lang=${say("en", "ja")}>${say("EXERCISE", "訓練")}</span>
    <span class="plain">${say("この画面には訓練の事案があります", "Exercise cases are on this screen")}</span>
  </div>`;
}
