"""What a crew attaches: what the document tells of it, who sees it, and what is refused."""

import json
from base64 import b64encode
from uuid import UUID

import pytest

from hub.domain import commands as say
from hub.domain.codes import AttachmentKind, Closing
from hub.domain.commands.attachment import LARGEST
from hub.domain.disclosure import Relationship, disclose
from hub.domain.document import section
from hub.domain.people import Principal
from hub.domain.rules.attachment import MOST
from hub.errors import ConflictError, InvalidSubmissionError, MalformedError, NotFoundError
from hub.testing import Witnessed
from tests.factories import NOW, Json, Node, at_once, body, command_center, crew, hospital, new_key, opened, submission
from tests.unit.domain.test_media import POSITION, exif, jpeg, png

PHOTO = jpeg(exif(6))


def attach(content: bytes = PHOTO, *, identifying: bool = True) -> say.Attach:
    return say.Attach(what=AttachmentKind.INJURY, content=content, is_identifying=identifying)


def said(case: UUID, content: bytes = PHOTO, **more: Json) -> Json:
    data = {"what": "injury", "content": b64encode(content).decode(), **more}
    return body("attach", case, **data)


def test_the_document_tells_what_there_is_and_holds_no_bytes() -> None:
    story = opened()

    story.says(attach(), key=(key := new_key()))

    entry = section(section(story.document, "attachments"), str(key))
    assert (entry["what"], entry["media_type"], entry["is_identifying"]) == ("injury", "image/jpeg", True)
    assert "content" not in entry
    assert int(str(entry["size"])) < len(PHOTO)


def test_a_hospital_that_is_asked_sees_what_shows_nobody_and_one_that_accepted_sees_all() -> None:
    """A picture may show a face or a name: it is taken to do so, unless the crew says that it does not."""
    story = opened()
    story.says(attach(), key=(face := new_key()))
    story.says(attach(identifying=False), key=(wound := new_key()))

    asked = section(disclose(story.document, Relationship.ASKED, "h-001"), "attachments")
    accepted = section(disclose(story.document, Relationship.ACCEPTED, "h-001"), "attachments")

    assert asked.keys() == {str(wound)}
    assert accepted.keys() == {str(face), str(wound)}
    assert disclose(story.document, Relationship.FORMER, "h-001") == {}


def test_a_picture_that_comes_late_is_taken_down_even_after_the_end() -> None:
    story = opened()
    story.says(say.CloseCase(closing=Closing.TRANSPORTED))

    assert story.says(attach(), at=NOW)


def test_a_key_names_one_attachment_only() -> None:
    story = opened()
    story.says(attach(), key=(key := new_key()))

    with pytest.raises(ConflictError) as refused:
        story.says(attach(identifying=False), key=key)
    assert refused.value.code == "key-reused-with-other-body"


def test_a_case_holds_a_bounded_number() -> None:
    story = opened()
    for _ in range(MOST):
        story.says(attach())

    with pytest.raises(InvalidSubmissionError) as refused:
        story.says(attach())
    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.content", "too-many")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<svg/>", "not-base64"),
        ("", "not-base64"),
        ("%%%%", "not-base64"),
        (7, "not-base64"),
        (b64encode(b"<svg onload='alert(1)'/>").decode(), "unknown-media"),
        (b64encode(PHOTO[:-4]).decode(), "broken-media"),
        (b64encode(png() + b"x" * LARGEST).decode(), "too-large"),
    ],
)
def test_what_is_no_picture_is_refused_where_it_stands(content: object, code: str) -> None:
    with pytest.raises(InvalidSubmissionError) as refused:
        submission(body("attach", new_key(), what="injury", content=content))

    assert [(issue.path, issue.code) for issue in refused.value.issues] == [("data.content", code)]
    assert all(issue.ja and issue.en for issue in refused.value.issues)


def test_the_largest_picture_stays_within_the_bound_of_every_body() -> None:
    photo = jpeg(*(b"\xff\xdb\x75\x32" + b"q" * 30_000 for _ in range(5)))
    photo += b"\x00" * (LARGEST - len(photo))

    taken = submission(said(new_key(), photo)).command

    assert isinstance(taken, say.Attach)


def test_digits_inside_a_file_are_no_personal_number() -> None:
    """Twelve digits in a row happen in a large file; in words they are refused as ever."""
    digits = "QUJD" * 1100 + "123456789012"
    with pytest.raises(InvalidSubmissionError):
        submission(body("attach", new_key(), what="injury", content=digits))
    with pytest.raises(MalformedError):
        submission(body("attach", new_key(), what="injury", content="123456789012"))
    with pytest.raises(MalformedError):
        submission(body("report-change", new_key(), change="other", detail="あ" * 5000 + "123456789012"))


# Fetching the bytes -------------------------------------------------------------------------------------------


def fetched(node: Node, case: UUID, key: UUID, by: Principal) -> tuple[str, bytes]:
    return at_once(node.views.attachment(case, str(key), by))


def asked_with(node: Node, **more: Json) -> tuple[UUID, UUID]:
    case, key = node.opens(), new_key()
    node.takes({**said(case, **more), "key": str(key)}, crew())
    node.takes(body("request-acceptance", case, facilities=["h-001"]), crew())
    return case, key


def test_the_bytes_come_without_the_position_unless_that_is_wanted() -> None:
    node = Node()
    case, key = asked_with(node)
    kept_case, kept = asked_with(node, keeps_position=True)

    kind, content = fetched(node, case, key, crew())

    assert kind == "image/jpeg"
    assert POSITION not in content
    assert fetched(node, kept_case, kept, command_center()) == ("image/jpeg", PHOTO)


def test_the_bytes_follow_the_disclosure_of_the_document() -> None:
    node = Node()
    case, key = asked_with(node)
    open_case, shown = asked_with(node, is_identifying=False)

    assert fetched(node, open_case, shown, hospital())[1]
    for facility, of, wanted in (("h-001", case, key), ("h-002", open_case, shown), ("h-001", open_case, new_key())):
        with pytest.raises(NotFoundError):
            fetched(node, of, wanted, hospital(facility))
    node.takes(body("answer-request", case, answer="accept"), hospital())
    assert fetched(node, case, key, hospital())[1]


def test_who_fetched_is_written_down() -> None:
    node = Node()
    case, key = asked_with(node, is_identifying=False)

    fetched(node, case, key, hospital())
    with pytest.raises(NotFoundError):
        fetched(node, case, key, hospital("h-002"))

    assert node.store.audit == [Witnessed("screen-h-001", "h-001", "read-attachment transport-necessity", case, None)]


def test_no_view_and_no_resource_holds_the_bytes() -> None:
    node = Node()
    asked_with(node, is_identifying=False)
    bytes_in_base64 = b64encode(PHOTO).decode()[:60]

    for stream in ("unit:u-001", "department:fd-01", "facility:h-001"):
        assert bytes_in_base64 not in json.dumps(node.events(stream))
        assert bytes_in_base64 not in json.dumps(node.snapshot(stream, crew() if "u-" in stream else hospital()))
