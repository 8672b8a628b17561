"""A compiled pattern says what the shape says."""

import json

from hypothesis import given
from hypothesis import strategies as st

from hub.fhir.resource import encode
from hub.fhir.template import HOLE, compiled

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT, st.lists, max_leaves=5)


@given(constant=TEXT.filter(lambda text: HOLE not in text), value=JSON, members=st.dictionaries(TEXT, JSON, min_size=1))
def test_a_pattern_is_what_the_slow_builder_makes(constant: str, value: object, members: dict[str, object]) -> None:
    members = {f"member-{name}": each for name, each in members.items()}
    pattern = compiled({"id": f"{HOLE}-hr", HOLE: HOLE, "constant": constant, "list": [HOLE], "value": HOLE})
    rendered = pattern % (b"prefix", encode(members)[1:-1], encode(value), encode(value))
    slow = {"id": "prefix-hr", **members, "constant": constant, "list": [value], "value": value}
    assert json.loads(rendered) == slow


def test_a_percent_sign_is_a_sign() -> None:
    assert compiled({"unit": "%", "value": HOLE}) % b"91" == b'{"unit":"%","value":91}'
