"""Applications to join are told: to the coordinator while they wait for it, to the applicant by letter."""

from datetime import datetime
from uuid import UUID, uuid5

from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import coordinator
from tsunagu.members.queries.joining import ApplicationView, applications
from tsunagu.members.services.apply_to_join import secret_of
from tsunagu.notices.domain.letters import TOO_OLD, Outsider
from tsunagu.notices.services.mark_done import settle_others
from tsunagu.notices.services.notify import notify
from tsunagu.notices.services.write_outside import write_outside

WAITS = "application_waits"
FOR_THE_COORDINATOR = ("handed_in", "answered")
"""States in which an application waits for the coordinator."""


def tell_of_applications(now: datetime) -> int:
    """Tell of all applications what isn't told yet; return how many wait for the coordinator.

    Run in the worker's scope; running it again tells nothing twice.
    """
    every, hub = applications(), coordinator()
    waiting = [one for one in every if one.state in FOR_THE_COORDINATOR]
    if hub is not None:
        for one in waiting:
            link = f"/members/register/applications/{one.uuid}/"
            subject = _act(one, len(one.acts))
            notify(hub.id, "coordinator", WAITS, _waits(one), subject=subject, now=now, link=link)
    settle_others(WAITS, {_act(one, len(one.acts)) for one in waiting}, now)
    for one in every:
        _write(one, now)
    return len(waiting)


def _act(one: ApplicationView, turn: int) -> UUID:
    return uuid5(one.uuid, f"{turn}")


def _waits(one: ApplicationView) -> Text:
    name_ja, name_en = one.applied.name_ja, one.applied.name_en or one.applied.name_ja
    if one.state == "answered":
        return Text(
            f"{name_ja}から、入会申込（{one.reference}）の質問への回答がありました。審査してください。",
            f"{name_en} answered your question on its application ({one.reference}). Please decide.",
        )
    return Text(
        f"{name_ja}から入会の申込み（{one.reference}）がありました。審査してください。",
        f"{name_en} applied to join ({one.reference}). Please decide.",
    )


def _write(one: ApplicationView, now: datetime) -> None:
    """Write to the applicant of each thing that happened in the last days, in the language of the application."""
    to = Outsider(f"{one.applied.name_ja} {one.applied.contact}", one.applied.email, one.language)
    page = (OWN_PAGE, f"/join/{secret_of(one.uuid)}/")
    for turn, act in enumerate(one.acts, 1):
        said = SAID.get(act.verb)
        if said is None or now - act.made_at > TOO_OLD:
            continue
        text = Text(said.ja.format(number=one.reference), said.en.format(number=one.reference))
        write_outside(to, text, [page], once=_act(one, turn), about=one.uuid, now=now)


SAID = {
    "handed_in": Text(
        "入会のお申込み（受付番号 {number}）を受け付けました。審査の結果は、このメールアドレスにお知らせします。",
        "Your application to join ({number}) is here. You will be told of the decision at this address.",
    ),
    "asked": Text(
        "入会のお申込み（受付番号 {number}）について、確認したいことがあります。ご回答をお願いいたします。",
        "There is a question about your application to join ({number}). Please answer it.",
    ),
    "accepted": Text(
        "入会のお申込み（受付番号 {number}）が承認されました。",
        "Your application to join ({number}) was accepted.",
    ),
    "declined": Text(
        "入会のお申込み（受付番号 {number}）は、審査の結果、見送らせていただくことになりました。",
        "Your application to join ({number}) was declined.",
    ),
    "withdrawn": Text(
        "入会のお申込み（受付番号 {number}）の取下げを承りました。",
        "Your application to join ({number}) was withdrawn, as you asked.",
    ),
}
"""What an applicant is told, by what happened; that the applicant answered needs no letter."""
OWN_PAGE = Text(
    "お申込みの状況と、ご連絡の内容はこちら（お申込みの方だけのページです）",
    "How your application stands, and what was written to you (a page for you alone)",
)
