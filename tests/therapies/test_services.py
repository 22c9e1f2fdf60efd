"""Publishing keeps versions for ever; a legal basis names what it covers and can be suspended."""

import json
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.core.management import CommandError, call_command

from tests.therapies.conftest import NOW, TODAY, Cast, small_route
from tests.therapies.domain.building import sound
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import queries as members
from tsunagu.therapies import queries
from tsunagu.therapies.domain import RouteRefused
from tsunagu.therapies.domain.legal_basis import FormVersion
from tsunagu.therapies.models import LegalBasis, RouteVersion
from tsunagu.therapies.queries.specifications import specifications_of
from tsunagu.therapies.services.consent_forms import set_consent_form
from tsunagu.therapies.services.publish_route import publish_route
from tsunagu.therapies.services.register_legal_basis import BasisPapers, register_legal_basis
from tsunagu.therapies.services.suspend_legal_basis import resume_legal_basis, suspend_legal_basis

OTHER_NAME = {"ja": "別の名前", "en": "Another name"}
PAPERS = BasisPapers("trial", "CTN-2026-001", "small-route", valid_from=date(2026, 1, 1))


def test_a_published_route_is_read_back_as_it_was(in_scope: Cast) -> None:
    done = publish_route(in_scope.supervisor, small_route(), NOW)
    assert (done.version, done.is_new) == (1, True)
    assert queries.route_of("small-route", 1) == small_route()
    assert queries.route_of("small-route", 1) is queries.route_of("small-route", 1)
    row = RouteVersion.objects.get()
    assert row.published_by_id == in_scope.supervisor.person_id
    assert row.published_by_member_id == in_scope.supervisor.member_id


def test_publishing_the_same_again_changes_nothing(in_scope: Cast) -> None:
    publish_route(in_scope.supervisor, small_route(), NOW)
    again = publish_route(in_scope.supervisor, small_route(), NOW + timedelta(days=1))
    assert not again.is_new
    assert RouteVersion.objects.get().published_at == NOW


def test_a_version_never_changes(in_scope: Cast) -> None:
    publish_route(in_scope.supervisor, small_route(), NOW)
    with pytest.raises(Refused, match="version_published"):
        publish_route(in_scope.supervisor, small_route(name=OTHER_NAME), NOW)
    assert queries.route_of("small-route", 1).name.en == "A small route"


def test_versions_follow_one_another_and_old_ones_stay(in_scope: Cast) -> None:
    with pytest.raises(Refused, match="version_not_next"):
        publish_route(in_scope.supervisor, small_route(2), NOW)
    publish_route(in_scope.supervisor, small_route(1), NOW)
    publish_route(in_scope.supervisor, small_route(2, name=OTHER_NAME), NOW)
    with pytest.raises(Refused, match="version_not_next"):
        publish_route(in_scope.supervisor, small_route(4), NOW)
    assert queries.newest_route("small-route").version == 2
    assert queries.route_of("small-route", 1).name.en == "A small route"
    assert [one.version for one in queries.route_versions("small-route")] == [2, 1]
    assert [(one.key, one.version) for one in queries.routes_list()] == [("small-route", 2)]
    assert queries.routes_list("approved") == []


def panels(version: int, **changes: object) -> dict[str, object]:
    """The panels of the small route, whose one characteristic is asked for otherwise."""
    found = sound()["panels"]
    found["release"]["version"] = version
    found["release"]["characteristics"][0] |= changes
    return {"panels": found}


def test_another_specification_needs_a_higher_version(in_scope: Cast) -> None:
    publish_route(in_scope.supervisor, small_route(1), NOW)
    with pytest.raises(Refused, match="panel_version"):
        publish_route(in_scope.supervisor, small_route(2, **panels(1, minimum=80)), NOW)
    assert queries.newest_route("small-route").version == 1
    publish_route(in_scope.supervisor, small_route(2, **panels(2, minimum=80)), NOW)
    publish_route(in_scope.supervisor, small_route(3, **panels(2, minimum=80, turnaround_hours=3)), NOW)
    with pytest.raises(Refused, match="panel_version"):
        publish_route(in_scope.supervisor, small_route(4, **panels(1)), NOW)
    newest, middle, first = specifications_of("small-route")
    assert [(one.summary.version, one.panels[0].panel.version) for one in (newest, middle, first)] == [
        (3, 2), (2, 2), (1, 1),
    ]  # fmt: skip
    assert [one.panels[0].has_changed for one in (newest, middle, first)] == [True, True, False]
    assert middle.panels[0].lines[0].said[0].ja == "規格：≥ 70 % → ≥ 80 %"
    assert [text.ja for text in newest.panels[0].needed_by] == ["試験"]
    assert specifications_of("no-such-route") == []


def test_what_the_catalogue_does_not_know_is_not_published(in_scope: Cast) -> None:
    for changes in ({"key": "charm"}, {"method": "elisa"}, {"unit": "mL"}):
        with pytest.raises(RouteRefused):
            publish_route(in_scope.supervisor, small_route(1, **panels(1, **changes)), NOW)
    assert not RouteVersion.objects.exists()


def test_setting_and_kind_stay(in_scope: Cast) -> None:
    publish_route(in_scope.supervisor, small_route(1), NOW)
    data = sound()
    release = next(step for step in data["steps"] if step["key"] == "release")
    release["releases"] = "provision"
    changed = {"setting": "treatment", "legal": {"plan_class": "II"}, "steps": data["steps"]}
    with pytest.raises(Refused, match="route_changed_nature"):
        publish_route(in_scope.supervisor, small_route(2, **changed), NOW)


def test_who_may_publish(cast: Cast) -> None:
    with acting(members.scope_for(cast.courier)), pytest.raises(NotAllowed):
        publish_route(cast.courier, small_route(), NOW)
    with acting(members.scope_for(cast.supervisor)):
        with pytest.raises(NotAllowed):
            publish_route(None, small_route(), NOW)
        publish_route(cast.supervisor, small_route(), NOW)
    with acting(members.scope_for(cast.other)):
        with pytest.raises(NotAllowed, match="another_member"):
            publish_route(cast.other, small_route(2), NOW)
        assert queries.newest_route("small-route").version == 1


def test_what_is_not_there_is_not_found(in_scope: Cast) -> None:
    for ask in (
        lambda: queries.route_of("small-route", 1),
        lambda: queries.route_of("small-route", 10**30),
        lambda: queries.newest_route("nothing"),
        lambda: queries.legal_basis(uuid4()),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_legal_basis_and_its_state(in_scope: Cast) -> None:
    actor, site = in_scope.supervisor, uuid4()
    papers = BasisPapers(
        "plan_treatment", "PB3260001", "small-route", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
        committee="NA3150001", named_sites=[site], route_versions=[2, 1, 2],
    )  # fmt: skip
    done = register_legal_basis(None, actor.member_uuid, papers)
    assert done.warnings == ()
    basis = queries.legal_basis(done.uuid)
    assert (basis.setting, basis.holder, basis.named_sites) == ("treatment", actor.member_uuid, (site,))
    assert basis.route_versions == (1, 2)
    assert basis.on_record == {"plan", "committee"}
    assert basis.covers(1, site)
    assert not basis.covers(3, site)
    assert not basis.covers(1, uuid4())
    states = {day: basis.state_on(day) for day in (date(2025, 12, 31), TODAY, date(2027, 1, 1))}
    assert list(states.values()) == ["missing", "active", "expired"]
    assert queries.legal_bases("small-route", "treatment") == [basis]
    assert queries.legal_bases("small-route", "trial") == []


def test_suspending_and_resuming(in_scope: Cast) -> None:
    uuid = register_legal_basis(None, in_scope.supervisor.member_uuid, PAPERS).uuid
    suspend_legal_basis(None, uuid, "委員会の指示", TODAY)
    assert queries.legal_basis(uuid).state_on(TODAY - timedelta(days=1)) == "active"
    assert queries.legal_basis(uuid).state_on(TODAY) == "suspended"
    with pytest.raises(Refused, match="already_suspended"):
        suspend_legal_basis(None, uuid, "もう一度", TODAY)
    resume_legal_basis(None, uuid)
    assert queries.legal_basis(uuid).state_on(TODAY) == "active"
    with pytest.raises(Refused, match="not_suspended"):
        resume_legal_basis(None, uuid)
    for reason in (" ", "あ" * 10_000):
        with pytest.raises(BadInput):
            suspend_legal_basis(None, uuid, reason, TODAY)
    assert queries.legal_basis(uuid).suspended_on is None


def test_who_may_register_and_suspend(cast: Cast) -> None:
    with acting(members.scope_for(cast.supervisor)):
        with pytest.raises(NotAllowed):
            register_legal_basis(cast.courier, cast.supervisor.member_uuid, PAPERS)
        uuid = register_legal_basis(None, cast.supervisor.member_uuid, PAPERS).uuid
        with pytest.raises(NotAllowed):
            suspend_legal_basis(cast.courier, uuid, "理由", TODAY)
    with acting(members.scope_for(cast.other)):
        assert queries.legal_basis(uuid).number == PAPERS.number
        with pytest.raises(NotAllowed):
            register_legal_basis(None, cast.supervisor.member_uuid, PAPERS)
        with pytest.raises(NotAllowed):
            suspend_legal_basis(None, uuid, "理由", TODAY)
    with acting(members.scope_for(cast.coordinator)):
        assert queries.legal_basis(uuid).suspended_on is None


def test_the_same_number_is_registered_once(in_scope: Cast) -> None:
    register_legal_basis(None, in_scope.supervisor.member_uuid, PAPERS)
    with pytest.raises(Refused, match="legal_basis_exists"):
        register_legal_basis(None, in_scope.supervisor.member_uuid, PAPERS)
    assert LegalBasis.objects.count() == 1


def test_a_route_file_is_imported_by_command(db: None, tmp_path: Path) -> None:
    file, out = tmp_path / "route.yaml", StringIO()
    file.write_text(yaml.safe_dump(sound(), allow_unicode=True), encoding="utf-8")
    with pytest.raises(CommandError, match="References"):
        call_command("import_route", str(file), stdout=out)
    file = tmp_path / "route.json"
    file.write_text(json.dumps(sound()), encoding="utf-8")
    call_command("import_route", str(file), "--check", stdout=out)
    with acting(Scope("worker")):
        assert not RouteVersion.objects.exists()
    call_command("import_route", str(file), stdout=out)
    call_command("import_route", str(file), stdout=out)
    assert "published" in out.getvalue()
    assert "stands already" in out.getvalue()
    with acting(Scope("worker")):
        assert queries.newest_route("small-route").key == "small-route"
    for broken in (b"\xff\xfe\x00", b"", b"key: [", b"a: 1"):
        file.write_bytes(broken)
        with pytest.raises(CommandError):
            call_command("import_route", str(file), stdout=out)
    with pytest.raises(CommandError):
        call_command("import_route", str(tmp_path / "nowhere.yaml"), stdout=out)


def test_a_legal_basis_keeps_the_versions_of_its_consent_form(in_scope: Cast) -> None:
    papers = replace(PAPERS, consent_forms=(FormVersion("1.0", date(2026, 1, 1)),))
    uuid = register_legal_basis(None, in_scope.supervisor.member_uuid, papers).uuid
    newer = FormVersion("2.0", date(2026, 6, 1), date(2026, 12, 31), date(2026, 8, 1))
    set_consent_form(None, uuid, FormVersion("1.0", date(2026, 1, 1), date(2026, 6, 30)))
    set_consent_form(None, uuid, newer)
    basis = queries.legal_basis(uuid)
    assert newer in basis.consent_forms
    assert basis.forms_on(date(2026, 6, 15)) == ("2.0", "1.0")
    assert basis.forms_on(date(2026, 7, 1)) == ("2.0",)
    assert basis.may_be_signed("1.0", date(2026, 6, 30))
    assert not basis.may_be_signed("1.0", date(2026, 7, 1))
    assert not basis.may_be_signed("9", date(2026, 6, 15))
    assert (basis.renewal_of("2.0"), basis.renewal_of("1.0")) == (date(2026, 8, 1), None)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (FormVersion("", TODAY), "form_version"),
        (FormVersion(" 1", TODAY), "form_version"),
        (FormVersion("1" * 21, TODAY), "form_version"),
        (FormVersion("1", TODAY, TODAY - timedelta(days=1)), "last_day"),
        (FormVersion("1", TODAY, renew_by=TODAY - timedelta(days=1)), "renew_by"),
    ],
)
def test_an_unsound_version_of_a_form_is_refused(in_scope: Cast, form: FormVersion, code: str) -> None:
    uuid = register_legal_basis(None, in_scope.supervisor.member_uuid, PAPERS).uuid
    with pytest.raises(BadInput) as caught:
        set_consent_form(None, uuid, form)
    assert caught.value.code == code
    assert queries.legal_basis(uuid).consent_forms == ()


def test_a_basis_that_names_no_form_takes_any(in_scope: Cast) -> None:
    uuid = register_legal_basis(None, in_scope.supervisor.member_uuid, PAPERS).uuid
    basis = queries.legal_basis(uuid)
    assert basis.may_be_signed("9", TODAY)
    assert (basis.forms_on(TODAY), basis.renewal_of("9")) == ((), None)


def test_who_may_say_which_form_is_in_force(cast: Cast) -> None:
    form = FormVersion("1.0", TODAY)
    with acting(members.scope_for(cast.supervisor)):
        uuid = register_legal_basis(None, cast.supervisor.member_uuid, PAPERS).uuid
        with pytest.raises(NotAllowed):
            set_consent_form(cast.courier, uuid, form)
    with acting(members.scope_for(cast.other)):
        with pytest.raises(NotAllowed):
            set_consent_form(None, uuid, form)
        with pytest.raises(NotFound):
            set_consent_form(None, uuid4(), form)
        assert queries.legal_basis(uuid).consent_forms == ()
