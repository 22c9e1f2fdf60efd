"""Issue the certificate of analysis of a completed test; it supersedes the one before it."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.evaluation.domain.certificate import check_certifiable
from tsunagu.evaluation.domain.certificate_code import DRAWN, code_of
from tsunagu.evaluation.domain.standing import VERIFIERS
from tsunagu.evaluation.queries import CertificateView, certificates_of, corrections_awaiting
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.queries.certificates import standing_in
from tsunagu.journeys.services.certifying import SCHEMA, Certified, twin
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.journeys.services.withdraw_release import lock_chain
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.therapies.domain.route import Step

NAME, CERTIFICATE = "certificate_issued", "evaluation.Certificate"


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that may be issued: what stands on it, and the one that it supersedes."""

    certified: Certified
    before: CertificateView | None


def issue_certificate(
    actor: Actor, chain: UUID, step_key: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Issue the certificate of a test of the actor's laboratory; its content is frozen with it.

    Raises
    ------
    NotAllowed : the actor is of another organisation, or tested something himself.
    Refused : the test isn't completed, a result is missing, runs or awaits somebody, or a certificate of these
        very results is in force.
    """
    with transaction.atomic():
        running = load_running(chain, lock=step_key)
        lock_chain(chain)  # a result that is corrected at this moment waits, or comes first
        signer = Signer(actor.person_uuid, actor.member_uuid)
        if done := already_done(chain, request_key, NAME, signer, {"step": step_key}):
            return done
        draft = draft_of(actor, running, step_key)
        act, content_hash = _act(actor, draft, now)
        return append(signer, [act], Signature("issued", content_hash), now, request_key)


def draft_of(actor: Actor, running: Running, step_key: str) -> Draft:
    """Return what the actor may certify, or refuse it with the reason; it is shown before it is signed."""
    step, row = running.step(step_key)
    if row.member != actor.member_uuid:
        raise NotAllowed("not_your_test", _NOT_YOURS)
    check_role(actor, *VERIFIERS)
    _check_test(step, row)
    found = {one.characteristic: one for one in results_at(running.chain, step.key, row.attempt)}
    waiting = {
        one.characteristic
        for one in corrections_awaiting(running.chain)
        if (one.step, one.attempt) == (step.key, row.attempt) and one.replaced_by is None
    }
    check_certifiable(running.route.panel(step.panel or "").characteristics, found, waiting)
    if actor.person_uuid in {one.tested_by for one in found.values()}:
        raise NotAllowed("second_person", _SECOND)
    before = newest_of(certificates_of(running.chain), step.key, row.attempt)
    if before is not None and standing_in(before, [one.uuid for one in found.values()]) == "valid":
        raise Refused("certificate_in_force", _IN_FORCE)
    return Draft(Certified(running, step, row, found), before)


def newest_of(certificates: Iterable[CertificateView], step: str, attempt: int) -> CertificateView | None:
    """Return the certificate of a test that no newer one has superseded."""
    return next(
        (
            one
            for one in certificates
            if (one.step, one.attempt) == (step, attempt) and one.superseded_by is None
        ),
        None,
    )


def _check_test(step: Step, row: JourneyStep) -> None:
    if step.action != "test" or step.panel is None:
        raise Refused("not_a_test", _NOT_A_TEST)
    if row.state != "done":
        raise Refused("test_not_done", _NOT_DONE)


def _act(actor: Actor, draft: Draft, now: datetime) -> tuple[Act, str]:
    certified, uuid, code = draft.certified, uuid4(), code_of(secrets.token_bytes(DRAWN))
    running, row = certified.running, certified.row
    panel = running.route.panel(certified.step.panel or "")
    content = twin(certified, actor, code, now)
    digest = hashlib.sha256(content.encode()).hexdigest()
    effects = Effects()
    effects.add(
        CERTIFICATE, uuid=uuid, chain=running.chain, journey=running.journey.uuid, step=row.key, attempt=row.attempt,
        panel=panel.key, panel_version=panel.version, code=code, issued_by=actor.person_uuid, member=row.member,
        issued_at=now, content=content, content_hash=digest,
    )  # fmt: skip
    if draft.before is not None:
        effects.change(CERTIFICATE, draft.before.uuid, superseded_by=uuid, superseded_at=now)
    facts = {
        "step": row.key, "attempt": row.attempt, "certificate": uuid, "schema": SCHEMA, "content_hash": digest,
        "supersedes": draft.before.uuid if draft.before else None,
    }  # fmt: skip
    return Act(NAME, running.chain, now, facts, effects), digest


_NOT_YOURS = Text(
    "試験成績書を発行できるのは、この試験を行った組織だけです。",
    "Only the organisation that tested may issue the certificate of analysis.",
)
_NOT_A_TEST = Text(
    "この工程は試験ではないため、試験成績書はありません。",
    "This step is no test; it has no certificate of analysis.",
)
_NOT_DONE = Text(
    "試験が完了していないため、試験成績書を発行できません。完了してから発行してください。",
    "The test isn't completed; its certificate can be issued once it is.",
)
_SECOND = Text(
    "試験成績書は、試験をした人とは別の人が発行します。",
    "A certificate is issued by someone else than who tested.",
)
_IN_FORCE = Text(
    "同じ結果の試験成績書がすでに発行されています。発行済みのものをお使いください。",
    "A certificate of these very results is in force already. Use that one.",
)
