"""The published schema of each kind; that it says what the reader does is a property test of its own."""

import pytest

from hub.domain.codes import Role
from hub.domain.commands import KINDS
from hub.errors import NotFoundError
from hub.wire.frames import encode
from hub.wire.schema import schema, schemas


def test_every_kind_has_its_schema() -> None:
    assert schemas().keys() == KINDS.keys()


def test_a_kind_that_does_not_exist_has_none() -> None:
    with pytest.raises(NotFoundError):
        schema("mark-delivered")


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_plain_json_that_a_form_can_be_made_of(kind: str) -> None:
    described = schema(kind)

    assert encode(described)
    assert described["additionalProperties"] is False
    assert set(described["x-roles"]) <= set(Role)
    assert described["x-roles"]
    assert described["description"].endswith((".", ")."))
    for name, each in described["properties"].items():
        assert each["title"], f"{name} has no Japanese label"
        assert each["type"] in {"string", "integer", "number", "boolean", "array"}


def test_a_number_says_its_limits_its_digits_and_its_unit() -> None:
    assert schema("record-observation")["properties"]["temperature"] == {
        "title": "体温",
        "type": "number",
        "minimum": 10,
        "maximum": 46,
        "multipleOf": 0.01,
        "x-unit": "Cel",
    }


def test_a_code_says_its_values_and_their_japanese_terms() -> None:
    jcs = schema("record-observation")["properties"]["jcs"]

    assert jcs["enum"] == ["0", "1", "2", "3", "10", "20", "30", "100", "200", "300"]
    assert jcs["x-ja"]["200"] == "III-200"


def test_what_may_be_left_out_has_its_default_and_what_may_not_is_required() -> None:
    asking = schema("request-acceptance")

    assert asking["required"] == ["facilities"]
    assert asking["properties"]["answer_within_s"]["default"] == 300
    assert asking["properties"]["ask_again"]["default"] is False
    assert "default" not in asking["properties"]["message"]
