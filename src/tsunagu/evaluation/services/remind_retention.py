"""Tell holders that the retention of samples is over: once for each sample, however often it is asked."""

from datetime import datetime

from tsunagu.evaluation.domain.samples import PURPOSES
from tsunagu.evaluation.queries.samples import samples_over
from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify


def remind_retention(now: datetime) -> int:
    """Write a notice to the holder of each sample that needn't be kept any longer; return how many there are.

    Run in the worker's scope.
    """
    found = samples_over(now)
    for one in found:
        name, label = PURPOSES[one.row.purpose], one.item.label
        notify(
            member_by_uuid(one.item.holder).id, "", "retention_ended",
            Text(
                f"{name.ja} {label} の保管期限が来ました。廃棄するか、保管を続けるか確認してください。",
                f"{name.en} {label}: its retention is over. Dispose of it, or confirm that it is kept.",
            ),
            subject=one.uuid, now=now, chain=one.row.chain, link=f"/evaluation/samples/{one.uuid}/",
            due_at=one.row.keep_until,
        )  # fmt: skip
    return len(found)
