/** 緊急度: the urgency of a case as a mark. */
import { Mark } from "./mark.js";
import { say } from "./language.js";
import { term } from "./words.js";

export class UrgencyMark extends Mark {
  static properties = { level: { type: String, reflect: true } };

  render() {
    const name = term("urgency", this.level) || say("未判定", "not judged");
    return this.drawn(this.level, say(`緊急度 ${name}`, `urgency ${name}`));
  }
}
customElements.define("urgency-mark", UrgencyMark);
