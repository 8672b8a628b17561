"""HL7 v2.5 over MLLP: pre-registration and vital signs to a hospital's own system."""

from adapters.hl7v2.outbound import Hl7v2

__all__ = ["Hl7v2"]
