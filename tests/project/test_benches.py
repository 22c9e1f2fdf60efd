"""Every bench runs to its end and gives the figures that it promises; here in seconds, so its figures mean nothing."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tsunagu.project import benches
from tsunagu.project.serving import this_command

pytestmark = pytest.mark.slow

PROMISED = {
    "compose": {"best_s", "first_s", "gap_most"},
    "coverage": {"n3", "n8", "n20"},
    "gate": {"p95_ms", "p95_ms_100k", "p95_ms_1m"},
    "hash": {"events_per_s", "ratio_to_reference"},
    "offer": {"p50_ms", "p95_ms", "schedule_p95_ms", "planned"},
    "plan": {
        "gap_10",
        "ratio_to_greedy_tight",
        "proposal_ms",
        "online_below",
        "repair_s",
        "repair_moved",
        "repair_bound",
        "times_smaller_than_pyjobshop",
        "times_smaller_than_whole",
    },
    "reml": {"seconds"},
    "round": {"seconds"},
    "search": {
        "p50_ms",
        "p95_ms",
        "page_p95_ms",
        "query_p95_ms",
        "changed_p95_ms",
        "members",
        "capabilities",
    },
    "step": {"p95_ms_100k", "p95_ms_1m"},
    "stock": {"lost_ratio", "cost_ratio", "gap_most"},
    "tower": {"p50_ms", "p95_ms", "after_act_p95_ms", "member_p95_ms", "journeys"},
    "trace": {"p95_ms_100k", "p95_ms_1m"},
}


def test_each_bench_is_known() -> None:
    assert set(benches.names()) == set(PROMISED)


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_a_bench_gives_its_figures_as_one_object(name: str, tmp_path: Path) -> None:
    environment = os.environ | {"TSUNAGU_BENCH_SMALL": "1", "TSUNAGU_DATA": str(tmp_path)}
    for ours in ("DATABASE_URL", "TSUNAGU_DATABASE", "DJANGO_SETTINGS_MODULE"):
        environment.pop(ours, None)
    done = subprocess.run(
        [*this_command(), "bench", name, "--json"],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["bench"] == name
    assert PROMISED[name] <= told["figures"].keys()
    for key, each in told["figures"].items():
        assert each["unit"]
        may_be_nothing = key.startswith(("gap_", "repair_", "online_"))
        assert each["value"] > 0 or may_be_nothing
    assert not list(tmp_path.glob("bench-*")), "the bench leaves an installation behind"
