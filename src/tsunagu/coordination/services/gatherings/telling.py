"""Tell those who registered: people of members by a notice, people from outside by a letter to their address."""

import hmac
from datetime import datetime
from hashlib import sha256
from uuid import uuid5

from django.conf import settings
from django.utils.crypto import salted_hmac

from tsunagu.coordination.domain.gatherings.tickets import link_of
from tsunagu.coordination.models import Gathering, Registration
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.notices.domain.letters import Outsider
from tsunagu.notices.services.notify import notify
from tsunagu.notices.services.write_outside import write_outside

SALT = "tsunagu.coordination.registration"
SAID = {
    "registered": Text("お申込みを受け付けました", "You are registered"),
    "waiting": Text("キャンセル待ちとして受け付けました", "You are on the waiting list"),
    "moved_up": Text("キャンセル待ちから繰り上がり、参加できるようになりました", "A place is free: you can come now"),
    "given_back": Text("お申込みを取り消しました", "Your place was given back"),
    "changed": Text("催しの日時・会場が変わりました", "Time or place have changed"),
    "called_off": Text("催しは中止になりました", "The gathering was called off"),
    "soon": Text("まもなく開催です", "It is soon"),
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


def tell_registrant(
    row: Registration, gathering: Gathering, kind: str, now: datetime, *, once: str = ""
) -> None:
    """Tell one who registered what became of it; ``kind`` is a key of ``SAID``. From the desk, which is a worker.

    A person of a member reads it in the inbox, someone from outside in a letter with the private link. It is told once
    for each asking and each change of the gathering, or once for ``once`` where that is given.
    """
    if row.erased_at is not None:
        return
    sentence = _sentence(gathering, kind)
    key = uuid5(row.uuid, f"{kind}:{once or gathering.revision}:{row.asked_at}")
    if row.person_id is not None and row.of_member_id is not None:
        notify(
            row.of_member_id, "", f"gathering_{kind}", sentence, subject=key, now=now,
            link=f"/network/gatherings/{gathering.uuid}/", person_id=row.person_id,
        )  # fmt: skip
    elif row.email:
        to = Outsider(row.name, row.email, row.language)
        links = [(OWN_PAGE, address_of(row))]
        if kind in FOR_CALENDARS:
            links.append((CALENDAR, f"{address_of(row)}calendar.ics"))
        write_outside(to, sentence, links, once=key, about=row.uuid, now=now)


def address_of(row: Registration) -> str:
    """Return the path of the private page of a registration."""
    return f"/gatherings/mine/{private_link(row)}/"


def _sentence(gathering: Gathering, kind: str) -> Text:
    """Say when, where and what; of one that was called off why, of one that was moved the new place."""
    starts, said = gathering.starts_at.astimezone(TOKYO), SAID[kind]
    ja, en = f"{said.ja}。", f"{said.en}."
    if kind == "called_off":
        ja, en = f"{ja}理由：{gathering.cancel_reason}", f"{en} Reason: {gathering.cancel_reason}"
    elif kind in FOR_CALENDARS and gathering.hall_ja:
        ja, en = f"{ja}会場：{gathering.hall_ja}", f"{en} Place: {gathering.hall_en or gathering.hall_ja}"
    return Text(
        f"「{gathering.title.ja}」（{starts:%Y/%m/%d %H:%M}）：{ja}",
        f"“{gathering.title.en}” ({starts:%Y-%m-%d %H:%M}): {en}",
    )


FOR_CALENDARS = frozenset({"registered", "moved_up", "changed", "called_off", "soon"})
"""What is told of a place that somebody has, and so belongs into a calendar."""
OWN_PAGE = Text(
    "お申込みの確認・取消しと受付票（二次元コード）はこちら",
    "See or give back your place, and show your ticket",
)
CALENDAR = Text("カレンダーに登録する（icsファイル）", "Put it into your calendar (ics file)")
