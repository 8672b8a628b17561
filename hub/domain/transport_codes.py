"""Code lists of private transport (民間救急, 患者等搬送事業), each with its Japanese term."""

from hub.domain.codes import Code


class TransportPurpose(Code):
    """搬送目的: what a private transport is for."""

    OUTPATIENT = "outpatient", "通院"
    ADMISSION = "admission", "入院"
    DISCHARGE = "discharge", "退院"
    TRANSFER = "transfer", "転院"
    STEP_DOWN = "step-down", "下り搬送(逆紹介)"
    FACILITY = "facility", "施設送迎"
    LEAVE = "leave", "一時帰宅・外出"
    LONG_DISTANCE = "long-distance", "長距離"


class TransferReason(Code):
    """転院理由: the twelve for which the guideline of 2025 (転院搬送ガイドライン) sees no need of a fire ambulance."""

    NO_BEDS = "no-beds", "満床"
    REHABILITATION = "rehabilitation", "リハビリ目的"
    PLANNED_EXAMINATION = "planned-examination", "予定検査"
    OWN_DOCTOR = "own-doctor", "かかりつけへの転院"
    FAMILY_WISH = "family-wish", "家族希望"
    PLANNED_DIALYSIS = "planned-dialysis", "予定透析"
    IMMOBILE = "immobile", "体動困難"
    OXYGEN_NEEDED = "oxygen-needed", "酸素投与必要"
    SUCTION_NEEDED = "suction-needed", "吸引必要"
    ON_CALL_HOSPITAL = "on-call-hospital", "緊急性のない当番病院転院"
    LONG_DISTANCE = "long-distance", "遠距離"
    RETURN_AFTER_TREATMENT = "return-after-treatment", "処置・検査後にかかりつけへ戻る"


class Mobility(Code):
    """移動形態: how the patient is moved."""

    WALKING = "walking", "独歩"
    WHEELCHAIR = "wheelchair", "車椅子"
    RECLINING = "reclining", "リクライニング車椅子"
    STRETCHER = "stretcher", "ストレッチャー"


class Equipment(Code):
    """必要資器材: what must be on board."""

    OXYGEN = "oxygen", "酸素"
    SUCTION = "suction", "吸引器"
    INFUSION = "infusion", "点滴"
    MONITOR = "monitor", "モニター(心電図・SpO₂・血圧)"
    VENTILATOR = "ventilator", "人工呼吸器"
    AED = "aed", "AED"
    POWER = "power", "100V電源"


class Attendant(Code):
    """同乗者: who comes along."""

    DOCTOR = "doctor", "医師"
    NURSE = "nurse", "看護師"
    PARAMEDIC = "paramedic", "救急救命士"
    FAMILY = "family", "家族"


class Precaution(Code):
    """感染対策: precautions that the operator must take."""

    CONTACT = "contact", "接触予防策"
    DROPLET = "droplet", "飛沫予防策"
    AIRBORNE = "airborne", "空気予防策"


class Offer(Code):
    """引受可否: what an operator says to a request."""

    ACCEPT = "accept", "引受可"
    PARTIAL = "partial", "一部引受可"
    LATER = "later", "時刻変更で引受可"
    DECLINE = "decline", "引受不可"


class OfferReason(Code):
    """引受不可理由: why an operator declines."""

    NO_VEHICLE = "no-vehicle", "車両なし"
    NO_CREW = "no-crew", "乗務員なし"
    EQUIPMENT = "equipment", "資器材不足"
    OUT_OF_AREA = "out-of-area", "区域外"
    OTHER = "other", "その他"


class OperatorState(Code):
    """Where one operator stands in a transport (事業者の状態)."""

    ASKED = "asked", "依頼中"
    ACCEPTED = "accepted", "引受可"
    PARTIAL = "partial", "一部引受可"
    LATER = "later", "時刻変更で引受可"
    DECLINED = "declined", "引受不可"
    CLAIMED = "claimed", "受託"
    LOST = "lost", "他社が受託"


class TripState(Code):
    """運行状態: how far a trip has come."""

    TO_PICKUP = "to-pickup", "お迎えに出発"
    AT_PICKUP = "at-pickup", "お迎え先到着"
    ON_BOARD = "on-board", "乗車"
    ARRIVED = "arrived", "到着"
    COMPLETED = "completed", "完了"
    CANCELLED = "cancelled", "取消"


class TransportStatus(Code):
    """Where a transport stands (搬送依頼の状態)."""

    REQUESTED = "requested", "依頼中"
    CLAIMED = "claimed", "受託済"
    TO_PICKUP = "to-pickup", "お迎えに出発"
    AT_PICKUP = "at-pickup", "お迎え先到着"
    ON_BOARD = "on-board", "乗車"
    ARRIVED = "arrived", "到着"
    SWITCHED = "switched-to-119", "119番に切替"
    COMPLETED = "completed", "完了"
    CANCELLED = "cancelled", "取消"


class Licence(Code):
    """道路運送法の許可・登録: by which an operator carries patients."""

    PASSENGER_CAR = "passenger-car", "一般乗用旅客自動車運送事業"
    CHARTERED = "chartered", "一般貸切旅客自動車運送事業"
    SPECIFIED = "specified", "特定旅客自動車運送事業"
    PRIVATE_PAID = "private-paid", "自家用有償旅客運送"
