"""What the hub counts; no label names an organisation, a case or a person."""

from functools import cache

from prometheus_client import Counter

_SUBMISSIONS = Counter("kyukyu_submissions_total", "Submissions by the status of their outcome.", ["status"])


@cache
def submissions(status: int) -> Counter:
    """Returns the counter of submissions with this outcome."""
    return _SUBMISSIONS.labels(str(status))
