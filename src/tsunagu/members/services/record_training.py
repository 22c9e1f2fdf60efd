"""Record that a person was trained in a subject."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.models import Training
from tsunagu.members.services.permission import member_to_write, person_named


@transaction.atomic
def record_training(
    person: UUID, member: UUID, subject: str, *, valid_from: date, valid_until: date | None = None
) -> None:
    """Record the training; the subject is usually a capability's key."""
    row = member_to_write(member)
    checks.check_key(subject)
    checks.check_period(valid_from, valid_until)
    someone = person_named(person)
    if Training.objects.filter(member=row, person=someone, subject=subject, valid_from=valid_from).exists():
        raise checks.already(Text(f"教育訓練「{subject}」", f"Training “{subject}”"), "subject")
    Training.objects.create(
        member=row, person=someone, subject=subject, valid_from=valid_from, valid_until=valid_until
    )
