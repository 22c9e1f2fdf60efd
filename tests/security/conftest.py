"""One case under way in the invented network, with the people who may and who may not see it."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import _point_at
from tests.security.pages import Scene
from tests.support import stages
from tests.support.world import World
from tsunagu.custody.models import Chain, ChainParty, HandOver, LedgerRow
from tsunagu.evaluation.domain.assays.calculating import calculate
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.domain.certificate_code import DRAWN, code_of
from tsunagu.evaluation.models import Calculation, Certificate, Result
from tsunagu.evaluation.services.keep_source import keep_source
from tsunagu.foundation.database.credentials import Credentials
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.models import Member
from tsunagu.notices.models import Notice
from tsunagu.notices.services import notify

ROUTE = "auto-car-t-fresh-trial"
CERTIFICATE = Path(__file__).parents[1] / "data" / "certificates" / "release_test.json"


def a_case_on_its_way(world: World) -> None:
    """The cells were collected and handed to the courier, who is about to carry them."""
    chain = world.order(ROUTE, name="case")
    world.run_until(chain, "transport_in", "perform")


@pytest.fixture(scope="module")
def case_stage(
    credentials: Credentials,
    template_database: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    """A clone with that case."""
    with (
        django_db_blocker.unblock(),
        stages.on_clone(credentials, a_case_on_its_way, _point_at) as world,
    ):
        yield world


def a_certificate(chain: UUID, number: str, world: World) -> str:
    """A certificate of the case, as if a laboratory had issued one; return its code."""
    code = code_of(bytes(range(DRAWN)))
    content = json.loads(CERTIFICATE.read_text(encoding="utf-8"))
    content |= {"code": code, "results": []}
    content["subject"]["number"] = number
    with acting(Scope("worker")):
        Certificate.objects.create(
            chain=chain, uuid=uuid4(), journey=chain, step="release_test", attempt=1, panel="release",
            panel_version=1, code=code, issued_by=uuid4(), member=uuid4(), issued_at=world.now,
            content=json.dumps(content), content_hash="0" * 64,
        )  # fmt: skip
    return code


def a_result(chain: UUID, world: World) -> UUID:
    """A result of the case, as if its first panel had been tested; return its uuid."""
    running, uuid = world.running(chain), uuid4()
    step = next(one for one in running.route.order if one.panel)
    asked = running.route.panel(step.panel or "").characteristics[0]
    with acting(Scope("worker")):
        Result.objects.create(
            chain=chain, uuid=uuid, journey=chain, step=step.key, attempt=1, panel=step.panel or "",
            panel_version=1, characteristic=asked.key, method=asked.method, weight=asked.weight, text="適合",
            state="passed", member=uuid4(), tested_by=uuid4(), tested_at=world.now,
        )  # fmt: skip
    return uuid


def a_calculation(chain: UUID, world: World) -> UUID:
    """A calculation of the case, as if a laboratory had made one; return it."""
    uuid, limits = uuid4(), SimpleNamespace(unit="1", minimum=None, maximum=None, expected=None)
    typed = TypedAssay(
        "limiting_dilution", "poisson", "100 10 9\n50 10 6\n25 10 4", bounds={"single_hit_p": ("0.01", "")}
    )
    made = calculate(typed, limits)
    with acting(Scope("worker")):
        Calculation.objects.create(
            chain=chain, uuid=uuid, step="release_test", attempt=1, characteristic="viability",
            kind="limiting_dilution", model="poisson", text=made.text, content=made.content, input_hash=made.input_hash,
            content_hash=made.content_hash, version="1", member=uuid4(), calculated_by=uuid4(),
            calculated_at=world.now,
        )  # fmt: skip
    return uuid


@pytest.fixture(scope="module")
def made_scene(case_stage: World) -> Scene:
    """The case, with a row of each kind, and the accounts of owner, partner and outsider: on the file's own clone."""
    world, chain = case_stage, case_stage.chains["case"]
    running = world.running(chain)
    hospital, partner = running.member_of("hospital"), running.member_of("manufacturer")
    assert hospital is not None
    assert partner is not None
    with acting(Scope("auditor")):
        parties = set(ChainParty.objects.filter(chain=chain).values_list("member", flat=True))
        others = Member.objects.exclude(uuid__in=parties).filter(is_coordinator=False, has_account=True)
        outsider = others.filter(kind="hospital").order_by("key")[0]
        number = Chain.objects.get(chain=chain).number
        row = LedgerRow.objects.filter(chain=chain, kind="event").order_by("record_order")[0]
        hand_over = HandOver.objects.filter(chain=chain).order_by("due_at")[0]
    physician, item = world.actor(hospital, "physician"), world.items(chain)[0]
    with acting(Scope("worker")):
        checked = Text("確認", "Check")
        notify(physician.member_id, "", "hold_placed", checked, subject=chain, now=world.now, chain=chain)
        notice = Notice.objects.get(subject=chain, kind="hold_placed", member_id=physician.member_id)
        source = keep_source(chain, "incoming", 1, "結果.csv", b"a,b", physician.person_uuid, world.now)
    return Scene(
        chain=chain,
        source=source,
        result=a_result(chain, world),
        calculation=a_calculation(chain, world),
        number=number,
        item=item.uuid,
        label=item.label,
        row=row.uuid,
        hand_over=hand_over.uuid,
        notice=notice.uuid,
        certificate=a_certificate(chain, number, world),
        member=outsider.uuid,
        route=running.route.key,
        version=running.route.version,
        owner=world.account(physician),
        partner=world.account(world.actor(partner, "supervisor")),
        outsider=world.account(world.actor(outsider.uuid, "physician")),
    )


@pytest.fixture
def scene(made_scene: Scene, db: None) -> Scene:
    """The same in a transaction of the test's own, which is rolled back."""
    return made_scene
