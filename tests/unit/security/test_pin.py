"""A PIN can be compared and not read, and the easiest are not taken."""

import pytest

from hub.errors import InvalidSubmissionError
from hub.security.pin import is_right, verifier


async def test_a_pin_is_known_again_and_another_is_not() -> None:
    kept = await verifier("407193")

    assert await is_right("407193", kept)
    assert not await is_right("407194", kept)
    assert not await is_right("", kept)
    assert not await is_right("\udc80", kept)
    assert "407193" not in kept


async def test_the_same_pin_of_two_persons_is_kept_differently() -> None:
    assert await verifier("407193") != await verifier("407193")


@pytest.mark.parametrize(
    "pin", ["", "40719", "4071934071934", "111111", "123456", "987654", "890123", "４０７１９３", "40719a"]
)
async def test_an_easy_pin_is_not_taken(pin: str) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        await verifier(pin)

    assert [issue.code for issue in refused.value.issues] == ["not-a-pin"]
