"""Ask what would change a plan: each question is a changed problem, solved again in the background."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.runs.what_if import Question
from tsunagu.planning.models import WhatIf
from tsunagu.planning.queries.runs import resources_of, run_row

ANSWER = "tsunagu.planning.tasks.answer_what_if"
MOST_QUESTIONS = 12
NOTHING = Text("変えてみるものを一つ以上選んでください。", "Choose at least one thing to change.")
TOO_MANY = Text(
    f"一度に比べられるのは {MOST_QUESTIONS} 通りまでです。選ぶ数を減らしてください。",
    f"At most {MOST_QUESTIONS} changes are compared at once. Choose fewer.",
)
NO_PLAN = Text(
    "計画ができてから試せます。計算が終わるまでお待ちください。",
    "There is nothing to compare with yet. Wait until the plan is made.",
)
UNKNOWN = Text("この計画にない資源が選ばれています。選び直してください。", "Choose resources of this plan.")


@transaction.atomic
def ask_what_if(run: UUID, questions: Sequence[Question], now: datetime) -> int:
    """Queue the questions that haven't been asked yet; returns how many are new."""
    row = run_row(run)
    check_may_write(row.member_id)
    if row.state != "done":
        raise Refused("run_not_done", NO_PLAN)
    if not questions:
        raise BadInput("nothing_chosen", NOTHING, "one_more")
    if len(questions) > MOST_QUESTIONS:
        raise BadInput("too_many", TOO_MANY, "one_more")
    known = {one.key for one in resources_of(row)}
    if any(one.change != "demand" and one.resource not in known for one in questions):
        raise BadInput("resource", UNKNOWN, "one_more")
    new = 0
    for one in dict.fromkeys(questions):
        _, is_new = WhatIf.objects.get_or_create(
            run=row,
            change=one.change,
            resource=one.resource,
            defaults={"member_id": row.member_id, "state": "waiting", "asked_at": now},
        )
        new += is_new
    if new:
        import_string(ANSWER).defer(run=str(row.uuid))
    return new
