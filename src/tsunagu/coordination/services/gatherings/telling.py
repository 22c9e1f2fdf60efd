"""Tell those who registered: people of members by a notice, others by a letter to their address."""

import hmac
from datetime import datetime
from hashlib import sha256
from uuid import uuid5

from django.conf import settings
from django.utils.crypto import salted_hmac

from tsunagu.coordination.domain.gatherings.tickets import link_of
from tsunagu.coordination.models import Gathering, GatheringLetter, Registration
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.notices.services.notify import notify

SALT = "tsunagu.coordination.registration"
SAID = {
    "registered": Text("お申込みを受け付けました", "You are registered"),
    "waiting": Text("キャンセル待ちとして受け付けました", "You are on the waiting list"),
    "moved_up": Text("キャンセル待ちから繰り上がり、参加できるようになりました", "A place is free: you can come now"),
    "given_back": Text("お申込みを取り消しました", "Your place was given back"),
    "changed": Text("催しの日時・会場が変わりました", "Time or place have changed"),
    "called_off": Text("催しは中止になりました", "The gathering was called off"),
}  # fmt: skip


def private_link(row: Registration) -> str:
    """Return the private link of a registration: it follows from the row and the installation's secret.

    So the same request sent twice leads to the same link, while the table alone (it holds a hash) tells none.
    """
    said = f"{SALT}:{row.uuid}:{row.request_key}".encode()
    return link_of(hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest())


def digest_of(link: str) -> str:
    """Return the keyed hash by which a private link is recognised."""
    return salted_hmac(SALT, link, algorithm="sha256").hexdigest()


def tell_registrant(row: Registration, gathering: Gathering, kind: str, now: datetime) -> None:
    """Tell one who registered what became of it; ``kind`` is a key of ``SAID``.

    A person of a member reads it in the inbox. For one from outside a letter is written down, to be sent.
    """
    if row.erased_at is not None:
        return
    sentence = _sentence(gathering, SAID[kind])
    if row.person_id is not None and row.of_member_id is not None:
        once = uuid5(row.uuid, f"{kind}:{gathering.revision}:{row.asked_at}")
        notify(
            row.of_member_id, "", f"gathering_{kind}", sentence, subject=once, now=now,
            link=f"/network/gatherings/{gathering.uuid}/", person_id=row.person_id,
        )  # fmt: skip
    elif row.email:
        write_letter(row, sentence.in_language(row.language), kind, now)


def write_letter(row: Registration, sentence: str, kind: str, now: datetime) -> None:
    """Write a letter to someone from outside, its private link last; it waits in the table to be sent."""
    greeting = f"{row.name} 様" if row.language == "ja" else f"Dear {row.name},"
    hint = HINT.in_language(row.language)
    body = f"{greeting}\n\n{sentence}\n\n{hint}\n{address_of(row)}\n"
    GatheringLetter.objects.create(
        registration=row, member_id=row.member_id, kind=kind, email=row.email,
        subject=sentence[:120].rstrip("。."), body=body, written_at=now,
    )  # fmt: skip


def address_of(row: Registration) -> str:
    """Return the path of the private page of a registration."""
    return f"/gatherings/mine/{private_link(row)}/"


def _sentence(gathering: Gathering, said: Text) -> Text:
    starts = gathering.starts_at.astimezone(TOKYO)
    return Text(
        f"「{gathering.title.ja}」（{starts:%Y/%m/%d %H:%M}）：{said.ja}。",
        f"“{gathering.title.en}” ({starts:%Y-%m-%d %H:%M}): {said.en}.",
    )


HINT = Text(
    "お申込みの確認・取消し、受付票（二次元コード）、カレンダー登録はこちらのページから行えます。",
    "See or give back your place, show your ticket and put it into your calendar on this page:",
)
