/** The lines of a period: cases and what was difficult, how long crews stayed, what hospitals were asked. */
import { html, nothing } from "./vendor/lit.js";
import { say } from "./language.js";
import { overAWeek } from "./statistics-plot.js";

/** One mean of a week by another: null where one of them is withheld, undefined in a week of nobody. */
function ratio(whole = [], parts = []) {
  const [above, below] = [overAWeek(whole), overAWeek(parts)];
  return above.map((value, at) => (value === null || below[at] === null ? null : below[at] ? value / below[at] : undefined));
}

export function plots(days) {
  if (!days.starts.length) return nothing;
  const nothingOf = days.starts.map(() => 0);
  const perDay = say("件／日、7日平均", "a day, mean of 7 days");
  const line = (label, values = nothingOf) => ({ label, values: overAWeek(values) });
  return html`<div class="plots">
    ${
      days.cases
        ? html`<statistics-plot label=${say("事案と搬送困難事案", "Cases, and difficult to place")} unit=${perDay} .starts=${days.starts}
              .lines=${[line(say("事案", "cases"), days.cases), line(say("搬送困難事案", "difficult"), days.difficult)]}></statistics-plot>
            <statistics-plot label=${say("平均現場滞在時間", "Mean time on scene")} unit=${say("分、7日平均", "min, mean of 7 days")} .starts=${days.starts}
              .lines=${[{ label: say("現場滞在", "on scene"), values: ratio(days["scene-minutes"], days.stayed) }]}></statistics-plot>`
        : nothing
    }
    ${
      days.asked
        ? html`<statistics-plot label=${say("照会・不応需・気付かれず", "Inquiries, declined, unnoticed")} unit=${perDay} .starts=${days.starts}
            .lines=${[line(say("照会", "inquiries"), days.asked), line(say("不応需", "declined"), days.declined), line(say("段階通知", "unnoticed"), days.climbed)]}></statistics-plot>`
        : nothing
    }
  </div>`;
}
