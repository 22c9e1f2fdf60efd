"""A file of an instrument at the laboratory: seen first, then taken over with one signature, and nothing silently."""

from collections.abc import Sequence

import pytest

from tests.stories import files
from tests.stories.posting import TRIAL
from tests.stories.test_laboratory import MAKER, STEP, analyst, enter, stands
from tests.support.world import World
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow
from tsunagu.evaluation.domain.files.proposal import Offer
from tsunagu.evaluation.queries import details_of, investigations_of, source_bytes, sources_of
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.import_results import Taking, import_results
from tsunagu.journeys.services.looking import Look, Source, look
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.services.work.testing import results_at
from tsunagu.members.domain.actor import Actor

NAME = "結果.csv"


def set_the_stage(world: World) -> None:
    """A trial case whose samples are at the laboratory."""
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], STEP, "start")


@pytest.fixture
def label(world: World) -> str:
    """The label of the sample that the laboratory tests."""
    with world.acting(analyst(world)) as actor:
        running = load_running(world.chains["hers"])
        empty = Source("a.csv", files.table(files.row("誰か", "生存率", "91", "%")))
        (found,) = look(actor, running, STEP, empty, world.now).labels[:1]
    return found


def good(world: World, label: str) -> list[files.Row]:
    at = world.now
    return [
        files.row(label, "生存率", "91.5", "%", "1", at),
        files.row(label, "生存率", "92.0", "%", "2", at),
        files.row(label, "エンドトキシン", "<0.05", "EU/mL", "1", at),
        files.row(label, "マイコプラズマ", "陰性", "", "1", at),
    ]


def seen(world: World, content: bytes, name: str = NAME, who: Actor | None = None) -> Look:
    with world.unchanged(), world.acting(who or analyst(world)) as actor:
        return look(actor, load_running(world.chains["hers"]), STEP, Source(name, content), world.now)


def offer(found: Look, key: str) -> Offer:
    return next(one for one in found.proposal.offers if one.characteristic.key == key)


def take(
    world: World,
    content: bytes,
    keys: Sequence[str],
    reason: str = "",
    sha256: str = "",
    key: str | None = None,
) -> bool:
    source = Source(NAME, content)
    taking = Taking(frozenset(keys), sha256 or source.sha256, reason)
    with world.acting(analyst(world)) as actor:
        receipt = import_results(actor, world.chains["hers"], STEP, source, taking, world.now, key)
    return receipt.was_there


def entered(world: World) -> set[str]:
    chain = world.chains["hers"]
    with acting(Scope("auditor")):
        return {one.characteristic for one in results_at(chain, STEP, world.row(chain, STEP).attempt)}


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "cp932", "xlsx"])
def test_a_good_file_is_shown_judged_and_then_recorded_in_one_act(
    world: World, label: str, kind: str
) -> None:
    rows = good(world, label)
    content = files.book(*rows) if kind == "xlsx" else files.table(*rows, encoding=kind)
    found = seen(world, content, "結果.xlsx" if kind == "xlsx" else NAME)
    assert sorted(found.proposal.offered) == ["endotoxin", "mycoplasma", "viability"]
    judged = offer(found, "viability").judged
    assert judged is not None
    assert (judged.judgement.shown.ja, judged.judgement.state) == ("91.75 %", "passed")
    take(world, content, sorted(found.proposal.offered))
    assert entered(world) == {"endotoxin", "mycoplasma", "viability"}
    result = stands(world, "viability")
    assert (result.text, result.state, result.counts_as) == ("91.75 %", "passed", "unverified")
    with acting(Scope("auditor")):
        detail = details_of([result.uuid])[result.uuid]
    assert (detail.instrument, detail.reagent_lots) == ("計数装置1号", ["R26-11"])
    assert detail.replicates == ["91.5 %", "92.0 %"]
    assert world.row(world.chains["hers"], STEP).state == "started"


def test_the_file_is_kept_as_it_came_and_the_ledger_names_it(world: World, label: str) -> None:
    content, chain = files.table(*good(world, label), encoding="cp932"), world.chains["hers"]
    take(world, content, ["viability"])
    with acting(Scope("auditor")):
        (kept,) = sources_of(chain)
        assert source_bytes(chain, kept.uuid) == (STEP, NAME, content)
        row = LedgerRow.objects.get(chain=chain, name="results_imported")
        facts = act_in(bytes(row.body))["facts"]
    assert facts["sha256"] == kept.sha256 == Source(NAME, content).sha256
    assert (facts["name"], facts["size"], facts["file"]) == (NAME, len(content), str(kept.uuid))
    assert [one["operator"] for one in facts["results"]] == ["試験 太郎"]
    assert {one["characteristic"] for one in facts["left_out"]} == {"endotoxin", "mycoplasma"}


def test_another_samples_rows_are_named_and_never_recorded(world: World, label: str) -> None:
    strange = files.row("SYN-999", "エンドトキシン", "0.1", "EU/mL", "1", world.now)
    content = files.table(files.row(label.lower(), "VIABILITY", "91.5", "％"), strange)
    found = seen(world, content)
    assert list(found.proposal.offered) == ["viability"]
    assert [one.sample for one in found.proposal.others] == ["SYN-999"]
    with world.unchanged(), pytest.raises(BadInput) as caught:
        take(world, content, ["viability", "endotoxin"])
    assert caught.value.code == "not_offered"


@pytest.mark.parametrize(
    ("name", "value", "unit", "code"),
    [
        ("生存率", "91.5", "mg/mL", "換算できません"),
        ("エンドトキシン", "1", "ng/mL", "換算できません"),
        ("生存率", "915", "%", "100 %を超えています"),
        ("マイコプラズマ", "12", "", "次のどれか"),
        ("生存率", "91.5", "無い単位", "読めません"),
    ],
)
def test_what_can_not_be_taken_over_says_why(
    world: World, label: str, name: str, value: str, unit: str, code: str
) -> None:
    found = seen(world, files.table(files.row(label, name, value, unit)))
    (one,) = found.proposal.offers
    assert (one.outcome, one.judged) == ("refused", None)
    assert code in one.sentence.ja
    assert one.sentence.en.isascii() or "無い単位" in one.sentence.en


def test_a_unit_of_the_same_quantity_is_converted_exactly_and_said_so(world: World, label: str) -> None:
    found = seen(world, files.table(files.row(label, "生細胞数", "150.5", "×10^6 個")))
    one = offer(found, "viable_count")
    assert one.bench.readings == ("150500000",)
    assert "150.5 ×10^6 個 → 150500000 個" in one.notes[0].ja


def test_a_gap_in_the_file_is_a_problem_that_takes_a_reason(world: World, label: str) -> None:
    content = files.table(
        files.row(label, "生存率", "91.5", "%"), files.row(label, "エンドトキシン", "", "EU/mL")
    )
    found = seen(world, content)
    assert [one.row for one in found.unread] == [3]
    with world.unchanged(), pytest.raises(BadInput) as caught:
        take(world, content, ["viability"])
    assert (caught.value.code, caught.value.field) == ("reason_needed", "reason")
    take(world, content, ["viability"], "エンドトキシンは別の日に測る")
    assert entered(world) == {"viability"}


def test_a_row_of_another_sample_that_can_not_be_read_asks_for_nothing(world: World, label: str) -> None:
    content = files.table(
        files.row(label, "生存率", "91.5", "%"), files.row("SYN-999", "エンドトキシン", "OVER", "EU/mL")
    )
    found = seen(world, content)
    assert (len(found.understood.problems), found.unread) == (1, ())
    take(world, content, ["viability"])


def test_two_rows_for_one_replicate_are_refused(world: World, label: str) -> None:
    content = files.table(
        files.row(label, "生存率", "91.5", "%", "1"), files.row(label, "生存率", "61.5", "%", "1")
    )
    one = offer(seen(world, content), "viability")
    assert one.outcome == "refused"
    assert "反復「1」の行が2つ" in one.sentence.ja


def test_a_failed_value_is_not_left_out_without_a_reason(world: World, label: str) -> None:
    rows = [files.row(label, "生存率", "91.5", "%"), files.row(label, "エンドトキシン", "50", "EU/mL")]
    content = files.table(*rows)
    assert offer(seen(world, content), "endotoxin").has_failed
    for reason in ("", "　 "):
        with world.unchanged(), pytest.raises(BadInput) as caught:
            take(world, content, ["viability"], reason)
        assert caught.value.code == "reason_needed"
    with world.unchanged(), pytest.raises(BadInput):
        take(world, content, ["viability"], "あ" * 10_000)
    take(world, content, ["viability"], "検体を取り違えた測定")
    with acting(Scope("auditor")):
        row = LedgerRow.objects.get(chain=world.chains["hers"], name="results_imported")
    facts = act_in(bytes(row.body))["facts"]
    assert facts["reason"] == "検体を取り違えた測定"
    assert facts["left_out"] == [
        {"characteristic": "endotoxin", "outcome": "failed", "readings": ["50 EU/mL"]}
    ]


def test_a_failed_value_taken_over_is_investigated(world: World, label: str) -> None:
    take(world, files.table(files.row(label, "エンドトキシン", "50", "EU/mL")), ["endotoxin"])
    with acting(Scope("auditor")):
        assert [one.characteristic for one in investigations_of([world.chains["hers"]])] == ["endotoxin"]


def test_what_has_a_result_is_said_and_skipped(world: World, label: str) -> None:
    enter(world, "viability", "90.0")
    content = files.table(*good(world, label))
    found = seen(world, content)
    assert offer(found, "viability").outcome == "has_result"
    assert "すでに入力" in offer(found, "viability").sentence.ja
    with world.unchanged(), pytest.raises(BadInput):
        take(world, content, ["viability"])
    take(world, content, sorted(found.proposal.offered))
    assert stands(world, "viability").text == "90.0 %"


def test_another_file_than_the_one_shown_is_refused(world: World, label: str) -> None:
    shown, sent = files.table(*good(world, label)), files.table(files.row(label, "生存率", "99", "%"))
    with world.unchanged(), pytest.raises(BadInput) as caught:
        take(world, sent, ["viability"], sha256=Source(NAME, shown).sha256)
    assert caught.value.code == "file_changed"


def test_the_same_request_twice_is_one_act_and_keeps_one_file(world: World, label: str) -> None:
    content = files.table(*good(world, label))
    assert not take(world, content, ["viability"], key="one-tap")
    with world.unchanged():
        assert take(world, content, ["viability"], key="one-tap")
    with world.unchanged(), pytest.raises(Refused) as caught:
        take(world, content, ["endotoxin"], key="one-tap")
    assert caught.value.code == "request_key_reused"


def test_a_measurement_before_the_sample_was_made_or_to_come_is_refused(world: World, label: str) -> None:
    early = files.row(label, "生存率", "91.5", "%", "1", "2020-01-01 10:00")
    late = files.row(label, "エンドトキシン", "0.1", "EU/mL", "1", "2090-01-01 10:00")
    found = seen(world, files.table(early, late))
    assert found.proposal.offered == {}
    assert "検体を採った日より前" in offer(found, "viability").sentence.ja
    assert "いまより先" in offer(found, "endotoxin").sentence.ja


def test_only_the_laboratory_looks_and_imports(world: World, label: str) -> None:
    content = files.table(*good(world, label))
    with pytest.raises(NotAllowed):
        seen(world, content, who=world.actor(MAKER, "qc"))


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 500, b"FCS3.1 no more", b"PK\x03\x04broken", ("あ" * 10_000).encode()]
)
def test_what_is_no_file_of_an_instrument_is_refused_in_one_sentence(world: World, content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        seen(world, content)
    assert caught.value.field == "file"
    assert caught.value.reason.ja.endswith("。")


def test_ten_thousand_characters_are_no_result(world: World, label: str) -> None:
    content = files.table(
        files.row(label, "生存率", "9" * 10_000, "%"), files.row("あ" * 10_000, "生存率", "91", "%")
    )
    found = seen(world, content)
    assert found.proposal.offered == {}
