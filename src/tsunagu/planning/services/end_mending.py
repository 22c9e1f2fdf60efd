"""A mending ends: carried out, declined, or overtaken by events; all who were asked are told no longer to answer."""

from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.notices.services import settle
from tsunagu.planning.domain.mending.states import TRANSITIONS
from tsunagu.planning.models import Mending

KINDS = ("mending_proposed", "mending_told")


def end_mending(mending: Mending, state: str, why: Text, now: datetime) -> None:
    """Bring a proposed mending to its end, say why on every part of it, and take it out of all inboxes."""
    if state not in TRANSITIONS[mending.state]:
        raise ValueError(f"{mending.state} can't become {state}")
    mending.state, mending.ended_at = state, now
    mending.ended_ja, mending.ended_en = why.ja, why.en
    mending.save(update_fields=["state", "ended_at", "ended_ja", "ended_en"])
    ended = {"state": state, "ended_ja": why.ja, "ended_en": why.en, "ended_at": now.isoformat()}
    for part in mending.parts.select_for_update():
        part.whole = part.whole | ended
        part.save(update_fields=["whole"])
        settle(part.uuid, now, kinds=KINDS)
    settle(mending.uuid, now, kinds=KINDS)
