"""What an operator has to look at: why the hub does not begin, and what is wrong with what is kept."""

from collections.abc import Iterable
from pathlib import Path

from hub.errors.tree import Issue, KyukyuError, RefuseToStartError


class DatabaseUnreachableError(RefuseToStartError):
    """Says that the configured database did not answer in time; the DSN is not repeated."""

    code = "database-unreachable"

    def __init__(self, reason: str) -> None:
        """Takes the reason in technical words, such as the name of the driver's exception."""
        super().__init__(
            f"データベースに接続できません({reason})。",
            f"The database cannot be reached ({reason}).",
        )
        self.reason = reason


class WallError(RefuseToStartError):
    """Says that the second wall, row-level security for who reads for callers, does not stand."""

    code = "wall-not-standing"

    def __init__(self, reason: str) -> None:
        """Takes what is wrong: what has to be done in SQL by who may, or which part of the wall is missing."""
        super().__init__(
            f"読取り用ロールと行レベルセキュリティが整っていません({reason})。",
            f"The role that reads for callers and its row-level security are not as they must be ({reason}).",
        )
        self.reason = reason


class EmbeddedDatabaseError(RefuseToStartError):
    """Says which step of running the embedded PostgreSQL failed."""

    code = "embedded-database-failed"

    def __init__(self, step: str, detail: str) -> None:
        """Takes the step (a program or a check) and the last words of its output."""
        super().__init__(
            f"内蔵データベースの処理「{step}」に失敗しました: {detail}",
            f"The embedded database failed at {step}: {detail}",
        )
        self.step = step
        self.detail = detail


class KeyRingError(RefuseToStartError):
    """Says that the key ring is missing, unreadable or open to others."""

    code = "key-ring-unusable"

    def __init__(self, place: Path | str, reason: str) -> None:
        """Takes the file, the command or the token, and what is wrong with it; never its content."""
        super().__init__(
            f"鍵({place})を使用できません({reason})。",
            f"The key ring {place} cannot be used ({reason}).",
        )
        self.reason = reason


class SecretError(RefuseToStartError):
    """Says that a secret cannot be had from its file or its command."""

    code = "secret-unusable"

    def __init__(self, source: str, reason: str) -> None:
        """Takes the file or the program, and what is wrong with it; never what was read or printed."""
        super().__init__(
            f"秘密情報を{source}から取得できません({reason})。",
            f"A secret cannot be had from {source} ({reason}).",
        )
        self.reason = reason


class CertificateError(RefuseToStartError):
    """Says that a certificate or its private key is missing, unreadable, open to others, or does not fit."""

    code = "certificate-unusable"

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what is wrong with it; never its content."""
        super().__init__(
            f"証明書または秘密鍵のファイル{path}を使用できません({reason})。",
            f"The certificate or private key {path} cannot be used ({reason}).",
        )
        self.path = path
        self.reason = reason


class AdapterUnusableError(RefuseToStartError):
    """Says why an adapter cannot be used; the hub itself starts without it."""

    code = "adapter-unusable"

    def __init__(self, name: str, reason: str) -> None:
        """Takes the adapter and the reason in technical words; never a value of its configuration."""
        super().__init__(
            f"連携アダプタ{name}を使用できません({reason})。",
            f"The adapter {name} cannot be used ({reason}).",
        )
        self.name = name
        self.reason = reason


class SettingsError(RefuseToStartError):
    """Says which settings cannot be read; values are not repeated, for one may be a secret."""

    code = "settings-invalid"

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Takes one issue for each setting; its path is the name of the setting."""
        self.issues = tuple(issues)
        super().__init__(
            "設定に誤りがあります: " + "; ".join(f"{issue.path} {issue.ja}" for issue in self.issues),
            "The settings are wrong: " + "; ".join(f"{issue.path}: {issue.en}" for issue in self.issues),
        )


class DemonstrationError(RefuseToStartError):
    """Says which part of a demonstration or a benchmark could not begin or ended before its time."""

    code = "demonstration-failed"

    def __init__(self, part: str, detail: str) -> None:
        """Takes the part (a program or a check) and the last words of its output."""
        super().__init__(
            f"「{part}」を続けられません: {detail}",
            f"{part} cannot go on: {detail}",
        )
        self.part = part
        self.detail = detail


class BackupError(KyukyuError):
    """Says which step of a backup, or of bringing one back, failed."""

    code = "backup-failed"

    def __init__(self, step: str, detail: str) -> None:
        """Takes the step and why; never a value of what is kept."""
        super().__init__(f"バックアップに失敗しました({step}): {detail}", f"The backup failed at {step}: {detail}")


class IntegrityError(KyukyuError):
    """Says that what is stored contradicts itself; nobody goes on from here without looking."""

    code = "integrity-broken"

    def __init__(self, place: str) -> None:
        """Takes the place by internal names, such as a table and an offset."""
        super().__init__(
            f"保存内容に矛盾があります({place})。",
            f"What is stored contradicts itself ({place}).",
        )
        self.place = place
