"""Changes of members' pages: what waits, what applies at once, who decides, and what is kept."""

from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from tests.members.conftest import NOW, TODAY, Cast, a_site, enter, person
from tests.members.profile.conftest import CONTACT, PDF, capability, kept, licence, sent
from tsunagu.foundation.refusals import BadInput, ChangedMeanwhile, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.profile.changes import KEPT_OUT
from tsunagu.members.models import (
    Capability,
    ContactPerson,
    Equipment,
    Evidence,
    Licence,
    Member,
    PageChange,
    ProfilePart,
    SharedService,
    Site,
)
from tsunagu.members.queries.profile.changes import change_of, decided_changes, history, waiting_changes
from tsunagu.members.queries.profile.page import evidence_file, own_page
from tsunagu.members.queries.sites import site_facts
from tsunagu.members.services.profile import approve_change, return_change, withdraw_change

A_SITE = {
    "name_ja": "第二製造所", "name_en": "Second works", "place_ja": "川崎市", "place_en": "Kawasaki",
    "prefecture": "神奈川県", "area": "tonomachi", "latitude": 35.54, "longitude": 139.75, "gln": "9524000000026",
}  # fmt: skip


def approved(cast: Cast, uuid: UUID) -> int:
    with acting(cast.scope(cast.coordinator)):
        return approve_change(cast.coordinator, uuid, NOW)


def test_a_capability_waits_until_the_coordinator_approves_it(cast: Cast) -> None:
    made = sent(cast, cast.operator, "capability", capability(cast.site))
    assert (made.state, made.version) == ("proposed", None)
    with acting(Scope("auditor")):
        assert not Capability.objects.filter(site__uuid=cast.site).exists()
    assert approved(cast, made.uuid) == 1
    assert approved(cast, made.uuid) == 1, "the same again is the same act"
    with acting(Scope("auditor")):
        row = Capability.objects.get(uuid=made.subject)
    assert (row.stage, row.method, row.capacity_per_month) == ("manufacturing", "viral_transduction", 4)
    assert row.member_id == cast.maker.id
    with acting(cast.scope(cast.quality)):
        versions = history(cast.maker.uuid)[:10]
    assert [(one.version, one.made_by, one.decided_by) for one in versions] == [
        (1, cast.operator.person_name, cast.coordinator.person_name)
    ]


def test_a_change_names_only_what_differs_and_says_it_before_and_after(cast: Cast) -> None:
    made = sent(cast, cast.operator, "capability", capability(cast.site))
    approved(cast, made.uuid)
    change = sent(cast, cast.quality, "capability", {"capacity_per_month": 8, "band": "vapour"}, made.subject)
    said = {
        line.name.ja: (line.before and line.before.ja, line.after and line.after.ja) for line in change.lines
    }
    assert said == {"温度帯": ("限定なし", "−150 ℃以下"), "月あたりの件数": ("4 件", "8 件")}
    assert change.title.ja == "CAR-T細胞の製造（製造所）"
    approved(cast, change.uuid)
    with acting(Scope("auditor")):
        row = Capability.objects.get(uuid=made.subject)
    assert (row.capacity_per_month, row.band, row.lead_time_days) == (8, "vapour", 60)


def test_of_two_proposals_on_the_same_the_later_is_out_of_date_and_nothing_is_lost(cast: Cast) -> None:
    made = sent(cast, cast.operator, "capability", capability(cast.site))
    approved(cast, made.uuid)
    first = sent(cast, cast.operator, "capability", {"capacity_per_month": 6}, made.subject)
    second = sent(cast, cast.quality, "capability", {"capacity_per_month": 9}, made.subject)
    beside = sent(cast, cast.quality, "capability", {"lead_time_days": 30}, made.subject)
    approved(cast, first.uuid)
    with acting(cast.scope(cast.operator)):
        assert change_of(second.uuid).is_out_of_date
        assert not change_of(beside.uuid).is_out_of_date, "it changes something else of it"
    with pytest.raises(ChangedMeanwhile):
        approved(cast, second.uuid)
    approved(cast, beside.uuid)
    again = sent(
        cast, cast.quality, "capability", {"capacity_per_month": 9}, made.subject, follows=second.uuid
    )
    with acting(cast.scope(cast.operator)):
        assert change_of(second.uuid).state == "replaced"
        assert dict(change_of(second.uuid).after) == {"capacity_per_month": 9}
    approved(cast, again.uuid)
    with acting(Scope("auditor")):
        row = Capability.objects.get(uuid=made.subject)
    assert (row.capacity_per_month, row.lead_time_days) == (9, 30)


def test_what_was_changed_since_one_looked_is_said_and_nothing_written(cast: Cast) -> None:
    before = kept()
    with pytest.raises(ChangedMeanwhile):
        sent(cast, cast.operator, "profile", {"seeks_ja": "培地"}, seen="what was there")
    assert kept() == before


def test_what_is_said_of_oneself_applies_at_once(cast: Cast) -> None:
    told = {
        "description_ja": "細胞をつくる会社です。",
        "description_shown_to": "public",
        "languages": ["ja", "en"],
    }
    made = sent(cast, cast.operator, "profile", told)
    assert (made.state, made.version) == ("applied", 1)
    with acting(Scope("public")):
        assert {one.part for one in ProfilePart.objects.all()} == {"description"}
    with acting(cast.scope(cast.stranger)):
        page = own_page(cast.maker.uuid)
    assert page.profile["languages"].words == ("ja", "en")
    assert page.profile["description"].text.en == "細胞をつくる会社です。", (
        "the Japanese stands for what is missing"
    )
    sent(cast, cast.operator, "profile", {"description_ja": ""})
    with acting(Scope("public")):
        assert not ProfilePart.objects.exists()


def test_sent_twice_it_is_one_change(cast: Cast) -> None:
    first, again = (
        sent(cast, cast.operator, "licence", licence(cast.site), file=PDF, key="k") for _ in range(2)
    )
    assert first.uuid == again.uuid
    assert kept() == (1, 1)


def test_evidence_is_for_its_member_until_approved_and_for_members_after(cast: Cast) -> None:
    made = sent(cast, cast.operator, "licence", licence(cast.site), file=PDF)
    file = UUID(made.after["evidence"])
    for actor in (cast.operator, cast.coordinator):
        with acting(cast.scope(actor)):
            assert evidence_file(file) == ("証明書.pdf", PDF)
    with acting(cast.scope(cast.stranger)), pytest.raises(NotFound):
        evidence_file(file)
    approved(cast, made.uuid)
    with acting(cast.scope(cast.stranger)):
        assert evidence_file(file) == ("証明書.pdf", PDF)
        assert own_page(cast.maker.uuid).sites[0].licences[0].file is not None
    with acting(Scope("public")):
        assert not Evidence.objects.exists()
        assert own_page(cast.maker.uuid).sites[0].licences[0].file is None
    renewed = sent(cast, cast.operator, "licence", {"valid_until": "2036-03-31"}, made.subject)
    approved(cast, renewed.uuid)
    with acting(Scope("auditor")):
        row = Licence.objects.select_related("evidence").get(uuid=made.subject)
    assert row.evidence is not None, "without a new file the one that is there stays"


def test_a_new_site_and_what_is_done_there_are_sent_together(cast: Cast) -> None:
    site = sent(cast, cast.operator, "site", A_SITE)
    able = sent(cast, cast.operator, "capability", capability(site.subject))
    assert able.title.ja == "CAR-T細胞の製造（第二製造所）"
    with pytest.raises(Refused) as refused:
        approved(cast, able.uuid)
    assert refused.value.code == "no_site"
    assert "先に拠点" in refused.value.reason.ja
    approved(cast, site.uuid)
    approved(cast, able.uuid)
    with acting(Scope("auditor")):
        row = Site.objects.get(uuid=site.subject)
        assert Capability.objects.get(uuid=able.subject).site_id == row.pk
    assert row.key == "maker-1"


def test_the_coordinator_returns_it_with_a_reason(cast: Cast) -> None:
    made = sent(cast, cast.operator, "site", A_SITE)
    with acting(cast.scope(cast.coordinator)):
        for note in ("", " ", "長" * 501):
            with pytest.raises(BadInput):
                return_change(cast.coordinator, made.uuid, note, NOW)
        return_change(cast.coordinator, made.uuid, "所在地を町名まで書いてください。", NOW)
        with pytest.raises(Refused):
            approve_change(cast.coordinator, made.uuid, NOW)
    with acting(cast.scope(cast.quality)):
        found = change_of(made.uuid)
    assert (found.state, found.note) == ("returned", "所在地を町名まで書いてください。")
    with acting(Scope("auditor")):
        assert not Site.objects.filter(uuid=made.subject).exists()


def test_a_member_takes_its_proposal_back(cast: Cast) -> None:
    made = sent(cast, cast.operator, "basics", {"name_ja": "新しい名前"})
    with acting(cast.scope(cast.quality)):
        withdraw_change(cast.quality, made.uuid, NOW)
        assert waiting_changes() == []
    with pytest.raises(Refused):
        approved(cast, made.uuid)
    with acting(Scope("auditor")):
        assert Member.objects.get(uuid=cast.maker.uuid).name_ja == "maker（試験）"


def test_another_member_neither_changes_nor_reads_nor_decides(cast: Cast) -> None:
    made = sent(cast, cast.operator, "basics", {"name_ja": "新しい名前"})
    before = kept()
    for part, values in (("profile", {"seeks_ja": "x"}), ("contact", CONTACT), ("site", A_SITE)):
        with pytest.raises(NotAllowed):
            sent(cast, cast.stranger, part, values)
    with acting(cast.scope(cast.stranger)):
        assert waiting_changes() == []
        assert len(history(cast.maker.uuid)) == 0
        for act in (withdraw_change,):
            with pytest.raises(NotFound):
                act(cast.stranger, made.uuid, NOW)
        with pytest.raises(NotAllowed):
            approve_change(cast.stranger, made.uuid, NOW)
        row = SharedService(
            member_id=cast.maker.id, name_ja="x", name_en="x", kind="advice", shown_to="public"
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()
    with acting(cast.scope(cast.operator)), pytest.raises(NotAllowed):
        approve_change(cast.operator, made.uuid, NOW)
    assert kept() == before


def test_a_part_of_another_member_is_not_reached_through_ones_own_page(cast: Cast) -> None:
    with acting(Scope("worker")):
        theirs = a_site(cast.outsider, "theirs", "9524000000033")
    before = kept()
    with pytest.raises(NotFound):
        sent(cast, cast.operator, "site", {"name_ja": "奪った拠点"}, theirs)
    with pytest.raises(Refused) as refused:
        sent(cast, cast.operator, "capability", capability(theirs))
    assert refused.value.field == "site"
    assert kept() == before


def test_auditors_and_programs_edit_no_page(cast: Cast) -> None:
    with acting(Scope("worker")):
        auditor = person(cast.maker, "kansa", "auditor")
    before = kept()
    with pytest.raises(NotAllowed):
        sent(cast, auditor, "profile", {"seeks_ja": "x"})
    assert kept() == before


def test_the_coordinator_changes_any_page_at_once_with_a_reason(cast: Cast) -> None:
    with acting(Scope("worker")):
        quiet = enter("quiet", has_account=False)
    with pytest.raises(BadInput) as refused:
        sent(cast, cast.coordinator, "site", A_SITE, member=quiet.uuid)
    assert refused.value.field == "reason"
    made = sent(cast, cast.coordinator, "site", A_SITE, member=quiet.uuid, reason="電話での依頼")
    assert (made.state, made.version, made.reason) == ("applied", 1, "電話での依頼")
    with acting(Scope("auditor")):
        assert Site.objects.get(uuid=made.subject).member_id == quiet.id


def test_a_contact_is_shown_to_whom_the_person_consented_to(cast: Cast) -> None:
    made = sent(cast, cast.operator, "contact", CONTACT)
    with acting(Scope("public")):
        assert not ContactPerson.objects.exists()
    with acting(cast.scope(cast.stranger)):
        assert own_page(cast.maker.uuid).contacts[0].email == "hanako@maker.example"
    with pytest.raises(BadInput) as refused:
        sent(cast, cast.operator, "contact", {"shown_to": "public"}, made.subject)
    assert refused.value.code == "consent_wider"
    sent(cast, cast.operator, "contact", {"shown_to": "public", "consented_on": "2026-11-21"}, made.subject)
    with acting(Scope("public")):
        assert ContactPerson.objects.get().name_ja == "試験 花子"


def test_another_name_asks_for_consent_anew(cast: Cast) -> None:
    made = sent(cast, cast.operator, "contact", CONTACT)
    other = {"name_ja": "試験 太郎", "name_en": "Taro Shiken"}
    with pytest.raises(BadInput) as refused:
        sent(cast, cast.operator, "contact", other, made.subject)
    assert (refused.value.code, refused.value.field) == ("consent_other", "consented_on")
    sent(cast, cast.operator, "contact", {"title_ja": "開発部"}, made.subject)
    sent(cast, cast.operator, "contact", other | {"consented_on": "2026-11-22"}, made.subject)
    mended = {"name_en": "Taro SHIKEN", "consented_on": "2026-11-22"}  # a slip of the same day
    sent(cast, cast.operator, "contact", mended, made.subject)
    with acting(Scope("auditor")):
        row = ContactPerson.objects.get()
    assert (row.name_ja, row.name_en) == ("試験 太郎", "Taro SHIKEN")


def test_a_withdrawn_contact_is_gone_at_once_and_nowhere_kept(cast: Cast) -> None:
    made = sent(cast, cast.operator, "contact", CONTACT | {"shown_to": "public"})
    assert made.after["email"] == made.after["name_ja"] == KEPT_OUT
    sent(cast, cast.operator, "contact", {}, made.subject, verb="end")
    for scope in (Scope("public"), cast.scope(cast.stranger)):
        with acting(scope):
            assert not ContactPerson.objects.exists()
            assert own_page(cast.maker.uuid).contacts == ()
    with acting(Scope("auditor")):
        row = ContactPerson.objects.get()
        everything = str(list(PageChange.objects.values())) + str(ContactPerson.objects.values())
    assert (row.withdrawn_at, row.shown_to, row.consented_on.isoformat()) == (NOW, "nobody", "2026-11-20")
    assert not any(word in everything for word in ("花子", "Hanako", "hanako@", "044-000"))


def test_a_row_that_was_withdrawn_but_names_the_person_can_not_be(cast: Cast) -> None:
    sent(cast, cast.operator, "contact", CONTACT)
    with acting(Scope("worker")), pytest.raises(DatabaseError), transaction.atomic():
        ContactPerson.objects.update(withdrawn_at=NOW, shown_to="nobody")


def test_calibration_is_renewed_at_once_by_quality_and_waits_from_others(cast: Cast) -> None:
    device = {"site": str(cast.site), "name_ja": "培養装置", "name_en": "Incubator", "kind": "incubator"}
    made = sent(cast, cast.quality, "equipment", device | {"calibrated_until": "2026-12-31"})
    assert made.state == "applied"
    renewed = sent(cast, cast.operator, "equipment", {"calibrated_until": "2027-12-31"}, made.subject)
    assert renewed.state == "proposed"
    with acting(Scope("auditor")):
        row = Equipment.objects.get(uuid=made.subject)
    assert (row.key, row.calibrated_until) == ("incubator-1", date(2026, 12, 31))
    with acting(cast.scope(cast.coordinator)):
        assert len(decided_changes()) == 0, "what applied at once was not for the coordinator to decide"


def test_what_is_shared_comes_and_goes(cast: Cast) -> None:
    shared = {
        "name_ja": "フローサイトメーター", "name_en": "Flow cytometer", "kind": "equipment_use", "site": str(cast.site),
        "terms_ja": "平日、操作講習を受けた人", "terms_en": "", "shown_to": "public",
    }  # fmt: skip
    made = sent(cast, cast.operator, "service", shared)
    with acting(Scope("public")):
        assert own_page(cast.maker.uuid).services[0].terms.en == "平日、操作講習を受けた人"
    sent(cast, cast.quality, "service", {}, made.subject, verb="end", reason="故障")
    with acting(cast.scope(cast.stranger)):
        assert own_page(cast.maker.uuid).services == ()
    with acting(cast.scope(cast.operator)):
        newest = history(cast.maker.uuid)[0]
    assert (newest.version, newest.verb, newest.reason) == (2, "end", "故障")
    assert newest.before["name_ja"] == "フローサイトメーター"


def test_how_the_name_is_read_waits_as_the_name_does_and_takes_kana_alone(cast: Cast) -> None:
    made = sent(cast, cast.operator, "basics", {"name_kana": "メーカーシケン"})
    assert made.state == "proposed"
    approved(cast, made.uuid)
    with acting(Scope("auditor")):
        assert Member.objects.get(pk=cast.maker.id).name_kana == "メーカーシケン"
    for wrong in ("製造者試験", "メ" * 161):
        with pytest.raises(BadInput) as refused:
            sent(cast, cast.operator, "basics", {"name_kana": wrong})
        assert refused.value.field == "name_kana"


def test_a_device_put_away_leaves_the_page_and_its_row_stays(cast: Cast) -> None:
    device = {"site": str(cast.site), "name_ja": "遠心機", "name_en": "Centrifuge", "kind": "incubator",
              "calibrated_until": "2026-01-31", "valid_until": None}  # fmt: skip
    made = sent(cast, cast.quality, "equipment", device)
    assert made.state == "applied"
    sent(cast, cast.quality, "equipment", {"valid_until": "2026-11-21"}, made.subject)
    with acting(cast.scope(cast.stranger)):
        (line,) = own_page(cast.maker.uuid).sites[0].equipment
        facts = site_facts(cast.site, TODAY).equipment
    assert (line.valid_until, facts[0].valid_until) == (date(2026, 11, 21), date(2026, 11, 21))
    with acting(Scope("auditor")):
        assert Equipment.objects.filter(uuid=made.subject).exists()
