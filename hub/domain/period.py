"""Months of statistics: what may be asked for, and what of it is over."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple, Self

from hub.errors import InvalidSubmissionError, Issue

_LONGEST: Final = 36
_NO_MONTH: Final = ("not-a-month", "年月(2026-10など)を指定してください", "is no month such as 2026-10")
_NO_PERIOD: Final = ("not-a-period", "期間を36か月以内で指定してください", "is no period of 36 months at most")


class Period(NamedTuple):
    """Months from one to another, both taken in, by their first days (集計期間)."""

    since: date
    until: date

    @classmethod
    def read(cls, since: str | None, until: str | None, today: date) -> Self:
        """Reads two months; twelve months where the first, and until this month where the last is not named.

        Raises:
            InvalidSubmissionError: They are none, or in no order, or too many.
        """
        last = _month(until, "until") if until else today.replace(day=1)
        first = _month(since, "from") if since else earlier(last, 11)
        if not earlier(last, _LONGEST - 1) <= first <= last:
            raise InvalidSubmissionError([Issue("from", *_NO_PERIOD)])
        return cls(first, last)

    def over(self, today: date) -> Self | None:
        """Returns the part of it that is over; None where nothing is."""
        until = min(self.until, earlier(today.replace(day=1), 1))
        return self._replace(until=until) if until >= self.since else None

    @property
    def days(self) -> tuple[date, date]:
        """Its first and its last day."""
        return self.since, earlier(self.until, -1) - timedelta(days=1)


def _month(text: str, name: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise InvalidSubmissionError([Issue(name, *_NO_MONTH)]) from None


def earlier(month: date, number: int) -> date:
    """Returns the first day of the month so many months earlier; later where the number is negative."""
    months = month.year * 12 + month.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
