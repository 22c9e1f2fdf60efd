"""Enter an organisation into the network."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.domain.vocabulary import MEMBER_KINDS
from tsunagu.members.models import Member
from tsunagu.members.queries.sites import member_facts
from tsunagu.members.services.permission import check_may_write


@transaction.atomic
def add_member(
    *,
    key: str,
    name: Text,
    kind: str,
    joined_on: date,
    phone: str = "",
    is_demonstration: bool = False,
    is_coordinator: bool = False,
    has_account: bool = True,
    name_kana: str = "",
    uuid: UUID | None = None,
) -> MemberFacts:
    """Enter a member; only the coordinator does this, and there is one coordinator.

    ``name_kana`` is the reading フリガナ of the Japanese name: what an imported file has in a column of that name.
    """
    check_may_write(None)
    checks.check_key(key)
    checks.check_name(name)
    checks.check_reading(name_kana)
    checks.check_word(kind, MEMBER_KINDS, "kind")
    _check_new(key, is_coordinator)
    member = Member(
        key=key,
        name_ja=name.ja,
        name_en=name.en,
        name_kana=name_kana.strip(),
        kind=kind,
        joined_on=joined_on,
        phone=phone,
        is_demonstration=is_demonstration,
        is_coordinator=is_coordinator,
        has_account=has_account,
    )
    if uuid is not None:
        member.uuid = uuid
    member.save(force_insert=True)
    return member_facts(member)


def _check_new(key: str, is_coordinator: bool) -> None:
    if Member.objects.filter(key=key).exists():
        raise checks.already(Text(f"会員「{key}」", f"Member “{key}”"))
    if is_coordinator and Member.objects.filter(is_coordinator=True).exists():
        raise Refused(
            "one_coordinator",
            Text("調整機関は一つだけ登録できます。", "A network has one coordinator only."),
            "is_coordinator",
        )
