"""What an operator can choose, read once from the environment and one TOML file.

A value comes from the environment (`KYUKYU_PORT=8081`), else from the TOML file that `KYUKYU_CONFIG` names (default
`kyukyu.toml` in the working directory, when there is one), else from here. Only what puts the hub together and
the command line read settings; every other module is handed the values it needs. An unknown name in the file is a
fault, not a silence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from hub import secret
from hub.errors import Issue, SettingsError

AbsolutePath = Annotated[Path, AfterValidator(Path.absolute)]
PositiveInt = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0)]
Rate = Annotated[float, Field(gt=0)]

ConnectionName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]

_TWICE: Final = Issue(
    "dsn", "one-source", "・dsn_file・dsn_command は一つだけ設定します", "only one of dsn, dsn_file and dsn_command"
)
_OPEN: Final = Issue(
    "dsn",
    "secret-in-the-open",
    "にパスワードを含めません。dsn_file か dsn_command を使用します",
    "holds a password: only dsn_file or dsn_command may bring one",
)

CONFIG_VARIABLE = "KYUKYU_CONFIG"
_DEFAULT_CONFIG = Path("kyukyu.toml")


Command = Annotated[Sequence[str], Field(min_length=1)]
"""A program and its arguments; no shell reads it."""


class TokenSettings(BaseModel):
    """A token that keeps the keys which seal cases: a hardware security module, spoken to over PKCS #11."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    module: AbsolutePath = Field(description="Library of the token's maker")
    token: str = Field(description="Label of the token")
    label: str = Field("kyukyu", pattern=r"^\S+$", description="Label of the hub's keys in it")
    pin_file: AbsolutePath | None = Field(None, description="File of the PIN (mode 0600)")
    pin_command: Command | None = Field(None, description="Command that prints the PIN")


class AdapterSettings(BaseModel):
    """One connection: which adapter, beside which organisation, and the adapter's own options."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    use: str = Field(description="Name of the adapter, as `kyukyu adapters list` shows it")
    organisation: str = Field(description="Whose part of the hub it sees")
    options: Mapping[str, Any] = Field({}, description="What the adapter's documentation lists; secrets only as files")


class HookSettings(BaseModel):
    """One address to which notifications of FHIR subscriptions may be posted, and beside which organisation."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    organisation: str = Field(description="Whose callers may name the address")
    url: str = Field(description="https, or http on this machine; no credentials, query or fragment")
    fhir_base: str = Field(description="The hub's own FHIR address as the receiver knows it")
    authorization_file: AbsolutePath | None = Field(None, description="File of a token that is sent as Bearer")

    @property
    def options(self) -> Mapping[str, Any]:
        """What is said of the address itself."""
        return self.model_dump(exclude={"organisation"})


class ProviderSettings(BaseModel):
    """The organisation's own provider of identity (OpenID Connect), through which persons may sign in."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    issuer: str = Field(description="https, or http on this machine; exactly what the provider calls itself")
    client_id: str = Field(description="What this hub is called there")
    client_secret_file: AbsolutePath | None = Field(None, description="File of the secret, where the provider asks one")
    acr_values: tuple[str, ...] = Field((), description="Levels that are asked for, and count as two factors")
    scope: str = Field("openid", description="What is asked for")
    ca_file: AbsolutePath | None = Field(
        None, description="Who certifies the provider, where that is no public authority"
    )


class Settings(BaseSettings):
    """Holds every setting of one hub node; it never changes while the node runs."""

    model_config = SettingsConfigDict(
        env_prefix="KYUKYU_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        validate_default=True,
        hide_input_in_errors=True,
    )

    dsn: SecretStr | None = Field(
        None, description="PostgreSQL to use, without a password in it; without one the hub runs its own"
    )
    dsn_file: AbsolutePath | None = Field(None, description="File of the address with its password (mode 0600)")
    dsn_command: Command | None = Field(None, description="Command that prints the address with its password")
    data_dir: AbsolutePath = Field(Path(".kyukyu"), description="Folder of everything this node keeps")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8080, ge=1, le=65535, description="TCP port to listen on")
    tls_certificate: AbsolutePath | None = Field(
        None, description="File of the certificate chain (PEM); without one only an address of this machine is served"
    )
    tls_key: AbsolutePath | None = Field(None, description="File of the certificate's private key (PEM, mode 0600)")
    tls_client_authorities: AbsolutePath | None = Field(
        None, description="File of the authorities (PEM) of which every caller has to show a certificate; none: no one"
    )
    key_ring: AbsolutePath = Field(
        default_factory=lambda chosen: chosen["data_dir"] / "keyring.json",
        description="File of the keys that seal cases; without one, keyring.json in data_dir",
    )
    key_ring_command: Command | None = Field(
        None, description="Command that prints the key ring instead, as from a cloud's key management or `age`"
    )
    key_ring_store_command: Command | None = Field(
        None, description="Command that is given a new key ring to keep; without one keys cannot be rotated there"
    )
    key_ring_token: TokenSettings | None = Field(
        None, description="Token (HSM, PKCS #11) that keeps the keys instead; needs the extra `hsm`"
    )
    audit_key: AbsolutePath = Field(
        default_factory=lambda chosen: chosen["data_dir"] / "audit-key.pem",
        description="File of the key that signs the audit; without one, audit-key.pem in data_dir",
    )
    archive: AbsolutePath | None = Field(
        None, description="Folder into which the embedded database archives its log, for `kyukyu restore --until`"
    )
    batch_max: PositiveInt = Field(128, description="Most submissions in one transaction")
    batch_max_bytes: PositiveInt = Field(1024 * 1024, description="Most bytes of bodies in one transaction")
    queue_max: PositiveInt = Field(8192, description="Most submissions that wait; at half of it sockets are held back")
    heartbeat_s: Seconds = Field(5.0, description="Seconds between two heartbeats of a stream")
    bind_timeout_s: Seconds = Field(5.0, description="Seconds a new socket has to say who it is")
    send_timeout_s: Seconds = Field(5.0, description="Seconds a reader may stall before it is evicted")
    tablet_keeps_s: Seconds = Field(
        10_800.0, description="Seconds a crew's tablet keeps a case after its hand-over; then it is gone there"
    )
    clock_tolerance_s: PositiveInt = Field(300, description="Seconds a device's clock may be ahead of the hub's")
    command_timeout_s: Seconds = Field(10.0, description="Seconds a statement may take in the database")
    device_rate: Rate = Field(200.0, description="Submissions a second of one device; beyond it, 429")
    device_burst: PositiveInt = Field(2_000, description="Submissions of one device at once, as after a tunnel")
    organisation_rate: Rate = Field(2_000.0, description="Submissions a second of one organisation")
    organisation_burst: PositiveInt = Field(10_000, description="Submissions of one organisation at once")
    lane_rate: Rate = Field(2.0, description="Emergencies a second of one device that pass beyond its rate")
    lane_burst: PositiveInt = Field(60, description="Emergencies of one device at once that pass beyond its rate")
    token_ttl_s: int = Field(
        300, gt=0, le=300, description="Seconds a token is good for, and a socket without another ticket"
    )
    token_rate: Rate = Field(2.0, description="Tokens and tickets a second of one device; beyond it, 429")
    token_burst: PositiveInt = Field(120, description="Tokens and tickets of one device at once")
    enrolment_rate: Rate = Field(0.2, description="Wrong enrolment codes a second from one address; beyond it, 429")
    enrolment_burst: PositiveInt = Field(20, description="Wrong enrolment codes from one address at once")
    lookup_rate: Rate = Field(0.2, description="Questions a second of one device to outside systems; beyond it, 429")
    lookup_burst: PositiveInt = Field(30, description="Questions of one device to outside systems at once")
    enrolment_code_ttl_s: PositiveInt = Field(600, description="Seconds a one-time enrolment code is good for")
    public_url: str = Field(
        default_factory=lambda chosen: f"http://localhost:{chosen['port']}",
        pattern=r"^https?://[^/?#@\s]+$",
        description="Address at which browsers open the hub; passkeys are bound to its host",
    )
    shift_s: PositiveInt = Field(12 * 3600, description="Seconds after which a sign-in ends by itself")
    identity_provider: ProviderSettings | None = Field(
        None, description="Provider of identity through which persons may sign in; none: passkeys and PINs only"
    )
    retention_case_years: PositiveInt = Field(
        5,
        description="Years a closed case is kept after its last entry (救急救命士法46条); `kyukyu retention` erases",
    )
    retention_transport_years: PositiveInt = Field(5, description="The same of a private transport that has ended")
    retention_exercise_years: PositiveInt = Field(1, description="The same of an exercise")
    adapters: Mapping[ConnectionName, AdapterSettings] = Field(
        {}, description="Connections to outside systems, by name; an adapter that stands in none is never loaded"
    )
    subscription_hooks: Mapping[ConnectionName, HookSettings] = Field(
        {}, description="Addresses that a rest-hook subscription may name, by the name of their connection"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Puts arguments before the environment, and the environment before the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config_path())


def config_path() -> Path | None:
    """Finds the TOML file.

    Returns:
        The file that `KYUKYU_CONFIG` names, else the default one when it exists.

    Raises:
        SettingsError: The environment names a file that is not there.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    if named is None:
        return _DEFAULT_CONFIG if _DEFAULT_CONFIG.is_file() else None
    path = Path(named)
    if not path.is_file():
        raise SettingsError([Issue(CONFIG_VARIABLE, "missing-file", "のファイルがありません", "the file is not there")])
    return path


def load(**chosen: Any) -> Settings:  # noqa: ANN401 - checked by the model
    """Reads the settings; arguments win over the environment and the file.

    Raises:
        SettingsError: A value is missing, out of range or unknown; its sentence repeats no value.
    """
    try:
        return _with_dsn(Settings(**chosen), is_chosen="dsn" in chosen)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise SettingsError(
            _issue(".".join(map(str, fault["loc"])), fault["type"], fault["msg"])
            for fault in faults
            if fault["type"] != "default_factory_not_called"  # only echoes another fault
        ) from None
    except ValueError as error:
        raise SettingsError([_issue(CONFIG_VARIABLE, "not-toml", str(error))]) from None


def _with_dsn(read: Settings, *, is_chosen: bool) -> Settings:
    """Fetches the address of the database; one that holds a password may come from a file or a command only.

    Raises:
        SettingsError: It stands in the environment or in the file of the settings, or in two places.
        SecretError: It cannot be had.
    """
    if is_chosen:
        return read
    if sum(each is not None for each in (read.dsn, read.dsn_file, read.dsn_command)) > 1:
        raise SettingsError([_TWICE])
    if read.dsn is not None and _holds_a_password(read.dsn.get_secret_value()):
        raise SettingsError([_OPEN])
    said = secret.line(read.dsn_file, read.dsn_command)
    return read if said is None else read.model_copy(update={"dsn": SecretStr(said)})


def _holds_a_password(dsn: str) -> bool:
    parts = urlsplit(dsn)
    return ":" in parts.netloc.rpartition("@")[0] or "password" in parse_qs(parts.query, keep_blank_values=True)


def _issue(path: str, code: str, sentence: str) -> Issue:
    return Issue(path, code.replace("_", "-"), f"の値が正しくありません({sentence})", sentence)
