"""Nothing was stored, and a repetition with the same key is safe."""

from collections.abc import Iterable

from hub.errors.tree import RefuseToStartError, UnavailableError


class DatabaseAwayError(UnavailableError):
    """Says that the journal cannot be reached, so that nothing can be made durable."""

    code = "database-away"

    def __init__(self, retry_after_s: int = 1) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "データベースに接続できないため保存できません。同じキーで再送してください。",
            "The database is away and nothing was stored. Repeat with the same key.",
            retry_after_s,
        )


class KeysAwayError(UnavailableError):
    """Says that the keys which seal cases are out of reach, as when the module that keeps them does not answer."""

    code = "keys-away"

    def __init__(self, retry_after_s: int = 5) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "暗号鍵を利用できないため保存・表示できません。同じキーで再送してください。",
            "The keys are out of reach: nothing was stored, nothing can be read. Repeat with the same key.",
            retry_after_s,
        )


class OverloadedError(UnavailableError):
    """Says that a bounded queue is full."""

    code = "overloaded"

    def __init__(self, retry_after_s: int = 1) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "混み合っているため保存していません。同じキーで再送してください。",
            "The hub is overloaded and nothing was stored. Repeat with the same key.",
            retry_after_s,
        )


class ThrottledError(UnavailableError):
    """Says that a device, an organisation or an address has sent more than it may at the moment."""

    code = "throttled"
    status = 429

    def __init__(self, retry_after_s: int = 1) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "送信が多すぎるため保存していません。時間をおいて、同じキーで再送してください。",
            "Too much was sent and nothing of this was stored. Repeat with the same key, later.",
            retry_after_s,
        )


class LookupUnavailableError(UnavailableError):
    """Says that an outside system has not answered a question; nobody knows more."""

    code = "lookup-unavailable"

    def __init__(self, retry_after_s: int = 5) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "照会先のシステムが応答しません。",
            "The system that was asked does not answer.",
            retry_after_s,
        )


class StorageFullError(UnavailableError):
    """Says that the disk of the journal is full."""

    code = "storage-full"
    status = 507

    def __init__(self, retry_after_s: int = 30) -> None:
        """Asks for a repetition after the given seconds."""
        super().__init__(
            "保存領域が不足しているため保存できません。同じキーで再送してください。",
            "The storage is full and nothing was stored. Repeat with the same key.",
            retry_after_s,
        )


class NotDurableError(RefuseToStartError, UnavailableError):
    """Says which settings of PostgreSQL would lose an acknowledged submission at a power cut.

    With them the hub does not start; where they are switched off while it runs, it takes nothing down any more.
    """

    code = "not-durable"

    def __init__(self, switched_off: Iterable[str]) -> None:
        """Names the settings that are off."""
        self.switched_off = tuple(switched_off)
        listed = ", ".join(self.switched_off)
        super().__init__(
            f"PostgreSQLの設定({listed})が無効なため、受領した情報の保存を保証できません。",
            f"PostgreSQL runs with {listed} off: an acknowledged submission could be lost.",
            retry_after_s=30,
        )
