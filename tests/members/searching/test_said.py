"""What members say of themselves is found by whom it is meant for: equipment, things shared, languages, texts."""

from datetime import timedelta

import pytest

from tests.members.conftest import TODAY, Cast
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.searching.matching import Reason
from tsunagu.members.domain.searching.search import Asked
from tsunagu.members.models import Equipment, Member, ProfilePart, SharedService, Site
from tsunagu.members.queries import search_directory

PASSER_BY, WORKER = Scope("public"), Scope("worker")
SECRET = "ひみつの第二培養室"


@pytest.fixture
def told(cast: Cast) -> Cast:
    maker = cast.maker.id
    with acting(WORKER):
        site = Site.objects.get(uuid=cast.site)
        of = {"member_id": maker, "site": site, "key": "facs", "kind": "cytometer"}
        Equipment.objects.create(name_ja="セルソーター壱号", name_en="Sorter one", **of)
        for name, shown_to in (("公開の遠心機", "public"), ("会員用の遠心機", "members"), (SECRET, "nobody")):
            SharedService.objects.create(
                member_id=maker, name_ja=name, name_en=f"Shared {shown_to}", kind="equipment_use",
                terms_ja="平日に限ります", terms_en="Weekdays", shown_to=shown_to,
            )  # fmt: skip
        profile(
            maker, "description", "members", ja="軟骨の再生を二十年続けています。" * 20 + "膝関節が専門です。"
        )
        profile(maker, "seeks", "public", ja="凍結輸送の相手を求めています。")
        profile(maker, "languages", "members", words=["ko"])
    return cast


def profile(member: int, part: str, shown_to: str, ja: str = "", words: list[str] | None = None) -> None:
    ProfilePart.objects.create(member_id=member, part=part, ja=ja, words=words or [], shown_to=shown_to)


def found(scope: Scope, text: str) -> list[tuple[str, tuple[Reason, ...]]]:
    with acting(scope):
        index, answer = search_directory(Asked(text, {}, TODAY))
    return [(index.rows.members[one.member].name.en.split(" ")[0], one.reasons) for one in answer.found]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("ｾﾙｿｰﾀｰ壱号", "equipment"),
        ("フローサイトメーター", "equipment_kinds"),
        ("FACS", "equipment_kinds"),
        ("会員用の遠心機", "service"),
        ("平日", "service"),
        ("かんこくご", "languages"),
        ("膝関節", "description"),
        ("輸送の相手", "seeks"),
    ],
)
def test_a_member_finds_it_and_reads_where(told: Cast, typed: str, field: str) -> None:
    ((name, reasons),) = found(told.scope(told.stranger), typed)
    assert name == "maker"
    assert field in {one.field for one in reasons}


@pytest.mark.parametrize("typed", ["会員用の遠心機", "膝関節", "かんこくご"])
def test_a_passer_by_never_finds_what_members_read(told: Cast, typed: str) -> None:
    for first, second in ((told.scope(told.stranger), PASSER_BY), (PASSER_BY, told.scope(told.stranger))):
        answers = {scope.name: found(scope, typed) for scope in (first, second)}
        assert answers["public"] == [], "whoever has asked this process before"
        assert [name for name, _ in answers["member"]] == ["maker"]
    assert [name for name, _ in found(PASSER_BY, "公開の遠心機")] == ["maker"]
    assert [name for name, _ in found(PASSER_BY, "輸送の相手")] == ["maker"]


@pytest.mark.parametrize(("days", "is_found"), [(0, True), (1, True), (-1, False)])
@pytest.mark.parametrize("typed", ["ｾﾙｿｰﾀｰ壱号", "フローサイトメーター"])
def test_a_device_is_found_until_its_last_day(told: Cast, typed: str, days: int, is_found: bool) -> None:
    with acting(Scope("worker")):
        Equipment.objects.update(valid_until=TODAY + timedelta(days=days))
    assert bool(found(told.scope(told.stranger), typed)) is is_found


def test_what_is_shown_to_nobody_is_found_by_nobody(told: Cast) -> None:
    for scope in (
        told.scope(told.quality), told.scope(told.stranger), told.scope(told.coordinator), WORKER,
        Scope("auditor"), PASSER_BY,
    ):  # fmt: skip
        assert found(scope, SECRET) == [], "not even by its own member, whose index is everybody's"


def test_what_is_hidden_or_put_away_is_gone_at_once(told: Cast) -> None:
    reader = told.scope(told.stranger)
    with acting(WORKER):
        SharedService.objects.filter(name_ja="会員用の遠心機").update(shown_to="nobody")
        ProfilePart.objects.filter(part="description").delete()
        Equipment.objects.filter(key="facs").update(valid_until=TODAY - timedelta(days=1))
    assert [found(reader, one) for one in ("会員用の遠心機", "膝関節", "セルソーター壱号")] == [[], [], []]
    assert [name for name, _ in found(reader, "公開の遠心機")] == ["maker"], "the rest stays"


def test_a_member_without_a_site_is_found_at_its_seat(cast: Cast) -> None:
    with acting(WORKER):
        Member.objects.filter(key="outsider").update(prefecture="宮城県", area="tohoku")
        Member.objects.filter(key="maker").update(prefecture="宮城県", area="tohoku")
    with acting(cast.scope(cast.stranger)):
        index, answer = search_directory(Asked("", {"area": ("tohoku",)}, TODAY))
    assert [index.rows.members[one.member].name.en for one in answer.found] == ["outsider (test)"], (
        "a site says more than a seat"
    )
    (seat,) = [index.rows.sites[one] for one in answer.sites]
    assert (seat.is_seat, seat.place.ja, seat.place.en) == (True, "宮城県内", "In Miyagi")
    assert [name for name, _ in found(cast.scope(cast.stranger), "せんだい 宮城")] == []
    assert [name for name, _ in found(cast.scope(cast.stranger), "みやぎ")] == ["outsider"]
