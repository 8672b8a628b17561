"""The key ring that the settings name: a file, what a command prints, or a token that lets no key out."""

from typing import Final

from hub import secret
from hub.errors import Issue, KeyRingError, SecretError, SettingsError
from hub.security.key_ring import KeyRing
from hub.security.key_source import CommandSource, FileSource, KeySource
from hub.settings import Settings, TokenSettings

_ONE: Final = Issue(
    "key_ring_command", "one-source", "と key_ring_token は同時に設定できません", "only one of it and key_ring_token"
)
_EXTRA: Final = Issue(
    "key_ring_token",
    "extra-missing",
    "には追加パッケージ kyukyu-hub[hsm] が必要です",
    "needs the extra kyukyu-hub[hsm]",
)
_PIN: Final = Issue(
    "key_ring_token", "pin-missing", "に pin_file か pin_command が必要です", "needs pin_file or pin_command"
)


def key_ring(settings: Settings) -> KeyRing:
    """Takes the keys into use; where a file is named that is not there, it is made.

    Raises:
        RefuseToStartError: They cannot be had, or are none.
    """
    return KeyRing.of(source(settings))


def kept_key_ring(settings: Settings) -> KeyRing:
    """Takes the keys into use that were there before: a new ring would open nothing of what is brought back.

    Raises:
        RefuseToStartError: They are not there, or cannot be had.
    """
    if in_a_file(settings) and not settings.key_ring.exists():
        raise KeyRingError(settings.key_ring, "not there: bring the copy that was kept elsewhere")
    return key_ring(settings)


def in_a_file(settings: Settings) -> bool:
    """Tells whether the keys stand in the file of the settings, and in no other place."""
    return settings.key_ring_command is None and settings.key_ring_token is None


def source(settings: Settings) -> KeySource:
    """Returns where the keys are kept.

    Raises:
        SettingsError: Two places are named, or what speaks with a token is not installed.
    """
    command, token = settings.key_ring_command, settings.key_ring_token
    if command is not None and token is not None:
        raise SettingsError([_ONE])
    if token is not None:
        return _token(token)
    return FileSource(settings.key_ring) if command is None else CommandSource(command, settings.key_ring_store_command)


def _token(token: TokenSettings) -> KeySource:
    try:
        from hub.security.key_token import TokenSource  # noqa: PLC0415  an extra of the distribution
    except ImportError:
        raise SettingsError([_EXTRA]) from None
    if token.pin_file is None and token.pin_command is None:
        raise SettingsError([_PIN])

    def pin() -> str:
        said = secret.line(token.pin_file, token.pin_command)
        if said is None:
            raise SecretError("key_ring_token", "no PIN")
        return said

    return TokenSource(token.module, token.token, token.label, pin)
