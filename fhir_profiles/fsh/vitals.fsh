// Vital signs. Each has its public LOINC code and, where JP Core's master has one, the MEDIS code beside it.

RuleSet: Vital
* insert Imposes(JP_Observation_VitalSigns)
* insert Observed
* insert Category(vital-signs)

RuleSet: Within(key)
* obeys {key}

Profile: KyukyuHeartRate
Parent: Observation
Id: heart-rate
Title: "心拍数"
Description: "一分間の心拍数。"
* insert English([[Heart rate]], [[Heart beats in a minute.]])
* insert Vital
* insert CodedByBoth(8867-4, 31000595)
* insert Measured(/min)
* obeys kyu-heart-rate

Invariant: kyu-heart-rate
Description: "心拍数は0から350です · A heart rate is between 0 and 350"
Severity: #error
Expression: "value.exists() implies (value.value >= 0 and value.value <= 350)"

Profile: KyukyuRespiratoryRate
Parent: Observation
Id: respiratory-rate
Title: "呼吸数"
Description: "一分間の呼吸数。"
* insert English([[Respiratory rate]], [[Breaths in a minute.]])
* insert Vital
* insert CodedByBoth(9279-1, 31001369)
* insert Measured(/min)
* obeys kyu-respiratory-rate

Invariant: kyu-respiratory-rate
Description: "呼吸数は0から120です · A respiratory rate is between 0 and 120"
Severity: #error
Expression: "value.exists() implies (value.value >= 0 and value.value <= 120)"

Profile: KyukyuOxygenSaturation
Parent: Observation
Id: oxygen-saturation
Title: "SpO₂"
Description: "経皮的動脈血酸素飽和度。LOINC 59408-5と2708-6を併記する(R4のバイタルサインが求める)。"
* insert English([[Oxygen saturation]], [[Oxygen saturation by pulse oximetry. LOINC 59408-5 and 2708-6 stand side by side, as the vital signs of R4 ask.]])
* insert Vital
* insert Named(code)
* code.coding contains loinc 1..1 MS and arterial 1..1 MS and medis 0..1 MS
* insert Coding(code, loinc, $loinc, 59408-5)
* insert Coding(code, arterial, $loinc, 2708-6)
* insert Coding(code, medis, $medis, 31000001)
* insert Measured(%)
* obeys kyu-oxygen-saturation

Invariant: kyu-oxygen-saturation
Description: "SpO₂は0から100です · An oxygen saturation is between 0 and 100"
Severity: #error
Expression: "value.exists() implies (value.value >= 0 and value.value <= 100)"

Profile: KyukyuBodyTemperature
Parent: Observation
Id: body-temperature
Title: "体温"
Description: "体温(℃)。桁は測定されたまま。"
* insert English([[Body temperature]], [[Body temperature in degrees Celsius, with the digits it was measured with.]])
* insert Vital
* insert CodedByBoth(8310-5, 31001368)
* insert Measured(Cel)
* obeys kyu-body-temperature

Invariant: kyu-body-temperature
Description: "体温は10から46です · A body temperature is between 10 and 46"
Severity: #error
Expression: "value.exists() implies (value.value >= 10 and value.value <= 46)"

Profile: KyukyuEndTidalCo2
Parent: Observation
Id: end-tidal-co2
Title: "EtCO₂"
Description: "呼気終末二酸化炭素分圧(mmHg)。"
* insert English([[End-tidal CO2]], [[Partial pressure of carbon dioxide at the end of expiration, in mmHg.]])
* insert Vital
* insert CodedBy(loinc, $loinc, 19891-1)
* insert Measured(mm[Hg])
* obeys kyu-end-tidal-co2

Invariant: kyu-end-tidal-co2
Description: "EtCO₂は0から150です · An end-tidal CO2 is between 0 and 150"
Severity: #error
Expression: "value.exists() implies (value.value >= 0 and value.value <= 150)"

Profile: KyukyuBloodGlucose
Parent: Observation
Id: blood-glucose
Title: "血糖"
Description: "血糖値(mg/dL)。"
* insert English([[Blood glucose]], [[Glucose in blood, in mg/dL.]])
* insert Imposes(JP_Observation_Common)
* insert Observed
* insert Category(laboratory)
* insert CodedBy(loinc, $loinc, 2339-0)
* insert Measured(mg/dL)
* obeys kyu-blood-glucose

Invariant: kyu-blood-glucose
Description: "血糖は0から1500です · A blood glucose is between 0 and 1500"
Severity: #error
Expression: "value.exists() implies (value.value >= 0 and value.value <= 1500)"

Profile: KyukyuBloodPressure
Parent: Observation
Id: blood-pressure
Title: "血圧"
Description: "収縮期・拡張期血圧。触診では拡張期に値がない理由を記す。"
* insert English([[Blood pressure]], [[Systolic and diastolic pressure; by palpation the diastolic has the reason why it is missing.]])
* insert Vital
* insert CodedByBoth(85354-9, 31002365)
* value[x] 0..0
* insert Parts
* component 2..* MS
* component contains systolic 1..1 and diastolic 1..1
* insert Part(systolic, $loinc, 8480-6)
* insert PartQuantity(systolic, mm[Hg])
* component[systolic] ^short = "収縮期血圧 · Systolic"
* insert Part(diastolic, $loinc, 8462-4)
* insert PartQuantity(diastolic, mm[Hg])
* component[diastolic] ^short = "拡張期血圧 · Diastolic"
* obeys kyu-pressure and kyu-pressure-range and kyu-part-quantity and kyu-part-or-reason

RuleSet: Parts
* component ^slicing.discriminator.type = #pattern
* component ^slicing.discriminator.path = "code"
* component ^slicing.rules = #open

RuleSet: Part(name, system, code)
* component[{name}].code = {system}#{code}

RuleSet: PartQuantity(name, ucum)
* component[{name}].value[x] only Quantity
* component[{name}].valueQuantity.value 1..1
* component[{name}].valueQuantity.system 1..1
* component[{name}].valueQuantity.system = $ucum (exactly)
* component[{name}].valueQuantity.code 1..1
* component[{name}].valueQuantity.code = #{ucum} (exactly)

Invariant: kyu-part-quantity
Description: "各成分の値は数量です · The value of each part is a Quantity"
Severity: #error
Expression: "component.value.all(value.exists())"

Invariant: kyu-part-or-reason
Description: "各成分に値か、値がない理由が必要です · Each part has a value, or the reason why there is none"
Severity: #error
Expression: "component.all(value.exists() or dataAbsentReason.exists())"

Invariant: kyu-pressure
Description: "収縮期血圧は拡張期血圧以上です · Systolic is not below diastolic"
Severity: #error
Expression: "component.where(code.coding.where(code = '8480-6').exists()).value.value >= component.where(code.coding.where(code = '8462-4').exists()).value.value or component.value.count() < 2"

Invariant: kyu-pressure-range
Description: "血圧は0から350です · A blood pressure is between 0 and 350"
Severity: #error
Expression: "component.value.all(value >= 0 and value <= 350)"
