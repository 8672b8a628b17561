// The case itself: who, where, by whom.

Invariant: kyu-no-my-number
Description: "個人番号(12桁)を識別子にしてはなりません · A 12-digit individual number is never an identifier"
Severity: #error
Expression: "identifier.value.all($this.matches('^[0-9]{12}$').not())"

Invariant: kyu-name
Description: "氏名は漢字(IDE)かカナ(SYL)かを示します · Each name says whether it is in kanji (IDE) or kana (SYL)"
Severity: #error
Expression: "name.all(extension.where(url = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation').exists())"

Invariant: kyu-age
Description: "年齢の単位は年(UCUM a)です · An age is in years (UCUM a)"
Severity: #error
Expression: "extension.where(url = 'https://kyukyu-hub.example/fhir/StructureDefinition/patient-age').value.all(system = 'http://unitsofmeasure.org' and code = 'a')"

Invariant: kyu-ended
Description: "終わった活動には終了時刻が必要です · A mission that has ended says when, to whoever sees whose it is"
Severity: #error
Expression: "(status = 'finished' or status = 'cancelled') implies (period.end.exists() or serviceProvider.empty())"

Invariant: kyu-position
Description: "位置は緯度・経度の度で表します · A position is latitude and longitude in degrees"
Severity: #error
Expression: "position.exists() implies (position.latitude >= -90 and position.latitude <= 90 and position.longitude >= -180 and position.longitude <= 180)"

Profile: KyukyuCasualty
Parent: Patient
Id: casualty
Title: "傷病者"
Description: "救急事案の傷病者。氏名が不明でも、事案の仮識別子(use=temp)で一人を指す。"
* insert English([[Casualty]], [[The patient of an emergency case. Where nobody knows the name, a temporary identifier of the case (use=temp) stands for the person.]])
* insert WordsOfPatient
* insert Imposes(JP_Patient)
* insert Exercise
* obeys kyu-no-my-number and kyu-name and kyu-age
* extension contains KyukyuPatientAge named age 0..1 MS and KyukyuPatientAgeBand named ageBand 0..1 MS
* extension[age] ^short = "年齢 · Age in years"
* extension[ageBand] ^short = "年齢区分 · Age band"
* identifier 1..* MS
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains case 1..1
* identifier[case] ^short = "事案の仮識別子 · Temporary identifier of the case"
* identifier[case].use 1..1
* identifier[case].use = #temp (exactly)
* identifier[case].system 1..1
* identifier[case].system = $patient-id (exactly)
* identifier[case].value 1..1
* name MS
* name ^short = "氏名(漢字 IDE、カナ SYL) · Name in kanji (IDE) and kana (SYL)"
* telecom MS
* telecom ^short = "電話番号 · Telephone"
* gender MS
* gender ^short = "性別 · Sex"
* birthDate MS
* birthDate ^short = "生年月日 · Date of birth"
* address MS
* address ^short = "住所 · Address"

Profile: KyukyuEmergencyEncounter
Parent: Encounter
Id: emergency-encounter
Title: "救急活動"
Description: "一人の傷病者に対する一回の救急活動(覚知から引継ぎまで)。"
* insert English([[Emergency encounter]], [[One ambulance mission for one patient, from the call to the hand-over.]])
* insert WordsOfEncounter
* insert Imposes(JP_Encounter)
* insert Exercise
* obeys kyu-ended
* identifier 1..* MS
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains case 1..1 and incident 0..1
* identifier[case] ^short = "事案番号 · The case"
* identifier[case].system 1..1
* identifier[case].system = $case-id (exactly)
* identifier[case].value 1..1
* identifier[incident] ^short = "出動番号 · Number of the dispatch"
* identifier[incident].system 1..1
* identifier[incident].system = $incident-id (exactly)
* identifier[incident].value 1..1
* status MS
* status from EncounterStatusVS (required)
* class MS
* class.system 1..1
* class.system = $act-code (exactly)
* class.code 1..1
* class.code = #FLD (exactly)
* type 0..1 MS
* type from $vs-incident-type (required)
* type ^short = "事故種別 · Type of incident"
* priority MS
* priority from $vs-urgency-scene (required)
* priority ^short = "緊急度(救急現場) · Urgency, judged at the scene"
* subject 1..1 MS
* subject only Reference(KyukyuCasualty)
* participant MS
* participant ^short = "引継医師 · The physician who took over"
* period 1..1 MS
* period.start 1..1
* reasonReference MS
* reasonReference only Reference(KyukyuChiefComplaint)
* reasonReference ^short = "主訴 · Chief complaint"
* diagnosis MS
* diagnosis.condition only Reference(KyukyuDiagnosis)
* hospitalization MS
* hospitalization.extension contains KyukyuDestinationConfirmedAt named confirmedAt 0..1 MS and KyukyuDestinationConfirmedByPhone named byPhone 0..1 MS and KyukyuEtaMinutes named eta 0..1 MS
* hospitalization.extension[confirmedAt] ^short = "搬送先決定時刻 · When the destination was decided"
* hospitalization.extension[byPhone] ^short = "電話で受入確認 · Confirmed by telephone"
* hospitalization.extension[eta] ^short = "到着見込み(分) · Estimated minutes to arrival"
* hospitalization.destination MS
* hospitalization.destination only Reference(KyukyuOrganisation)
* hospitalization.destination ^short = "搬送先 · Destination"
* hospitalization.dischargeDisposition MS
* hospitalization.dischargeDisposition from $vs-closing (required)
* hospitalization.dischargeDisposition ^short = "搬送・不搬送 · How the mission ended"
* location MS
* location.location only Reference(KyukyuScene or KyukyuVehicle)
* location ^short = "発生場所と救急車 · The scene and the ambulance"
* serviceProvider MS
* serviceProvider only Reference(KyukyuOrganisation)
* serviceProvider ^short = "消防本部 · Fire department"

ValueSet: EncounterStatusVS
Id: encounter-status
Title: "救急活動の状態"
Description: "活動中・終了・取消(傷病者なし)・誤登録。"
* insert English([[Status of a mission]], [[In progress, finished, cancelled (no patient), entered in error.]])
* ^experimental = false
* $encounter-status#in-progress
* $encounter-status#finished
* $encounter-status#cancelled
* $encounter-status#entered-in-error

Profile: KyukyuScene
Parent: Location
Id: scene
Title: "発生場所"
Description: "傷病者が発見された場所。"
* insert English([[Scene]], [[Where the patient was found.]])
* insert WordsOfLocation
* insert Imposes(JP_Location)
* insert Exercise
* obeys kyu-position and kyu-placed
* status 1..1 MS
* mode 1..1 MS
* mode = #instance (exactly)
* description MS
* address MS
* address ^short = "発生場所の住所 · Address of the scene"
* position MS
* position ^short = "緯度・経度(WGS 84) · Latitude and longitude (WGS 84)"

Invariant: kyu-placed
Description: "発生場所には名称・住所・位置のいずれかが必要です · A scene has a name, an address or a position"
Severity: #error
Expression: "name.exists() or description.exists() or address.exists() or position.exists()"

Profile: KyukyuVehicle
Parent: Location
Id: vehicle
Title: "救急車"
Description: "傷病者を運ぶ車両と、その最新の位置・到着見込み。"
* insert English([[Vehicle]], [[The vehicle that carries the patient, with its newest position and estimated arrival.]])
* insert WordsOfLocation
* insert Imposes(JP_Location)
* insert Exercise
* obeys kyu-position and kyu-eta
* extension contains KyukyuEtaMinutes named eta 0..1 MS and KyukyuPositionedAt named positionedAt 0..1 MS
* extension[eta] ^short = "到着見込み(分) · Estimated minutes to arrival"
* extension[positionedAt] ^short = "測位時刻 · When the position was taken"
* identifier MS
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains unit 0..1
* identifier[unit] ^short = "救急隊 · The unit"
* identifier[unit].system 1..1
* identifier[unit].system = $unit-id (exactly)
* identifier[unit].value 1..1
* status 1..1 MS
* mode 1..1 MS
* mode = #instance (exactly)
* physicalType 1..1 MS
* physicalType.coding 1..1
* physicalType.coding.system 1..1
* physicalType.coding.system = $location-physical-type (exactly)
* physicalType.coding.code 1..1
* physicalType.coding.code = #ve (exactly)
* position MS
* managingOrganization MS
* managingOrganization only Reference(KyukyuOrganisation)

Invariant: kyu-eta
Description: "到着見込みには述べた時刻が必要です · An estimated arrival says when it was stated"
Severity: #error
Expression: "extension.where(url = 'https://kyukyu-hub.example/fhir/StructureDefinition/eta-minutes').exists() implies extension.where(url = 'https://kyukyu-hub.example/fhir/StructureDefinition/positioned-at').exists()"

Profile: KyukyuFacility
Parent: Location
Id: facility
Title: "医療機関等の所在"
Description: "参加機関の場所。応需情報の対象(R4では組織をObservationの対象にできない)。"
* insert English([[Facility]], [[The place of an organisation; the subject of its capacity, for R4 lets no Organization be the subject of an Observation.]])
* insert WordsOfLocation
* insert Imposes(JP_Location)
* insert Exercise
* obeys kyu-position
* identifier 1..* MS
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains organisation 1..1
* identifier[organisation].system 1..1
* identifier[organisation].system = $organisation-id (exactly)
* identifier[organisation].value 1..1
* status 1..1 MS
* name 1..1 MS
* mode 1..1 MS
* mode = #instance (exactly)
* telecom MS
* position MS
* managingOrganization 1..1 MS
* managingOrganization only Reference(KyukyuOrganisation)

Profile: KyukyuOrganisation
Parent: Organization
Id: organisation
Title: "参加機関"
Description: "消防本部、医療機関、患者等搬送事業者。"
* insert English([[Organisation]], [[A fire department, a hospital or an operator of private transport.]])
* insert WordsOfOrganization
* insert Imposes(JP_Organization)
* insert Exercise
* identifier 1..* MS
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains organisation 1..1
* identifier[organisation].system 1..1
* identifier[organisation].system = $organisation-id (exactly)
* identifier[organisation].value 1..1
* active 1..1 MS
* type 1..1 MS
* type from $vs-organisation-kind (required)
* name 1..1 MS
* alias MS
* telecom MS
