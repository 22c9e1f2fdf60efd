"""Keep, beside the other concerns, the qualifications that journeys will miss at a step that lies ahead."""

from datetime import datetime, time
from uuid import UUID, uuid5

from django.db import connection

from tsunagu.custody.queries.many import parties_of_each
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.lapsing import Lapse
from tsunagu.journeys.domain.wording import JAPAN
from tsunagu.journeys.models import Standing, StandingConcern
from tsunagu.journeys.queries.concern_spans import ALWAYS
from tsunagu.journeys.queries.lapsing import lapses_ahead
from tsunagu.journeys.queries.standing_of import STANDS

KIND = "qualification"


def keep_lapses(now: datetime) -> int:
    """Replace the kept concerns about qualifications; return how many there are. Run in the worker's scope.

    They hang on the directory as well as on journeys, so they are looked for every ten minutes, not after each act.
    Who comes meanwhile waits: neither would see the other's rows, and both would stand.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('journeys_lapses', 0))")
    found = lapses_ahead(now)
    chains = {one.ahead.chain for one in found}
    readers = {
        chain: sorted({member for member, _ in each}, key=str)
        for chain, each in parties_of_each(chains).items()
    }
    therapies = dict(Standing.objects.filter(chain__in=chains).values_list("chain", "therapy"))
    StandingConcern.objects.filter(kind=KIND).delete()
    StandingConcern.objects.bulk_create(
        [_row(one, readers[one.ahead.chain], therapies.get(one.ahead.chain, ""), now) for one in found]
    )
    return len(found)


def _row(one: Lapse, readers: list[UUID], therapy: str, now: datetime) -> StandingConcern:
    ahead, why = one.ahead, one.verdict.reason
    title = Text("資格・契約が予定日までに切れる", "A qualification ends before the planned day")
    detail = Text(f"「{ahead.step_name.ja}」：{why.ja}", f"“{ahead.step_name.en}”: {why.en}")
    return StandingConcern(
        chain=ahead.chain, readers=readers, uuid=uuid5(ahead.chain, f"{KIND}/{one.subject}"), shows_from=ALWAYS,
        shows_until=now + STANDS, kind=KIND, number=ahead.number, is_case=ahead.number.startswith("CH"),
        therapy=therapy, stage=ahead.stage, member=ahead.member, site=None, role="quality", task="step",
        step=ahead.step, subject=one.subject, limit_kind=KIND, limit_at=datetime.combine(ahead.on, time(), JAPAN),
        is_hard=one.stops, title_ja=title.ja, title_en=title.en, detail_ja=detail.ja, detail_en=detail.en,
    )  # fmt: skip
