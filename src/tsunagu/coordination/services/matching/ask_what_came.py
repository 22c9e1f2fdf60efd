"""Ask, half a year after an agreement, what came of it."""

from datetime import datetime

from tsunagu.coordination.models import Consultation
from tsunagu.coordination.services.matching.telling import after, consultation_link, tell
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date


def ask_what_came(now: datetime) -> int:
    """Ask the opener of each agreement whose day has come; each once. From a worker."""
    rows = Consultation.objects.filter(follow_up_on__lte=tokyo_date(now), came_of_it="")
    for row in rows:
        text = Text(
            f"相談「{row.subject}」の合意から半年が経ちました。その後の状況をお知らせください。",
            f"Half a year has passed since the agreement about “{row.subject}”. Please say what came of it.",
        )
        link = f"{consultation_link(row.uuid)}#after"
        tell([row.member_id], "consultation_after", text, about=after(row.uuid, "after"), link=link, now=now)
    return len(rows)
