// Rules that profiles share, and the invariants they stand on.
// An invariant's description is Japanese, then English; its key is what the guard and the tests name.

RuleSet: English(title, description)
* ^language = #ja
* ^title.extension[0].url = "http://hl7.org/fhir/StructureDefinition/translation"
* ^title.extension[0].extension[0].url = "lang"
* ^title.extension[0].extension[0].valueCode = #en
* ^title.extension[0].extension[1].url = "content"
* ^title.extension[0].extension[1].valueString = "{title}"
* ^description.extension[0].url = "http://hl7.org/fhir/StructureDefinition/translation"
* ^description.extension[0].extension[0].url = "lang"
* ^description.extension[0].extension[0].valueCode = #en
* ^description.extension[0].extension[1].url = "content"
* ^description.extension[0].extension[1].valueMarkdown = "{description}"

// JP Core is asked for, not derived from: its files may not be passed on.
RuleSet: Imposes(profile)
* ^extension[+].url = "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile"
* ^extension[=].valueCanonical = "http://jpfhir.jp/fhir/core/StructureDefinition/{profile}"

RuleSet: Exercise
* meta.security ^short = "訓練は HTEST · HTEST marks an exercise"
* meta.security from ExerciseLabelVS (extensible)

RuleSet: OfCase
* insert Exercise
* subject 1..1 MS
* subject only Reference(KyukyuCasualty)
* subject ^short = "傷病者 · The patient"
* obeys kyu-subject
* encounter 0..1 MS
* encounter only Reference(KyukyuEmergencyEncounter)
* encounter ^short = "救急活動 · The mission"

RuleSet: Category(code)
* category 2..* MS
* category ^short = "JP CoreとHL7の分類 · The category of JP Core and that of HL7"
* category ^slicing.discriminator.type = #value
* category ^slicing.discriminator.path = "coding.system"
* category ^slicing.rules = #open
* category contains jp 1..1 and hl7 1..1
* category[jp].coding 1..1
* category[jp].coding.system 1..1
* category[jp].coding.system = $jp-category (exactly)
* category[jp].coding.code 1..1
* category[jp].coding.code = #{code} (exactly)
* category[hl7].coding 1..1
* category[hl7].coding.system 1..1
* category[hl7].coding.system = $hl7-category (exactly)
* category[hl7].coding.code 1..1
* category[hl7].coding.code = #{code} (exactly)

RuleSet: Observed
* insert WordsOfObservation
* insert OfCase
* status MS
* status from ObservationStatusVS (required)
* code MS
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "観察時刻 · When it was observed, by the sender's clock"
* issued MS
* issued ^short = "受付時刻 · When the hub took it down"
* performer 1..* MS
* performer only Reference(KyukyuOrganisation or Practitioner or PractitionerRole)
* performer ^short = "観察した機関 · Who observed"
* obeys kyu-effective

// What is coded is told by slices of the codings, for a pattern is read by some validators as the whole concept.
RuleSet: Named(element)
* {element}.coding ^slicing.discriminator[0].type = #value
* {element}.coding ^slicing.discriminator[0].path = "system"
* {element}.coding ^slicing.discriminator[1].type = #value
* {element}.coding ^slicing.discriminator[1].path = "code"
* {element}.coding ^slicing.rules = #open

RuleSet: Coding(element, slice, system, code)
* {element}.coding[{slice}].system 1..1
* {element}.coding[{slice}].system = {system} (exactly)
* {element}.coding[{slice}].code 1..1
* {element}.coding[{slice}].code = #{code} (exactly)

RuleSet: CodedBy(slice, system, code)
* insert Named(code)
* code.coding contains {slice} 1..1 MS
* insert Coding(code, {slice}, {system}, {code})

RuleSet: CodedByBoth(loinc, medis)
* insert Named(code)
* code.coding contains loinc 1..1 MS and medis 0..1 MS
* insert Coding(code, loinc, $loinc, {loinc})
* insert Coding(code, medis, $medis, {medis})

RuleSet: Measured(ucum)
* value[x] MS
* value[x] only Quantity
* valueQuantity.value 1..1 MS
* valueQuantity.system 1..1 MS
* valueQuantity.system = $ucum (exactly)
* valueQuantity.code 1..1 MS
* valueQuantity.code = #{ucum} (exactly)
* dataAbsentReason MS
* insert WordsOfQuantity
* obeys kyu-quantity and kyu-value-or-reason

RuleSet: Coded(valueset)
* value[x] MS
* value[x] ^short = "値 · The value"
* value[x] only CodeableConcept
* value[x] from {valueset} (required)
* obeys kyu-concept

Invariant: kyu-subject
Description: "対象は傷病者です · The subject is a patient"
Severity: #error
Expression: "subject.reference.all($this.startsWith('urn:') or $this.contains('Patient/'))"

Invariant: kyu-effective
Description: "観察時刻は時差付きの日時です · The time of an observation is a dateTime with its offset"
Severity: #error
Expression: "effective.exists() implies effective.toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T.+(Z|[+-][0-9]{2}:[0-9]{2})$')"

Invariant: kyu-quantity
Description: "値は数量です · The value is a Quantity"
Severity: #error
Expression: "value.exists() implies value.value.exists()"

Invariant: kyu-concept
Description: "値はコードで、体系を示します · The value is coded, and says in which system"
Severity: #error
Expression: "value.exists() implies (value.coding.exists() and value.coding.all(system.exists() and code.exists()))"

Invariant: kyu-text
Description: "値は文章です · The value is text"
Severity: #error
Expression: "value.exists() implies value.is(string)"

Invariant: kyu-boolean
Description: "値は有無です · The value is a boolean"
Severity: #error
Expression: "value.exists() implies (value = true or value = false)"

Invariant: kyu-time
Description: "値は時差付きの日時です · The value is a dateTime with its offset"
Severity: #error
Expression: "value.exists() implies value.toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T.+(Z|[+-][0-9]{2}:[0-9]{2})$')"

Invariant: kyu-value-or-reason
Description: "値か、値がない理由が必要です · There is a value, or the reason why there is none"
Severity: #error
Expression: "value.exists() or dataAbsentReason.exists()"
