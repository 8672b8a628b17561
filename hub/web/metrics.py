"""What the hub counts; no label names an organisation, a case or a person."""

from prometheus_client import Counter

SUBMISSIONS = Counter("kyukyu_submissions_total", "Submissions by the status of their outcome.", ["status"])
