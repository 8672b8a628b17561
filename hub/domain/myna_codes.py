"""Code lists of マイナ救急: a look at the record behind a patient's card, on what ground, and what came of it."""

from hub.domain.codes import Code


class LegalBasis(Code):
    """開示の根拠: on which ground of law personal information is obtained or disclosed (個人情報保護法27条1項)."""

    CONSENT = "consent", "本人の同意"
    VITAL_INTEREST = "vital-interest-no-consent", "生命・身体の保護(同意困難)"
    STATUTORY_DUTY = "statutory-duty", "法令に基づく"
    PUBLIC_HEALTH = "public-health-verification", "公衆衛生の向上(事後検証)"
    TRANSPORT_NECESSITY = "transport-necessity", "搬送・受入れに必要"


class MynaMethod(Code):
    """照会方法: by the card on the reader, or by the four items (氏名・生年月日・性別・住所), all of them required."""

    CARD = "card", "カード"
    FOUR_ITEMS = "four-items", "4情報検索"


class MynaResult(Code):
    """閲覧結果: whether the record was seen, and if not, why."""

    VIEWED = "viewed", "閲覧した"
    CARD_NOT_CARRIED = "card-not-carried", "カード不所持"
    CARD_NOT_REGISTERED = "card-not-registered", "保険証利用登録なし"
    CONSENT_REFUSED = "consent-refused", "同意なし"
    CAPTAIN_DECIDED_NO = "captain-decided-no", "隊長判断で閲覧せず"
    IDENTITY_MISMATCH = "identity-mismatch", "本人不一致"
    CARD_EXPIRED = "card-expired", "カード有効期限切れ"
    CARD_UNREADABLE = "card-unreadable", "カード読取不可"
    NO_RECORDS = "no-records", "情報なし"
    NETWORK_ERROR = "network-error", "システム・通信障害"


class CaptainReason(Code):
    """隊長判断の理由: why the captain decided not to look."""

    URGENCY_HIGH = "urgency-high", "緊急度が高い"
    ENVIRONMENT = "environment", "現場環境"
    OTHER = "other", "その他"
