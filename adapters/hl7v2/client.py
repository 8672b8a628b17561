"""One line to a hospital's system: MLLP over TLS, one message at a time.

A line on which anything went wrong is hung up: what comes late would be taken for the answer to the next message.
"""

import asyncio
import ssl
from typing import Final

from adapters.hl7v2.acknowledgement import NoAcknowledgementError, meaning
from adapters.hl7v2.manifest import Hl7v2Config
from adapters.hl7v2.mapping import Letter
from hub.sdk import Broken, CredentialsRefused, NotReady, Outcome, Readiness, Ready, TryLater, Unknown

_START: Final = b"\x0b"
_END: Final = b"\x1c\r"
_CONNECT_S: Final = 4.0
_ALERT_S: Final = 1.0
"""With TLS 1.3 a server refuses a client's certificate after the handshake; it has so long to say so."""
_SAYS_IT_LATE: Final = "TLSv1.3"
_ABOUT_US: Final = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED", "HANDSHAKE_FAILURE")
_LARGEST: Final = 1024 * 1024


class Unusable(Exception):  # noqa: N818  a state of ours, said once
    """Says that our own certificates cannot be used."""


class Client:
    """Speaks to one system."""

    def __init__(self, config: Hl7v2Config) -> None:
        """Opens nothing yet."""
        self._config = config
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()

    async def check(self) -> Readiness:
        """Connects and shows who we are; MLLP has no question that is without effect, so nothing is sent."""
        async with self._turn:
            return await self._standing()

    async def send(self, letter: Letter) -> Outcome:
        """Sends one message and waits for its acknowledgement."""
        async with self._turn:
            is_new = not self._is_open()
            try:
                line = await self._connected()
            except (Unusable, OSError) as error:
                return TryLater(_name(error))
            try:
                outcome = await self._exchanged(line, letter)
            except BaseException:
                self._hang_up()
                raise
            if is_new and isinstance(outcome, Unknown) and not self._is_open():
                return await self._explained(outcome)
            return outcome

    async def close(self) -> None:
        """Hangs up."""
        self._hang_up()

    async def _standing(self) -> Readiness:
        if self._is_open():
            return Ready()
        try:
            return await self._refusal(*await self._connected()) or Ready()
        except (Unusable, OSError) as error:
            self._hang_up()
            return _readiness(error)

    async def _explained(self, outcome: Unknown) -> Outcome:
        """Asks once more: a server that does not know us may hang up before its alert is read, and has read nothing."""
        standing = await self._standing()
        return TryLater(standing.reason) if isinstance(standing, CredentialsRefused) else outcome

    async def _exchanged(self, line: tuple[asyncio.StreamReader, asyncio.StreamWriter], letter: Letter) -> Outcome:
        reader, writer = line
        try:
            async with asyncio.timeout(self._config.answer_s):
                writer.write(_START + letter.content + _END)
                await writer.drain()
                answer = await reader.readuntil(_END)
            return meaning(answer.removeprefix(_START).removesuffix(_END), letter, self._config.encoding)
        except ssl.SSLError as error:
            self._hang_up()
            return TryLater(_name(error)) if _is_about_us(error) else Unknown(_name(error))
        except NoAcknowledgementError as error:
            self._hang_up()
            return Unknown(str(error))
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            self._hang_up()
            return Unknown("no-answer" if isinstance(error, TimeoutError) else _name(error))

    def _is_open(self) -> bool:
        return self._line is not None and not self._line[0].at_eof() and not self._line[1].is_closing()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Returns the line, a new one where there is none that is open.

        Raises:
            Unusable: Our certificates cannot be used.
            OSError: Nobody answers, or not who should.
        """
        if self._line is None or not self._is_open():
            self._hang_up()
            config, context = self._config, _context(self._config)
            name = None if context is None else config.server_name or config.host
            async with asyncio.timeout(_CONNECT_S):
                self._line = await asyncio.open_connection(
                    config.host, config.port, limit=_LARGEST, ssl=context, server_hostname=name
                )
        return self._line

    async def _refusal(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Readiness | None:
        """Waits a moment for a server that hangs up on us, where the handshake does not tell."""
        tls = writer.get_extra_info("ssl_object")
        if tls is None or tls.version() != _SAYS_IT_LATE:
            return None
        try:
            async with asyncio.timeout(_ALERT_S):
                await reader.read(1)
        except TimeoutError:
            return None
        self._hang_up()
        return NotReady("closed")

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line[1].transport.abort()
            self._line = None


def _context(config: Hl7v2Config) -> ssl.SSLContext | None:
    if config.is_plain:
        return None
    try:
        context = ssl.create_default_context(cafile=config.ca_file)
        if config.client_certificate_file is not None:
            context.load_cert_chain(config.client_certificate_file, config.client_key_file, password=_no_passphrase)
    except (OSError, ValueError) as error:
        raise Unusable(f"certificate-unusable ({type(error).__name__})") from None
    return context


def _no_passphrase() -> str:
    """Is asked where a key has a passphrase; nobody is there who could type it in."""
    raise ValueError("a key without a passphrase is needed")


def _readiness(error: Unusable | OSError) -> Readiness:
    if isinstance(error, Unusable | ssl.SSLCertVerificationError):
        return Broken(_name(error))
    if isinstance(error, ssl.SSLError) and _is_about_us(error):
        return CredentialsRefused(_name(error))
    return NotReady(_name(error))


def _is_about_us(error: ssl.SSLError) -> bool:
    """Tells whether the server has sent an alert about our certificate: then it has read no message."""
    reason = error.reason or ""
    return "ALERT" in reason and any(
        word in reason for word in ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED", "HANDSHAKE_FAILURE")
    )


def _name(error: BaseException) -> str:
    """Names an error without its text, which may quote what was sent."""
    if isinstance(error, Unusable):
        return str(error)
    reason = error.reason if isinstance(error, ssl.SSLError) else None
    return f"{type(error).__name__} {reason}" if reason else type(error).__name__
