"""Who may keep the register, in which order its writers come, and how a record is written."""

from collections.abc import Iterable

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.names import bare_name
from tsunagu.members.domain.register.record import Record
from tsunagu.members.domain.searching.seats import seat_of
from tsunagu.members.models import Member, Membership
from tsunagu.members.queries.membership import KEPT, OWN


def check_keeps_register(actor: Actor) -> None:
    """Refuse whoever isn't the network's coordinator."""
    if actor.is_coordinator:
        return
    raise NotAllowed(
        "register",
        Text(
            "会員登録簿は調整担当だけが扱えます。自分の会員の登録は「会員資格」で確かめられます。",
            "Only the coordinator keeps the register. See your own membership instead.",
        ),
    )


def in_turn() -> Member:
    """Wait until no other writes the register, and return the coordinator, who keeps it."""
    keeper = Member.objects.select_for_update().filter(is_coordinator=True).first()
    if keeper is None:
        raise Refused(
            "no_coordinator",
            Text(
                "調整機関が登録されていないため、登録簿を扱えません。先に登録してください。",
                "There is no coordinator yet, so nobody keeps the register. Enter one first.",
            ),
        )
    return keeper


def enter_new(
    entries: Iterable[Record], *, is_preparing: bool = False, is_demonstration: bool = False
) -> list[Member]:
    """Enter members that aren't registered yet, without an account: others enter for them until they have one."""
    wanted = list(entries)
    keys = _Keys()
    made = Member.objects.bulk_create(
        Member(
            key=keys.for_record(one), has_account=False, is_demonstration=is_demonstration,
            **{key: one.value(key) for key in OWN}, **_seat(one),
        )
        for one in wanted
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(member=member, is_preparing=is_preparing, **_kept(one))
        for member, one in zip(made, wanted, strict=True)
    )
    return made


def write_record(member: Member, record: Record) -> None:
    """Write a record over what is registered of a member."""
    for key in OWN:
        setattr(member, key, record.value(key))
    seat = _seat(record)
    member.prefecture, member.area = seat["prefecture"], seat["area"]
    member.save(update_fields=[*OWN, *seat])
    Membership.objects.update_or_create(member=member, defaults=_kept(record))


def _seat(record: Record) -> dict[str, str]:
    """Return what the directory tells of where the member is; its address stays in the register."""
    prefecture, area = seat_of(record.prefecture, record.address)
    return {"prefecture": prefecture, "area": area}


def _kept(record: Record) -> dict[str, object]:
    return {key: record.value(key) for key in KEPT}


class _Keys:
    """Gives each new member a key that no other has."""

    def __init__(self) -> None:
        self.taken = set(Member.objects.values_list("key", flat=True))

    def for_record(self, record: Record) -> str:
        """Return a key made of the number, else of the English name, else of ``member``."""
        said = (record.number, record.name_en, "member")
        stem = next(found for one in said if (found := _slug(one)))
        key, more = stem, 2
        while key in self.taken:
            key, more = f"{stem}-{more}", more + 1
        self.taken.add(key)
        return key


def _slug(text: str) -> str:
    signs = [one if one.isascii() and one.isalnum() else "-" for one in text.lower()]
    return "-".join(part for part in "".join(signs).split("-") if part)[:50].strip("-")


def check_name_is_free(name_ja: str) -> None:
    """Refuse a name under which a member is registered, other legal forms and widths of signs not counted."""
    wanted = bare_name(name_ja)
    for taken in Member.objects.filter(left_on__isnull=True).values_list("name_ja", flat=True):
        if bare_name(taken) == wanted:
            raise Refused(
                "registered",
                Text(
                    f"「{taken}」が既に登録されています。登録簿を確かめてください。",
                    f"“{taken}” is registered already. Look at the register.",
                ),
                "name_ja",
            )
