"""Applications to join: those that the coordinator has before it, and the one whose receipt was shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.joining.application import Applied
from tsunagu.members.domain.joining.states import OPEN_STATES
from tsunagu.members.models import Application, ApplicationAct


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened to an application; without a name it was the applicant."""

    verb: str
    note: str
    made_at: datetime
    by: Text | None


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application with what happened to it; ``entered`` is the member that its acceptance made."""

    id: int
    uuid: UUID
    reference: str
    receipt: str
    handed_in_at: datetime
    applied: Applied
    acts: tuple[Act, ...]
    entered: UUID | None
    language: str = "ja"

    @property
    def state(self) -> str:
        """The state: what happened last."""
        return self.acts[-1].verb if self.acts else "handed_in"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be decided."""
        return self.state in OPEN_STATES

    @property
    def turn(self) -> int:
        """The number of the next act."""
        return len(self.acts) + 1


_SAID = (
    "name_ja", "kind", "fee_class", "representative", "contact", "email", "prefecture", "address", "name_kana",
    "name_en", "phone", "website", "offers", "seeks", "has_consented", "has_agreed",
)  # fmt: skip


def applications() -> list[ApplicationView]:
    """Return all applications of the reader: open ones first, oldest at the top, then the latest; in two queries."""
    return sorted((_view(row) for row in _rows()), key=_place)


def _place(view: ApplicationView) -> tuple[bool, float]:
    at = view.handed_in_at.timestamp()
    return not view.is_open, at if view.is_open else -at


def application(uuid: UUID) -> ApplicationView:
    """Return one application; refuse one that doesn't exist or isn't for the reader."""
    return _one(_rows().filter(uuid=uuid))


def application_of_receipt(receipt: str) -> ApplicationView | None:
    """Return the application of a receipt that the scope has shown; None where there is none."""
    row = _rows().filter(receipt=receipt).first()
    return None if row is None else _view(row)


def _rows() -> QuerySet[Application]:
    acts = Prefetch("acts", ApplicationAct.objects.select_related("person", "entered").order_by("turn"))
    return Application.objects.prefetch_related(acts).order_by("handed_in_at", "pk")


def _one(rows: QuerySet[Application]) -> ApplicationView:
    row = rows.first()
    if row is None:
        raise NotFound("application", Text("この申込は見つかりません。", "There is no such application."))
    return _view(row)


def _view(row: Application) -> ApplicationView:
    acts = list(row.acts.all())
    applied = Applied(stages=tuple(row.stages), **{key: getattr(row, key) for key in _SAID})
    entered = next((act.entered.uuid for act in acts if act.entered is not None), None)
    told = tuple(
        Act(act.verb, act.note, act.made_at, act.person.name if act.person else None) for act in acts
    )
    return ApplicationView(
        row.pk, row.uuid, row.reference, row.receipt, row.handed_in_at, applied, told, entered, row.language
    )
