"""Papers of a gathering, who reads them; and attendance, settled once it is over."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.coordination.gatherings.support import STARTS, a_gathering, comes, details
from tests.members.conftest import NOW, Cast
from tsunagu.coordination.models import Gathering, GatheringFile
from tsunagu.coordination.queries.gatherings import gathering, registrations
from tsunagu.coordination.services.gatherings.attach_file import MOST_FILES, attach_file, remove_file
from tsunagu.coordination.services.gatherings.check_in import check_in, walk_in
from tsunagu.coordination.services.gatherings.keep import change_card
from tsunagu.coordination.services.gatherings.publish import call_off, publish
from tsunagu.coordination.services.gatherings.register import register_person
from tsunagu.coordination.services.gatherings.settle_attendance import settle_attendance
from tsunagu.foundation import clock
from tsunagu.foundation.attachments import MOST_BYTES
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"
OVER = STARTS + timedelta(hours=5)


@pytest.fixture(autouse=True)
def on_that_day() -> None:
    clock.set_clock(NOW, 1.0)


def attached(
    cast: Cast, uuid: UUID, name: str = "プログラム.pdf", content: bytes = PDF, key: str = ""
) -> None:
    with acting(cast.scope(cast.operator)):
        attach_file(cast.operator, uuid, name, content, key or f"{uuid4()}", NOW)


def papers() -> list[tuple[str, str]]:
    with acting(Scope("auditor")):
        return list(GatheringFile.objects.values_list("name", "told_to"))


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(uuid=actor.person_uuid))
    return client


def test_a_paper_is_read_by_whom_the_gathering_is_told_to(cast: Cast, client: Client) -> None:
    uuid = a_gathering(cast, is_published=False)
    attached(cast, uuid)
    with acting(cast.scope(cast.operator)):
        (paper,) = gathering(uuid).papers
    public, inner = (
        reverse(f"{name}:file", args=[uuid, paper.uuid]) for name in ("public_gatherings", "gatherings")
    )
    assert signed_in(cast.operator).get(inner).content == PDF
    assert (client.get(public).status_code, signed_in(cast.stranger).get(inner).status_code) == (404, 404)
    with acting(cast.scope(cast.operator)):
        publish(cast.operator, uuid, NOW)
    answer = client.get(public)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert public in client.get(reverse("public_gatherings:gathering", args=[uuid])).content.decode()
    with acting(cast.scope(cast.operator)):
        change_card(cast.operator, uuid, details(audience="network"), NOW)
    assert (client.get(public).status_code, signed_in(cast.stranger).get(inner).status_code) == (404, 200)


def test_a_paper_sent_twice_is_one_and_taken_away_twice_is_gone(cast: Cast) -> None:
    uuid = a_gathering(cast)
    for _ in range(2):
        attached(cast, uuid, "..\\会場/案内\u202e.pdf", key="once")
    assert papers() == [("案内.pdf", "everybody")]
    with acting(cast.scope(cast.operator)):
        (paper,) = gathering(uuid).papers
        for _ in range(2):
            remove_file(cast.operator, uuid, paper.uuid)
    assert papers() == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "添付できません"),
        ("page.html", b"<script>", "添付できません"),
        ("a.pdf", b"MZ", "中身が拡張子と合いません"),
        ("a.pdf", b"", "空"),
        ("a.pdf", PDF + b"x" * MOST_BYTES, "4 MBまで"),
    ],
)
def test_what_is_no_paper_is_refused_at_its_field(cast: Cast, name: str, content: bytes, said: str) -> None:
    uuid = a_gathering(cast)
    sent: dict[str, Any] = {"key": "k", "file": SimpleUploadedFile(name, content)}
    answer = signed_in(cast.operator).post(reverse("gatherings:attach", args=[uuid]), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert papers() == []


def test_others_attach_nothing_and_what_was_called_off_takes_none(cast: Cast) -> None:
    uuid = a_gathering(cast)
    attached(cast, uuid)
    with acting(cast.scope(cast.stranger)):
        with pytest.raises(NotAllowed):
            attach_file(cast.stranger, uuid, "a.pdf", PDF, "k", NOW)
        with pytest.raises(NotAllowed):
            remove_file(cast.stranger, uuid, gathering(uuid).papers[0].uuid)
    with acting(cast.scope(cast.operator)):
        call_off(cast.operator, uuid, "台風", NOW)
        with pytest.raises(Refused):
            attach_file(cast.operator, uuid, "a.pdf", PDF, "k", NOW)
    assert len(papers()) == 1


def test_the_number_of_papers_is_limited(cast: Cast) -> None:
    uuid = a_gathering(cast)
    for _ in range(MOST_FILES):
        attached(cast, uuid)
    with pytest.raises(Refused) as refused:
        attached(cast, uuid)
    assert refused.value.code == "file_count"


def test_who_did_not_come_is_absent_once_that_is_settled(cast: Cast) -> None:
    uuid = a_gathering(cast, limit=3)
    for name in ("aya", "ben"):
        comes(uuid, name)
    with acting(cast.scope(cast.stranger)):
        register_person(cast.stranger, uuid, NOW)
    comes(uuid, "chie")
    with acting(cast.scope(cast.operator)):
        by_name = {one.name: one.uuid for one in registrations(uuid)}
        check_in(cast.operator, uuid, by_name["aya"], STARTS)
        walk_in(cast.operator, uuid, "飛入", "", "", "k", STARTS)
        with pytest.raises(Refused):
            settle_attendance(cast.operator, uuid, STARTS)
        for minutes in (0, 30):
            settle_attendance(cast.operator, uuid, OVER + timedelta(minutes=minutes))
    with acting(Scope("auditor")):
        assert Gathering.objects.get().attendance_at == OVER
    assert listed(cast, uuid) == {"aya": "来場", "飛入": "来場", "ben": "欠席", "人wada": "欠席", "chie": ""}
    page = signed_in(cast.operator).get(reverse("gatherings:door", args=[uuid]))
    figures = page.context["figures"]
    assert (figures["registered"], figures["came"], figures["absent"], figures["percent"]) == (3, 2, 2, 33)
    with acting(cast.scope(cast.operator)):
        check_in(cast.operator, uuid, by_name["ben"], OVER)
    assert listed(cast, uuid)["ben"] == "来場", "who was forgotten at the door"


def listed(cast: Cast, uuid: UUID) -> dict[str, str]:
    """The last column of the file, by name."""
    answer = signed_in(cast.operator).get(reverse("gatherings:csv", args=[uuid]))
    rows = [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert rows[0][-1] == "出欠"
    return {row[0]: row[-1] for row in rows[1:]}


def test_others_settle_nothing_and_nobody_is_absent_before(cast: Cast) -> None:
    uuid = a_gathering(cast)
    comes(uuid, "aya")
    with acting(cast.scope(cast.stranger)), pytest.raises(NotAllowed):
        settle_attendance(cast.stranger, uuid, OVER)
    assert listed(cast, uuid) == {"aya": ""}


def test_what_is_over_is_not_called_off(cast: Cast) -> None:
    uuid = a_gathering(cast)
    with acting(cast.scope(cast.operator)), pytest.raises(Refused):
        call_off(cast.operator, uuid, "台風", OVER)
    with acting(Scope("auditor")):
        assert Gathering.objects.get().state == "published"
