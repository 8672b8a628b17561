"""Merge patches as RFC 7396 says, with the examples of its appendix that are objects."""

import pytest

from hub.domain.document import Document, compose, merge, nest, section

APPENDIX: list[tuple[Document, Document, Document]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("document", "patch", "merged"), APPENDIX)
def test_a_patch_is_merged_as_the_standard_says(document: Document, patch: Document, merged: Document) -> None:
    assert merge(document, patch) == merged


def test_merging_changes_neither_the_document_nor_the_patch() -> None:
    """States are shared between versions: a change in place would alter the past."""
    document: Document = {"a": {"b": 1}}
    patch: Document = {"a": {"c": 2}}

    merge(document, patch)

    assert document == {"a": {"b": 1}}
    assert patch == {"a": {"c": 2}}


def test_two_patches_in_one_do_what_both_do() -> None:
    first: Document = {"a": {"b": 1, "c": 2}, "d": 3}
    then: Document = {"a": {"b": None, "e": 4}, "d": None}

    assert compose(first, then) == {"a": {"b": None, "c": 2, "e": 4}, "d": None}


def test_a_section_that_is_removed_and_made_anew_cannot_be_composed() -> None:
    """A known limit of merge patches: none says "only this". So no submission may remove and make a section."""
    document: Document = {"destination": {"facility": "h-001", "eta_minutes": 9}}
    gone: Document = {"destination": None}
    anew: Document = {"destination": {"facility": "h-002"}}

    one_by_one, at_once = merge(merge(document, gone), anew), merge(document, compose(gone, anew))

    assert one_by_one == {"destination": {"facility": "h-002"}}
    assert at_once == {"destination": {"facility": "h-002", "eta_minutes": 9}}


def test_paths_are_nested_by_their_section() -> None:
    assert nest({"a.b": 1, "a.c": 2, "d.e": 3}) == {"a": {"b": 1, "c": 2}, "d": {"e": 3}}


def test_a_section_that_is_absent_or_none_is_empty() -> None:
    assert section({}, "a") == section({"a": "b"}, "a") == {}
