"""Code lists of what a hospital makes ready before a patient arrives (到着準備)."""

from hub.domain.codes import Code


class Team(Code):
    """チーム: whom a hospital calls together for a patient who is on the way."""

    STROKE = "stroke", "脳卒中チーム"
    STEMI = "stemi", "STEMIチーム"
    TRAUMA = "trauma", "外傷チーム"


class TeamState(Code):
    """チームの状態: how far a call has come."""

    CALLED = "called", "招集"
    ARRIVED = "arrived", "集合"
    STOOD_DOWN = "stood-down", "解除"


class Preparation(Code):
    """到着準備の項目: what stands ready for the patient."""

    RESUSCITATION_ROOM = "resuscitation-room", "初療室"
    CT = "ct", "CT"
    CATHETER_LAB = "catheter-lab", "カテ室"
    OPERATING_ROOM = "operating-room", "手術室"
    BLOOD = "blood", "輸血"
    VENTILATOR = "ventilator", "人工呼吸器"
    ISOLATION = "isolation", "個室・感染対策"
    BED = "bed", "入院病床"
