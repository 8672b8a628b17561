"""The contract of an adapter, for its author: what it is put through, and what its claims of quality must show.

An adapter's folder holds ``contract.py`` with a `Subject` named ``SUBJECT``, ``fixtures/`` with messages, a
``quality.toml`` with the tier it claims, and a ``README.md``. `examine` runs the contract; ``kyukyu adapters check``
prints what it found.
"""

from hub.adapter_kit.counterpart import Answering, Behaviour, Counterpart, HttpCounterpart, Saying
from hub.adapter_kit.examination import examine
from hub.adapter_kit.fixtures import read_message, write_message
from hub.adapter_kit.quality import Claim, Finding, Report, Tier, Verdict, read_claim
from hub.adapter_kit.trial import Subject

__all__ = [
    "Answering",
    "Behaviour",
    "Claim",
    "Counterpart",
    "Finding",
    "HttpCounterpart",
    "Report",
    "Saying",
    "Subject",
    "Tier",
    "Verdict",
    "examine",
    "read_claim",
    "read_message",
    "write_message",
]
