"""The coordinator declares a policy, or the next version of one; what was declared is never changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.fairness.policy import Policy, check_policy
from tsunagu.planning.domain.fairness.record import policy_data
from tsunagu.planning.models import AllocationPolicy
from tsunagu.planning.services.fairness.rows import check_coordinator

SHORTEST_NOTE, LONGEST_NOTE, LONGEST_TITLE = 10, 4000, 120


@dataclass(frozen=True, slots=True)
class Declared:
    """How a policy is declared: its name, from when it is in force, and with whom it was consulted."""

    title: str
    in_force_from: date
    consultation: str


@transaction.atomic
def declare_policy(actor: Actor, policy: Policy, declared: Declared, now: datetime) -> UUID:
    """Keep a policy as the next version of its key and return its uuid; the same terms again are the same version."""
    check_coordinator(actor)
    check_policy(policy)
    _check_words(declared)
    newest = AllocationPolicy.objects.filter(key=policy.key).aggregate(Max("version"))["version__max"] or 0
    last = AllocationPolicy.objects.filter(key=policy.key, version=newest).first()
    terms = policy_data(replace(policy, version=newest))
    same = (terms, declared.title.strip(), declared.in_force_from)
    if last is not None and (last.terms, last.title, last.in_force_from) == same:
        return last.uuid
    row = AllocationPolicy.objects.create(
        member_id=actor.member_id, person=actor.person_uuid, key=policy.key, version=newest + 1,
        title=declared.title.strip(), terms=terms, consultation=declared.consultation.strip(),
        in_force_from=declared.in_force_from, declared_at=now,
    )  # fmt: skip
    return row.uuid


def _check_words(declared: Declared) -> None:
    check_era([declared.in_force_from], "in_force_from")
    if not 1 <= len(declared.title.strip()) <= LONGEST_TITLE:
        raise BadInput(
            "policy.title", Text("方針の名前を入力してください。", "Give the policy a name."), "title"
        )
    if not SHORTEST_NOTE <= len(declared.consultation.strip()) <= LONGEST_NOTE:
        ja = f"誰と、いつ協議したかを {SHORTEST_NOTE} 文字以上 {LONGEST_NOTE:,} 文字以内で書いてください。"
        en = f"Say with whom and when it was consulted, in {SHORTEST_NOTE} to {LONGEST_NOTE:,} letters."
        raise BadInput("policy.consultation", Text(ja, en), "consultation")
