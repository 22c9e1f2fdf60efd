"""Approval, trial or plan under which a therapy is given: its state on a day, and the shapes of its numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain.vocabulary import BasisKind, Setting

State = Literal["active", "suspended", "expired", "missing"]

SETTING_OF_KIND: dict[str, Setting] = {
    "approval": "approved",
    "trial": "trial",
    "plan_research": "research",
    "plan_treatment": "treatment",
}
# Shapes inferred from few samples: they warn, they never block (domain.md section 1).
APPROVAL = re.compile(r"2\d{4}[A-Z]{3}\d{8}")
JRCT_SAFETY_ACT = re.compile(r"jRCT[abc]0[1-8]0\d{2}\d{4}")
JRCT = re.compile(r"jRCT(?:[abcs]?\d{9,10})")
COMMITTEE = re.compile(r"N[AB]\d{7}")
PLAN = re.compile(r"P[ABC]\d{7}")


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A version of the consent form: when it may be signed, and by when its signers must have signed a newer one."""

    version: str
    first_day: date
    last_day: date | None = None
    renew_by: date | None = None

    def may_be_signed_on(self, day: date) -> bool:
        """Return whether the form is in force on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class LegalBasisFacts:
    """A legal basis as rules need it; an empty list (versions, sites, consent forms) means that none is named."""

    uuid: UUID
    kind: BasisKind
    setting: Setting
    number: str
    registration: str
    committee: str
    therapy_key: str
    holder: UUID
    named_sites: tuple[UUID, ...] = ()
    route_versions: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    suspended_on: date | None = None
    suspended_reason: str = ""
    conditional: bool = False
    consent_forms: tuple[FormVersion, ...] = ()

    def may_be_signed(self, version: str, day: date) -> bool:
        """Say whether a version of the consent form is in force on a day; where none is registered, any is."""
        return not self.consent_forms or any(
            form.version == version and form.may_be_signed_on(day) for form in self.consent_forms
        )

    def forms_on(self, day: date) -> tuple[str, ...]:
        """Return the versions of the consent form that may be signed on a day, the newest first."""
        forms = sorted(self.consent_forms, key=lambda form: form.first_day, reverse=True)
        return tuple(form.version for form in forms if form.may_be_signed_on(day))

    def renewal_of(self, version: str) -> date | None:
        """Return the day by which who signed this version must have signed a newer one."""
        return next((form.renew_by for form in self.consent_forms if form.version == version), None)

    def state_on(self, day: date) -> State:
        """Return whether it is in force on a day; a suspension holds from its day onwards."""
        if self.suspended_on is not None and self.suspended_on <= day:
            return "suspended"
        if self.valid_until is not None and self.valid_until < day:
            return "expired"
        if self.valid_from is not None and day < self.valid_from:
            return "missing"
        return "active"

    @property
    def on_record(self) -> frozenset[str]:
        """The papers that exist: approval, jrct, protocol, plan, committee."""
        paper = {"approval": "approval", "trial": "protocol"}.get(self.kind, "plan")
        found = {paper: self.number, "jrct": self.registration, "committee": self.committee}
        return frozenset(key for key, value in found.items() if value)

    def covers(self, version: int, site: UUID) -> bool:
        """Say whether a route version and a site are named, where any are."""
        is_version = not self.route_versions or version in self.route_versions
        return is_version and (not self.named_sites or site in self.named_sites)


def shape_warnings(kind: str, number: str, registration: str = "", committee: str = "") -> tuple[Text, ...]:
    """Return a warning for each number that doesn't look like its kind; nothing is refused for it."""
    return tuple(_warnings(kind, number, registration, committee))


def _warnings(kind: str, number: str, registration: str, committee: str) -> Iterator[Text]:
    if kind == "approval" and not APPROVAL.fullmatch(number):
        yield _unusual("承認番号", "approval number", number, "23000FZX00001000")
    if kind in ("plan_research", "plan_treatment") and not PLAN.fullmatch(number):
        yield _unusual("計画番号", "plan number", number, "PB3250001")
    if registration:
        shape = JRCT_SAFETY_ACT if kind == "plan_research" else JRCT
        if not shape.fullmatch(registration):
            yield _unusual("jRCT番号", "jRCT number", registration, "jRCTa030250001")
    if committee and not COMMITTEE.fullmatch(committee):
        yield _unusual("委員会の認定番号", "committee number", committee, "NA3150001")


def _unusual(ja: str, en: str, value: str, example: str) -> Text:
    return Text(
        f"{ja}「{value}」は見慣れない形です（例 {example}）。入力を確かめてください。",
        f"The {en} {value!r} has an unusual shape (for example {example}); please check it.",
    )
