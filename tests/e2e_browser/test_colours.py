"""Every pair of colours that the stylesheets make can be told apart, by day, by night and in the sun."""

import pytest

from tests.e2e_browser.colours import LIMITS, contrast, faint_pairs, pairs, tokens
from tests.e2e_browser.plain import Theme

EVERY_THEME: list[Theme] = list(LIMITS)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ce0000", "#ffffff") == pytest.approx(5.8, abs=0.1)


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_no_pair_of_the_stylesheets_is_faint(theme: Theme) -> None:
    assert faint_pairs(theme, tokens(theme)) == []


@pytest.mark.parametrize("theme", EVERY_THEME)
def test_a_token_that_is_too_pale_is_found_wherever_it_is_used(theme: Theme) -> None:
    named = tokens(theme)
    pale = faint_pairs(theme, {**named, "ink-soft": named["surface"]})

    assert pale
    assert all("ink-soft on" in each for each in pale)
    assert {"ink-soft", "on-alarm", "accent"} <= {each.ink for each in pairs()}


def test_triage_is_the_same_red_in_every_light() -> None:
    themes = [tokens(theme) for theme in EVERY_THEME]

    for category in ("triage-red", "triage-yellow", "triage-green"):
        assert len({named[category] for named in themes}) == 1
