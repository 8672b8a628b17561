"""Code lists of what became of a patient after the first examination (転帰)."""

from hub.domain.codes import Code


class Disposition(Code):
    """初診後の転帰: where the patient went after the first examination."""

    ADMITTED = "admitted", "入院"
    INTENSIVE_CARE = "intensive-care", "集中治療室に入院"
    HOME = "home", "帰宅"
    TRANSFERRED = "transferred", "転院"
    DIED = "died", "死亡"
    OTHER = "other", "その他"


class LaterState(Code):
    """21日後の状況: what is known of the patient three weeks later."""

    IN_HOSPITAL = "in-hospital", "入院中"
    HOME = "home", "退院"
    TRANSFERRED = "transferred", "転院"
    DIED = "died", "死亡"
