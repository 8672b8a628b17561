"""Values as they are read: an id keeps its text, and is the UUID it says."""

from uuid import UUID

from hub.wire.values import Id

TEXT = "0190b0c0-1234-7bec-8ac5-00000000000a"


def test_an_id_is_the_uuid_it_says() -> None:
    read, plain = Id(TEXT), UUID(TEXT)

    assert (read, hash(read), read.bytes, read.version) == (plain, hash(plain), plain.bytes, plain.version)
    assert {plain: "found"}[read] == "found"


def test_an_id_is_written_as_it_was_read() -> None:
    assert str(Id(TEXT)) == f"{Id(TEXT)}" == TEXT
