"""Logs: one line of JSON an event, with codes and counts; what could be a patient's never gets here."""

import json
import logging
import sys
from datetime import UTC, datetime

import structlog


def configure(level: str) -> None:
    """Sets the least level that is logged, and the form of a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    libraries = logging.StreamHandler()
    libraries.setFormatter(_Reserved())
    logging.basicConfig(level=logging.WARNING, handlers=[libraries])


_OURS = "adapters."
"""Adapters of this repository tell an operator what was wrong; that they quote nothing is a rule of their contract."""


class _Reserved(logging.Formatter):
    """Writes who complains and of what kind of error; not what a library says, for it may quote what it was given."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns one line of JSON, without traceback, and without the message but where it is one of our adapters'."""
        if record.name.startswith(_OURS):
            return json.dumps({**_line(record), "event": "adapter", "said": record.getMessage()}, ensure_ascii=False)
        error = record.exc_info[0] if record.exc_info else None
        line = _line(record)
        return json.dumps(line if error is None else {**line, "error": error.__name__})


def _line(record: logging.LogRecord) -> dict[str, str]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat()
    return {"event": "library", "logger": record.name, "level": record.levelname.lower(), "timestamp": at}
