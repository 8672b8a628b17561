"""The code lists of what a crew records of a patient, each with its Japanese term, for adapters that write it down."""

from hub.domain.codes import Avpu, Change, Code, Rhythm, Treatment, TriageCategory

__all__ = ["Avpu", "Change", "Code", "Rhythm", "Treatment", "TriageCategory"]
