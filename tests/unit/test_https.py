"""The line to a counterpart over HTTPS: what an answer means, what is in doubt, and what is never followed."""

import gzip
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from hub.sdk import (
    Broken,
    CredentialsRefused,
    Delivered,
    NotReady,
    Outcome,
    Readiness,
    Ready,
    Refused,
    TryLater,
    Unknown,
)
from hub.sdk.https import Address, Answer, HttpsLine, bearer

URL = "https://ehr.example.invalid/kyukyu"
REFUSAL = "the other side cannot take this message"


def line(answers: Callable[[httpx.Request], httpx.Response], token_file: Path | None = None) -> HttpsLine:
    """A line whose other end is here."""
    made = HttpsLine(bearer(token_file))
    made._http = httpx.AsyncClient(transport=httpx.MockTransport(answers))
    return made


def answers(response: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: response


def fails(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Delivered("http-200")),
        (201, Delivered("http-201")),
        (400, Refused("http-400", REFUSAL)),
        (422, Refused("http-422", REFUSAL)),
        (401, TryLater("http-401")),
        (404, TryLater("http-404")),
        (409, TryLater("http-409")),
        (307, TryLater("http-307")),
        (429, TryLater("http-429")),
        (500, Unknown("http-500")),
        (504, Unknown("http-504")),
    ],
)
def test_what_an_answer_means_for_a_message(status: int, expected: Outcome) -> None:
    assert Answer(status).outcome() == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Ready()),
        (404, Ready()),
        (401, CredentialsRefused("http-401")),
        (403, CredentialsRefused("http-403")),
        (429, NotReady("http-429")),
        (503, NotReady("http-503")),
        (500, NotReady("http-500")),
    ],
)
def test_what_an_answer_means_for_how_we_stand(status: int, expected: Readiness) -> None:
    assert Answer(status).readiness() == expected


@pytest.mark.parametrize(
    ("retry_after", "is_read"), [("10", True), ("Mon, 23 Nov 2026 01:12:00 GMT", True), ("soon", False), ("", False)]
)
def test_patience_is_asked_for_in_seconds_or_as_a_date(retry_after: str, *, is_read: bool) -> None:
    said = Answer(503, {"retry-after": retry_after}).outcome()

    assert isinstance(said, TryLater)
    assert (said.not_before is not None) is is_read


@pytest.mark.parametrize(
    "url",
    [
        "http://ehr.example.invalid/",
        "https://user:secret@ehr.example.invalid/",
        "https://ehr.example.invalid/?key=secret",
        "ftp://127.0.0.1/",
        "ehr.example.invalid",
    ],
)
def test_an_address_that_others_could_read_or_that_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Address, config={"hide_input_in_errors": True}).validate_python(url)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8080/", "http://[::1]/"])
def test_an_address_that_nobody_else_reads_is_taken(url: str) -> None:
    assert TypeAdapter(Address).validate_python(url) == url


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.ConnectError("told-to-nobody"), TryLater("ConnectError")),
        (httpx.ConnectTimeout("told-to-nobody"), TryLater("ConnectTimeout")),
        (httpx.ReadTimeout("told-to-nobody"), Unknown("ReadTimeout")),
        (httpx.RemoteProtocolError("told-to-nobody"), Unknown("RemoteProtocolError")),
    ],
)
async def test_only_where_no_byte_can_have_left_there_is_no_doubt(error: Exception, expected: Outcome) -> None:
    assert await line(fails(error)).send(URL, {}, b"{}") == expected
    assert isinstance(await line(fails(error)).check(URL), NotReady)


async def test_a_redirect_is_not_followed() -> None:
    """What is sent reaches the address that an operator wrote, and no other."""
    asked: list[str] = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(308, headers={"location": "https://elsewhere.example.invalid/"})

    assert await line(elsewhere).send(URL, {}, b"{}") == TryLater("http-308")
    assert asked == [URL]


async def test_an_answer_is_handed_on_whatever_its_status() -> None:
    response = httpx.Response(404, headers={"ETag": '"7"'}, content=b"nothing here")

    answer = await line(answers(response)).ask("GET", URL, {})

    assert isinstance(answer, Answer)
    assert (answer.status, answer.fields["etag"], answer.body) == (404, '"7"', b"nothing here")
    assert "nothing here" not in repr(answer)


async def test_an_answer_that_is_longer_than_expected_is_none() -> None:
    """Also where it is short on the way, and swells here."""
    swollen = httpx.Response(200, headers={"content-encoding": "gzip"}, content=gzip.compress(bytes(4096)))

    assert await line(answers(swollen)).ask("GET", URL, {}, at_most=4095) == Unknown("DecodingError")


async def test_a_token_is_read_anew_for_each_request_and_one_that_is_gone_costs_no_message(tmp_path: Path) -> None:
    token, proofs = tmp_path / "token", []

    def answer(request: httpx.Request) -> httpx.Response:
        proofs.append(request.headers["authorization"])
        return httpx.Response(204)

    spoken = line(answer, token)
    for text in ("first", "second\n"):
        token.write_text(text)
        assert await spoken.send(URL, {}, b"{}") == Delivered("http-204")
    token.unlink()

    assert proofs == ["Bearer first", "Bearer second"]
    assert await spoken.send(URL, {}, b"{}") == TryLater("secret-unusable (FileNotFoundError)")
    assert await spoken.check(URL) == Broken("secret-unusable (FileNotFoundError)")
    await spoken.close()
