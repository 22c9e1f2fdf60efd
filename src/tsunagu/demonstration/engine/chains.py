"""Value chains that invented members asked for and kept; one is shown to the maker that it names."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from tsunagu.coordination.domain.composing.problem import Pin, Request
from tsunagu.coordination.queries.composing.network import presets, sketches
from tsunagu.coordination.services.composing.compose import compose
from tsunagu.coordination.services.composing.keep_chain import keep_chain
from tsunagu.coordination.services.composing.share_chain import share_chain
from tsunagu.coordination.services.matching.open_consultation import Asked, open_consultation
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid

SKETCH, CELLS, PATIENTS, WISH = "fresh-msc", "adipose_msc", 20, "balanced"
MONTHS_AHEAD = 150
SHOWN_TO = "shonan-bio"
SUBJECT = "脂肪由来幹細胞の提供体制について（デモ）"
NOTE = "変形性膝関節症の治療でご相談したく、案を共有します（デモ・合成データ）"
ASKED = (
    ("haneda-clinic", "physician", "haneda-clinic-main", "羽田 脂肪由来幹細胞（デモ）"),
    ("sendai-hospital", "physician", "sendai-hospital-main", "仙台 脂肪由来幹細胞（デモ）"),
    ("rink", "coordinator", "sapporo-hospital-main", "札幌 脂肪由来幹細胞：足りないもの（デモ）"),
)


def keep_chains(now: datetime) -> None:
    """Have each of them ask and keep what was composed; asked again, it is the same act."""
    for number, (member, role, site, title) in enumerate(ASKED):
        who = hands.actor(stable_uuid("member", member), role, now=now)
        today = now.astimezone(TOKYO).date()
        start = (today + timedelta(days=MONTHS_AHEAD)).replace(day=1)
        where = stable_uuid("site", site)
        with hands.working(who):
            composed = compose(who, _request(where, start), WISH, today)
            asked = {"query": _query(where, start)}
            uuid = keep_chain(who, composed, title, asked, request_key=f"demonstration-{number}", now=now)
            if number == 0:
                maker = stable_uuid("member", SHOWN_TO)
                share_chain(who, uuid, maker, NOTE, now)
                open_consultation(who, Asked(SUBJECT, NOTE, [maker], uuid), now, "demonstration-chain")


def _request(where: UUID, start: date) -> Request:
    sketch = next(one for one in sketches() if one.key == SKETCH)
    pins = {"hospital": Pin(site=where)}
    rates = presets().rates(sketch.setting)
    return Request(sketch.for_cells(CELLS), CELLS, sketch.setting, PATIENTS, start, pins, rates=rates)


def _query(where: UUID, start: date) -> str:
    return urlencode(
        {"therapy": f"sketch:{SKETCH}", "cell_type": CELLS, "where": f"site:{where}", "patients": PATIENTS,
         "start": f"{start:%Y-%m}", "wish": WISH, "elsewhere": "on"}
    )  # fmt: skip
