/**
 * トリアージ: what a tag says, START and PAT as questions, and casualties in the order in which they are cared for. Pure.
 *
 * The order is always 赤・黄・緑・黒, so that a category is known by its place as well as by letter, shape and colour.
 */

export const CATEGORIES = ["red", "yellow", "green", "black"];
export const SIGNS = { red: ["赤", "I"], yellow: ["黄", "II"], green: ["緑", "III"], black: ["黒", "0"] };
const NOT_JUDGED = CATEGORIES.length;

/** START法: each question with what follows from yes and from no, a category or the next question. */
export const START = {
  walks: { words: ["自力で歩けますか", "Can the patient walk?"], yes: "green", no: "breathes" },
  breathes: { words: ["呼吸がありますか", "Is the patient breathing?"], yes: "rate", no: "opened" },
  opened: { words: ["気道を確保すると呼吸しますか", "Breathing once the airway is opened?"], yes: "red", no: "black" },
  rate: { words: ["呼吸数は1分間に10〜29回ですか", "10 to 29 breaths a minute?"], yes: "pulse", no: "red" },
  pulse: { words: ["橈骨動脈を触れますか", "Is there a radial pulse?"], yes: "obeys", no: "red" },
  obeys: { words: ["簡単な指示に従えますか", "Obeys simple commands?"], yes: "yellow", no: "red" },
};

/** PAT法: one finding of the first two stages is red, one of the others at least yellow. A finding is known by its Japanese. */
export const PAT = [
  {
    words: ["第1段階 生理学的評価", "Step 1: physiology"],
    category: "red",
    findings: [
      ["意識 JCS 2桁以上", "JCS 10 or more"],
      ["呼吸 9回以下・30回以上", "Breaths under 10, or 30 and more"],
      ["脈拍 50未満・120以上", "Pulse under 50, or 120 and more"],
      ["収縮期 90未満・200以上", "Systolic under 90, or 200 and more"],
      ["SpO2 90%未満", "SpO2 under 90 %"],
      ["ショック症状", "Shock"],
      ["体温 35℃以下", "35 °C or colder"],
    ],
  },
  {
    words: ["第2段階 解剖学的評価", "Step 2: anatomy"],
    category: "red",
    findings: [
      ["開放性頭蓋骨骨折", "Open skull fracture"],
      ["頭蓋底骨折", "Skull base fracture"],
      ["緊張性気胸", "Tension pneumothorax"],
      ["フレイルチェスト", "Flail chest"],
      ["腹部膨隆", "Distended abdomen"],
      ["骨盤骨折", "Pelvic fracture"],
      ["両側大腿骨骨折", "Both femurs fractured"],
      ["四肢切断・麻痺", "Limb amputated or paralysed"],
      ["穿通性外傷", "Penetrating injury"],
      ["重症熱傷", "Severe burns"],
    ],
  },
  {
    words: ["第3段階 受傷機転", "Step 3: mechanism"],
    category: "yellow",
    findings: [
      ["体幹の挟圧", "Trunk crushed"],
      ["高所墜落", "Fall from height"],
      ["爆発", "Explosion"],
      ["異常温度環境", "Extreme heat or cold"],
      ["有毒ガス", "Toxic gas"],
    ],
  },
  {
    words: ["第4段階 要配慮", "Step 4: vulnerable"],
    category: "yellow",
    findings: [
      ["小児・高齢者", "Child or elderly"],
      ["妊婦", "Pregnant"],
      ["基礎疾患", "Chronic disease"],
      ["旅行者", "Traveller"],
    ],
  },
];

/** The category that the findings of PAT lead to. */
export function byFindings(findings) {
  const found = PAT.filter(({ findings: listed }) => listed.some(([ja]) => findings.has(ja)));
  return CATEGORIES.find((category) => found.some((stage) => stage.category === category)) ?? "green";
}

/**
 * What the tag of a case says now: the newest category, and the newest number that was given.
 * @returns {{category: string, method: string | undefined, tag: string | undefined, at: string} | null}
 */
export function judged({ triage = {} }) {
  const said = Object.entries(triage).sort(([a, x], [b, y]) => (x.at === y.at ? (a < b ? -1 : 1) : x.at < y.at ? -1 : 1));
  const newest = said.at(-1)?.[1];
  if (!newest) return null;
  const tag = said.findLast(([, { tag_number: number }]) => number)?.[1].tag_number;
  return { category: newest.category, method: newest.method, tag, at: newest.at };
}

/**
 * @typedef {{id: string, document: object, triage: ReturnType<typeof judged>, facility: string | undefined,
 *   state: string | undefined, isOver: boolean}} Casualty
 */

/** @returns {Casualty} */
function casualty(id, document) {
  const facility = document.destination?.facility;
  const isOver = Boolean(document.handover) || document.status === "closed";
  return { id, document, triage: judged(document), facility, state: document.requests?.[facility]?.state, isOver };
}

/** The numbers of incidents with a tag, or with more than one case; the largest first. */
export function incidents(documents) {
  const found = new Map();
  for (const document of Object.values(documents)) {
    const number = document.case && document.incident?.number;
    if (!number) continue;
    const held = found.get(number) ?? { number, count: 0, isTagged: false };
    found.set(number, { number, count: held.count + 1, isTagged: held.isTagged || Boolean(judged(document)) });
  }
  return [...found.values()].filter(({ count, isTagged }) => isTagged || count > 1).sort((a, b) => b.count - a.count);
}

/** The casualties of an incident: who has no hospital yet before who has, then by category and tag. */
export function casualties(documents, number) {
  return Object.entries(documents)
    .filter(([, document]) => document.case && document.incident?.number === number)
    .map(([id, document]) => casualty(id, document))
    .sort((a, b) => Number(Boolean(a.facility)) - Number(Boolean(b.facility)) || byTag(a, b));
}

/** Casualties of whatever incident, as they are cared for. */
export function tagged(documents) {
  return Object.entries(documents)
    .map(([id, document]) => casualty(id, document))
    .filter(({ triage }) => triage)
    .sort(byTag);
}

function byTag(a, b) {
  const order = ({ triage }) => (triage ? CATEGORIES.indexOf(triage.category) : NOT_JUDGED);
  const tag = ({ triage, id }) => triage?.tag ?? id;
  return order(a) - order(b) || tag(a).localeCompare(tag(b), "ja", { numeric: true });
}

/** How many there are of each category. */
export function tally(rows) {
  return Object.fromEntries(
    CATEGORIES.map((category) => [category, rows.filter(({ triage }) => triage?.category === category).length]),
  );
}

/** The number of the next tag: one more than the largest that ends in digits. */
export function nextTag(rows) {
  const numbers = rows.map(({ triage }) => Number(/\d+$/.exec(triage?.tag ?? "")?.[0] ?? 0));
  return String(Math.max(0, ...numbers) + 1);
}
