"""The register on screen: who sees what, who keeps it, and what wrong input is told."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.members.conftest import NOW, SINCE, TODAY, Cast
from tests.support.pages import text_of
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import queries, services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Agreement, Audit, Person, SupplierApproval
from tsunagu.members.queries.register import agreements, fields_seen

PAGE = "/members/agreements/"
SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def still(db: None) -> None:
    clock.forget()
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1e-6)


@pytest.fixture
def browser() -> SignIn:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def bind(
    cast: Cast, *, until: date | None = None, fields: tuple[str, ...] = (), kind: str = "quality"
) -> UUID:
    with acting(cast.scope(cast.coordinator)):
        return services.add_agreement(
            kind, [cast.maker.uuid, cast.partner.uuid], valid_from=SINCE, valid_until=until,
            fields=fields, reference=f"QA-{kind}",
        )  # fmt: skip


def sent(**said: object) -> dict[str, object]:
    return {"key": str(uuid4()), **said}


def test_parties_and_coordinator_see_an_agreement_and_nobody_else(cast: Cast, browser: SignIn) -> None:
    uuid = bind(cast, until=TODAY + timedelta(days=30), fields=("results",))
    for actor in (cast.operator, cast.coordinator):
        page = text_of(browser(actor).get(PAGE))
        assert "品質契約" in page
        assert "QA-quality" in page
        assert "まもなく期限" in page
        assert "試験結果" in page
        assert browser(actor).get(f"{PAGE}{uuid}/").status_code == 200
    stranger = browser(cast.stranger)
    assert "登録された契約はまだありません" in text_of(stranger.get(PAGE))
    assert stranger.get(f"{PAGE}{uuid}/").status_code == 404
    assert "QA-quality" not in text_of(stranger.get(f"{PAGE}table/"))


def test_only_the_coordinator_keeps_the_register(cast: Cast, browser: SignIn) -> None:
    uuid = bind(cast)
    said = sent(kind="quality", parties=[str(cast.maker.uuid), str(cast.partner.uuid)], valid_from=TODAY)
    for address in ("new/", f"{uuid}/end/", f"{uuid}/renew/"):
        assert browser(cast.quality).post(PAGE + address, said).status_code == 403
    with acting(Scope("worker")):
        assert Agreement.objects.count() == 1
    assert browser(cast.coordinator).post(f"{PAGE}new/", said).status_code == 302
    with acting(Scope("worker")):
        assert Agreement.objects.count() == 2


def test_the_same_paper_is_not_recorded_twice(cast: Cast, browser: SignIn) -> None:
    client = browser(cast.coordinator)
    said = sent(
        kind="data", parties=[str(cast.maker.uuid), str(cast.partner.uuid)], valid_from=TODAY, reference="D-1"
    )
    assert client.post(f"{PAGE}new/", said).status_code == 302
    again = client.post(f"{PAGE}new/", said)
    assert again.status_code == 422
    assert "既に登録されています" in text_of(again)
    with acting(Scope("worker")):
        assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"parties": []}, "errorlist"),
        ({"valid_until": "2020-01-01"}, "より前です"),
        ({"valid_from": "2026-02-30"}, "日付"),
        ({"kind": "handshake"}, "選"),
        ({"grants_coordinator_view": "on"}, "調整契約でだけ"),
    ],
)
def test_wrong_input_is_told_and_nothing_is_written(
    cast: Cast, browser: SignIn, wrong: dict[str, object], told: str
) -> None:
    parties = [str(cast.maker.uuid), str(cast.partner.uuid)]
    said = sent(kind="quality", parties=parties, valid_from="2026-11-01", reference="QA-9") | wrong
    answer = browser(cast.coordinator).post(f"{PAGE}new/", said)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert 'value="QA-9"' in answer.content.decode()
    with acting(Scope("worker")):
        assert not Agreement.objects.exists()


def test_an_agreement_ends_and_goes_on(cast: Cast, browser: SignIn) -> None:
    uuid = bind(cast, fields=("results", "conditions"))
    client = browser(cast.coordinator)
    following = sent(
        valid_from=TODAY + timedelta(days=1), valid_until=TODAY + timedelta(days=365), reference="QA-2"
    )
    assert client.post(f"{PAGE}{uuid}/renew/", following).status_code == 422  # it has no end
    assert client.post(f"{PAGE}{uuid}/end/", sent(last_day="2023-01-01")).status_code == 422
    assert client.post(f"{PAGE}{uuid}/end/", sent(last_day=TODAY)).status_code == 302
    assert client.post(f"{PAGE}{uuid}/renew/", following | {"valid_from": TODAY}).status_code == 422
    assert client.post(f"{PAGE}{uuid}/renew/", following).status_code == 302
    with acting(cast.scope(cast.coordinator)):
        old, new = agreements()
    assert (old.validity.valid_until, new.validity.valid_from) == (TODAY, TODAY + timedelta(days=1))
    assert new.fields == old.fields == ("conditions", "results")
    assert new.reference == "QA-2"


def test_an_end_does_not_prolong(cast: Cast, browser: SignIn) -> None:
    uuid = bind(cast, until=TODAY)
    client = browser(cast.coordinator)
    later = client.post(f"{PAGE}{uuid}/end/", sent(last_day=TODAY + timedelta(days=1)))
    assert later.status_code == 422
    assert "より後にはできません" in text_of(later)
    assert client.post(f"{PAGE}{uuid}/end/", sent(last_day=TODAY - timedelta(days=1))).status_code == 302


def test_renewing_what_has_lapsed_leaves_the_gap(cast: Cast, browser: SignIn) -> None:
    lapsed = TODAY - timedelta(days=40)
    uuid = bind(cast, until=lapsed)
    client = browser(cast.coordinator)
    assert f'value="{TODAY}"' in client.get(f"{PAGE}{uuid}/renew/").content.decode()
    said = sent(valid_from=TODAY, valid_until=TODAY + timedelta(days=364), reference="QA-2")
    assert client.post(f"{PAGE}{uuid}/renew/", said).status_code == 302
    with acting(cast.scope(cast.coordinator)):
        for day, is_bound in ((lapsed, True), (TODAY - timedelta(days=1), False), (TODAY, True)):
            assert queries.has_agreement(cast.maker.uuid, cast.partner.uuid, "quality", day) is is_bound


def test_an_audit_is_recorded_when_it_was_held(cast: Cast, browser: SignIn) -> None:
    said = sent(
        audited=cast.partner.uuid, held_on=TODAY + timedelta(days=1), way="remote", outcome="accepted",
        open_findings=0,
    )  # fmt: skip
    answer = browser(cast.quality).post(f"{PAGE}audits/new/", said)
    assert answer.status_code == 422
    assert "実施してから" in text_of(answer)
    with acting(Scope("worker")):
        assert not Audit.objects.exists()


def test_the_table_is_in_the_language_of_its_reader(cast: Cast, browser: SignIn) -> None:
    bind(cast, fields=("results",))
    client = browser(cast.coordinator)
    heading, line = text_of(client.get(f"{PAGE}table/")).strip().lstrip("\ufeff").splitlines()
    assert heading.startswith("種類,当事者,契約書番号")
    assert "すべて,試験結果" in line
    client.cookies["django_language"] = "en"
    assert "Everything,Test results" in text_of(client.get(f"{PAGE}table/"))


def test_the_quality_unit_audits_and_approves_and_the_bench_does_not(cast: Cast, browser: SignIn) -> None:
    audit = sent(
        audited=cast.partner.uuid, held_on=TODAY, way="remote", outcome="with_findings", open_findings=2,
        valid_until=TODAY + timedelta(days=730), summary="手順の改訂",
    )  # fmt: skip
    approval = sent(supplier=cast.outsider.uuid, material="culture_medium", valid_from=TODAY)
    for address, said in (("audits/new/", audit), ("suppliers/new/", approval)):
        assert browser(cast.operator).post(PAGE + address, said).status_code == 403
        assert browser(cast.quality).post(PAGE + address, said).status_code == 302
        assert browser(cast.quality).post(PAGE + address, said).status_code == 422  # twice is once
    with acting(Scope("worker")):
        assert (Audit.objects.count(), SupplierApproval.objects.count()) == (1, 1)
    assert "手順の改訂" in text_of(browser(cast.quality).get(f"{PAGE}audits/"))
    assert "手順の改訂" not in text_of(browser(cast.stranger).get(f"{PAGE}audits/"))
    assert "培地" in text_of(browser(cast.operator).get(f"{PAGE}suppliers/"))
    assert "培地" not in text_of(browser(cast.stranger).get(f"{PAGE}suppliers/"))


def test_anything_asked_of_the_list_is_answered(cast: Cast, browser: SignIn) -> None:
    bind(cast)
    client = browser(cast.coordinator)
    for query in ("show=no", "state=lost", "page=99", "q=%F0%9F%98%80", "q=品質", "state=expired&q=maker"):
        assert client.get(f"{PAGE}?{query}").status_code == 200
    for typed in ("qa-Quality", "ＱＡ‐ｑｕａｌｉｔｙ", "ｍａｋｅｒ", "品 質"):
        assert "QA-quality" in text_of(client.get(PAGE, {"q": typed})), typed
    assert "QA-quality" not in text_of(client.get(f"{PAGE}?q=zzz"))


def test_what_members_see_of_each_other_adds_up(cast: Cast) -> None:
    bind(cast, fields=("results",))
    bind(cast, fields=("conditions",), kind="data", until=TODAY)
    with acting(cast.scope(cast.operator)):
        today = fields_seen(cast.maker.uuid, [cast.partner.uuid, cast.outsider.uuid, cast.maker.uuid], TODAY)
        later = fields_seen(cast.maker.uuid, [cast.partner.uuid], TODAY + timedelta(days=1))
    assert today[cast.partner.uuid] == {"results", "conditions"}
    assert "history" in today[cast.outsider.uuid]  # no agreement says anything
    assert cast.maker.uuid not in today
    assert later[cast.partner.uuid] == {"results"}
    with acting(cast.scope(cast.coordinator)):
        assert queries.has_agreement(cast.maker.uuid, cast.partner.uuid, "quality", TODAY)
