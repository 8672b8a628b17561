"""The surface that adapters stand on does not move unseen."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import ValidationError

from hub import sdk
from hub.domain.myna_codes import LegalBasis as Ground
from hub.sdk import https, paper, record, transport
from hub.wire.values import key_id

FROZEN = """
Adapter AgeBand Answer Broken CaseStatus Closing ComeAgain Config CredentialsRefused Danger DataCategory DeclineReason
Delivered Direction Door Found Inbound IncidentType Jcs LegalBasis Level Lookup Manifest Message Mode MynaResult
NotFound NotReady Outbound Outcome Question Readiness Ready Refused Rejected Reply RequestState Resource SecretFile
Severity Sex Specialty Submitted Taken TimeMark TryLater Unknown Urgency key_for may_be_my_number
"""
FROZEN_OF_TRANSPORT = """
Attendant Avpu Equipment Mobility Offer OfferReason OperatorState Precaution TransferReason TransportPurpose
TransportStatus TripState
"""
AT = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


def test_the_surface_is_frozen() -> None:
    """A name that goes, or changes its meaning, breaks adapters that we do not know of."""
    assert sorted(sdk.__all__) == sorted(FROZEN.split())
    assert [name for name in sdk.__all__ if not hasattr(sdk, name)] == []
    assert sorted(https.__all__) == ["Address", "Answer", "HttpsLine", "Proof", "bearer"]
    assert sorted(paper.__all__) == ["FONT", "NoPrinterError", "Printer"]
    assert sorted(record.__all__) == ["Avpu", "Change", "Code", "Rhythm", "Treatment", "TriageCategory"]
    assert sorted(transport.__all__) == sorted(FROZEN_OF_TRANSPORT.split())


def test_a_key_follows_from_the_counterparts_number_and_time() -> None:
    key = sdk.key_for("R8-0417", AT)

    assert key == sdk.key_for("R8-0417", AT.astimezone(timezone(timedelta(hours=9))))
    assert len({key, sdk.key_for("R8-0418", AT), sdk.key_for("R8-0417", AT + timedelta(seconds=1))}) == 3
    assert key_id(str(key)) == key


def test_a_secret_that_others_can_read_is_refused_and_not_repeated(tmp_path: Path) -> None:
    class Options(sdk.Config):
        key: sdk.SecretFile

    secret = tmp_path / "key"
    secret.write_text("told-to-nobody")
    secret.chmod(0o644)
    with pytest.raises(ValidationError, match="0600") as refused:
        Options.model_validate({"key": secret})

    assert "told-to-nobody" not in str(refused.value)
    secret.chmod(0o600)
    assert Options.model_validate({"key": secret}).key == secret


def test_an_option_that_nobody_knows_is_a_fault() -> None:
    with pytest.raises(ValidationError):
        sdk.Config.model_validate({"ulr": "https://example.invalid"})


def test_what_a_lookup_finds_is_not_printed() -> None:
    """It would stand in a log."""
    found = sdk.Found({"name": "told-to-nobody"}, AT)

    assert "told-to-nobody" not in repr(found)


def test_a_ground_of_law_has_one_code_wherever_it_is_said() -> None:
    assert {each.value for each in sdk.LegalBasis} == {each.value for each in Ground} | {"no-personal-data"}
