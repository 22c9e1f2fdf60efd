"""Facts about an item from which a sample is taken: the thing, its holds, and the consents of whose cells they are."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.origins import DONATION, origins_of
from tsunagu.evaluation.domain.samples import PROTECTED
from tsunagu.foundation.scope import gate_scope
from tsunagu.journeys.domain.gates.facts import ConsentFacts, ItemFacts, ScannedFacts, StepFacts
from tsunagu.journeys.domain.gates.sampling import sampling_needs
from tsunagu.journeys.models import Consent
from tsunagu.journeys.queries.behind import hold_facts
from tsunagu.journeys.services.facts.parties import actor_facts
from tsunagu.journeys.services.running import Running
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names


def sampling_facts(
    running: Running, item: ItemView, purpose: str, actor: Actor, now: datetime
) -> Iterator[StepFacts]:
    """Yield the facts of a sampling, once for each chain whose person's cells would be kept (else once)."""
    keeps = purpose in PROTECTED
    with gate_scope():
        donors = {one.chain for one in origins_of([item.uuid], [DONATION], False)} if keeps else set()
        names = member_names({item.holder})
        held = hold_facts([item])
    who, things = actor_facts(actor, now), (_item(running, item, names.get(item.holder)),)
    for chain in sorted(donors, key=str) or [running.chain]:
        yield StepFacts(
            now=now,
            step=sampling_needs(not keeps and purpose in ("test", "retest"), bool(donors)),
            actor=who,
            setting=running.route.setting,
            source="allogeneic" if running.case is None else "autologous",
            items=things,
            scanned=(ScannedFacts(item.label, item.uuid),),
            consents=_consents(chain),
            holds=held,
        )


def _item(running: Running, item: ItemView, holder: object) -> ItemFacts:
    return ItemFacts(
        uuid=item.uuid,
        label=item.label,
        product=item.product,
        expected=item.chain == running.chain,
        kind=item.kind,  # type: ignore[arg-type]
        holder=item.holder,
        holder_name=holder,  # type: ignore[arg-type]
        acceptance=item.acceptance,  # type: ignore[arg-type]
        state=item.state,  # type: ignore[arg-type]
        irreplaceable=item.is_irreplaceable,
    )


def _consents(chain: UUID) -> tuple[ConsentFacts, ...]:
    with gate_scope():
        rows = list(Consent.objects.filter(chain=chain))
    return tuple(
        ConsentFacts(
            uuid=row.uuid,
            purpose=row.purpose,
            given_at=row.given_at,
            form_version=row.form_version,
            valid_when_given=True,  # whether a form was in force is asked of purposes of treatment only
            subject=row.subject,
            withdrawn_at=row.withdrawn_at,
            reconsent_due=row.reconsent_due,
            item=row.item,
        )
        for row in rows
    )
