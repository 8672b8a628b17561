/** The English of a code or a field whose own name does not say it; every other code says it itself. */

const CODES_IN_ENGLISH = {
  "attachment-kind": { "ecg-12-lead": "12-lead ECG" },
  "captain-reason": { "urgency-high": "high urgency" },
  danger: {
    "stemi-suspected": "ACS suspected",
    anticoagulant: "on anticoagulants",
    dialysis: "on dialysis",
    infection: "infection suspected",
  },
  "decline-reason": {
    busy: "busy with patients",
    "treatment-difficult": "cannot treat this",
    "not-own-patient": "not a patient of ours",
  },
  disposition: { "intensive-care": "intensive care" },
  equipment: { aed: "AED", power: "100 V power" },
  "glass-reason": { "care-elsewhere": "treated here, brought elsewhere" },
  jcs: { 0: "alert" },
  "legal-basis": { "vital-interest-no-consent": "vital interest, no consent possible" },
  preparation: { ct: "CT", "catheter-lab": "cath lab", "resuscitation-room": "resus room" },
  "request-state": { requested: "sent", displayed: "shown", acknowledged: "seen" },
  rhythm: { "pulseless-vt": "pulseless VT", pea: "PEA" },
  specialty: { internal: "internal medicine" },
  team: { stroke: "stroke team", stemi: "STEMI team", trauma: "trauma team" },
  "triage-category": { red: "I immediate", yellow: "II delayed", green: "III minor", black: "0 dead or expectant" },
  "triage-method": { start: "START", pat: "PAT" },
  urgency: { red: "red, emergency", yellow: "yellow, urgent", green: "green, less urgent", white: "white, non-urgent" },
};
const SAID_AS_IN_JAPANESE = ["jcs", "level"];
const FIELDS_IN_ENGLISH = {
  age_years: "age",
  avpu: "AVPU",
  etco2: "EtCO₂",
  eta_minutes: "ETA (min)",
  gcs_eye: "GCS eye",
  gcs_motor: "GCS motor",
  gcs_verbal: "GCS verbal",
  jcs: "JCS",
  oxygen_l_min: "oxygen (L/min)",
  spo2: "SpO₂",
};

/** The code of a list in English; grades and signs (JCS, ◎○△×) are the same in every language. */
export function inEnglish(list, code, ja) {
  return CODES_IN_ENGLISH[list]?.[code] ?? (SAID_AS_IN_JAPANESE.includes(list) && ja ? ja : english(code));
}

/** A code as it stands, without its hyphens. */
export function english(code) {
  return String(code ?? "").replaceAll("-", " ");
}

export function fieldInEnglish(field) {
  return FIELDS_IN_ENGLISH[field] ?? field.replaceAll("_", " ");
}
