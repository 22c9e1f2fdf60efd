"""Enter a person who can sign in; what they may do comes with an appointment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.models import Person
from tsunagu.members.services.permission import member_to_write


@transaction.atomic
def add_person(
    member: UUID,
    *,
    email: str,
    name: Text,
    now: datetime,
    language: str = "ja",
    password: str | None = None,
    uuid: UUID | None = None,
) -> Person:
    """Enter a person for the member that will appoint them (see ``appoint``)."""
    member_to_write(member)
    checks.check_email(email)
    checks.check_name(name, 80)
    checks.check_word(language, ("ja", "en"), "language")
    if Person.objects.filter(email__iexact=email.strip()).exists():
        raise checks.already(Text(f"{email}", f"{email}"), "email")
    extra = {} if uuid is None else {"uuid": uuid}
    return Person.objects.create_user(
        email, password, name_ja=name.ja, name_en=name.en, language=language, date_joined=now, **extra
    )
