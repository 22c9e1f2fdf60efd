"""Keep, under a name, how a laboratory lays out and judges an assay, so that the next run begins with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tsunagu.custody.domain.reasons import check_text
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.models import AssaySetup, ColumnMapping
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

MOST_KEPT, LONGEST_NAME = 100, 60


def keep_setup(actor: Actor, name: str, typed: TypedAssay, now: datetime) -> None:
    """Keep layout, model, transform and criteria under a name; the same name again replaces it.

    Refuses more than 100 of them in one laboratory.
    """
    said = check_text(name, "keep_as", LONGEST_NAME)
    if not said:
        return
    own = AssaySetup.objects.filter(member=actor.member_uuid)
    if own.count() >= MOST_KEPT and not own.filter(name=said).exists():
        raise BadInput("setups_many", _MANY, "keep_as")
    data = {
        "model": typed.model,
        "layout": typed.layout,
        "factor": typed.factor,
        "transform": typed.transform,
        "bounds": {key: list(ends) for key, ends in typed.bounds.items()},
    }
    AssaySetup.objects.update_or_create(
        member=actor.member_uuid, name=said, defaults={"kind": typed.kind, "data": data, "kept_at": now}
    )


def keep_mapping(actor: Actor, signature: str, columns: Mapping[str, str], now: datetime) -> None:
    """Keep which column is what for files with one header; nothing chosen forgets it."""
    own: dict[str, Any] = {"member": actor.member_uuid, "signature": signature}
    if not columns:
        ColumnMapping.objects.filter(**own).delete()
        return
    ColumnMapping.objects.update_or_create(**own, defaults={"columns": dict(columns), "kept_at": now})


_MANY = Text(
    f"登録できる設定は{MOST_KEPT}件までです。既存の名前を使うと置き換わります。",
    f"At most {MOST_KEPT} are kept; an existing name is replaced.",
)
