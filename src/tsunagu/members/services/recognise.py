"""Tell which program sends a key, and on whose behalf it asks the database (``settings.PROGRAM_RESOLVER``)."""

from datetime import date, datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotSignedIn
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.program_keys import read, roles_of
from tsunagu.members.models import Member, ProgramKey, ProgramSecret
from tsunagu.members.queries.program_keys import program_name

NOTED_EVERY = timedelta(minutes=1)
"""The last use is noted this often at most: reading a list shouldn't write each time."""


def digest_of(secret: str) -> str:
    """Return the keyed hash by which a secret is recognised; the installation's own secret is its key."""
    return salted_hmac("tsunagu.members.program_key", secret, algorithm="sha256").hexdigest()


def scope_of_program(text: str) -> tuple[Actor, Scope]:
    """Return the actor and the scope of the program that sends this key, and note its use.

    Refuses a key that is unknown or was ended, one past its last day, and one of a member that has left.
    """
    now = clock.now()
    found = _recognised(text)
    scope = Scope("member", member=found.member.uuid, member_id=found.member_id)
    with acting(scope):
        key = ProgramKey.objects.filter(pk=found.key_id, ended_at__isnull=True).first()
        if key is None:  # ended a moment ago
            raise NotSignedIn("program_key", _UNKNOWN)
        _check_counts(key, found.member, tokyo_date(now))
        _note_use(key, now)
    actor = _actor(key, found.member)
    return actor, Scope("member", member=actor.member_uuid, member_id=actor.member_id, person=key.uuid)


def _recognised(text: str) -> ProgramSecret:
    parts = read(text)
    if parts is not None:
        prefix, secret = parts
        found = ProgramSecret.objects.select_related("member").filter(prefix=prefix).first()
        if found is not None and constant_time_compare(found.digest, digest_of(secret)):
            return found
    raise NotSignedIn("program_key", _UNKNOWN)


def _check_counts(key: ProgramKey, member: Member, today: date) -> None:
    if member.left_on is not None and member.left_on < today:
        raise NotSignedIn("program_key", _UNKNOWN)
    if key.valid_until < today:
        raise NotSignedIn(
            "program_key_expired",
            Text(
                f"このキーの期限（{key.valid_until}）は過ぎています。新しいキーを発行してください。",
                f"The last day of this key was {key.valid_until}. Issue a new one.",
            ),
        )


def _note_use(key: ProgramKey, now: datetime) -> None:
    if key.last_used_at is None or key.last_used_at + NOTED_EVERY <= now:
        ProgramKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _actor(key: ProgramKey, member: Member) -> Actor:
    return Actor(
        person_id=key.person_id,
        person_uuid=key.uuid,
        person_name=program_name(key.name),
        language="ja",
        member_id=member.pk,
        member_uuid=member.uuid,
        member_key=member.key,
        member_name=member.name,
        roles=roles_of(key.grants),
        grants=frozenset(key.grants),
    )


_UNKNOWN = Text(
    "このキーは使えません。書き間違いか、終了したキーです。会員の「プログラムのキー」の画面で確かめてください。",
    "This key can't be used: it is mistyped, or was ended. Look at the member's page “Keys of programs”.",
)
