"""The guide for those who write programs: its examples run against the served application, in their order."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.members.conftest import NOW, TODAY, a_site, enter, person
from tests.planning.capacity.conftest import SUITE
from tests.support.application import Served
from tsunagu.foundation import clock
from tsunagu.foundation.api.document import document, groups
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members import queries
from tsunagu.members.domain.program_keys import GRANTS
from tsunagu.members.services import issue_key
from tsunagu.planning.queries.capacity import resource_at
from tsunagu.planning.services import publish_resource
from tsunagu.project.api import api

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "guides" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(bash|python)\n(.*?)```", GUIDE, re.S)


def a_key() -> str:
    """A member with a site and a suite, and the key of its program: all of it kept."""
    with acting(Scope("worker")):
        clock.set_clock(NOW, 1e-6)
        maker = enter("maker")
        site = a_site(maker, "works", "9524000000019")
        actor = person(maker, "ono", "operator")
    with acting(queries.scope_for(actor)):
        publish_resource(site, SUITE, [], NOW)
        grants = ("capacity.read", "capacity.write")
        until = TODAY.replace(year=TODAY.year + 1)
        return issue_key(
            actor, maker.uuid, name="MES", grants=grants, valid_until=until, request_key="k", now=NOW
        ).text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing: the guide's examples are left out")
def test_the_examples_run_as_they_stand(served: Served) -> None:
    environment = os.environ | {"TSUNAGU_URL": served.url, "TSUNAGU_KEY": a_key()}
    told = []
    for language, text in EXAMPLES:
        command = ["bash", "-c", text] if language == "bash" else [sys.executable, "-c", text]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        told.append(done.stdout)
    assert '"suite"' in told[0]
    assert '"chairs"' in told[1]
    assert told[2].splitlines() == [
        "2026-12-28 24 0.0 0.0 ",
        "2026-12-29 0 0.0 0.0 holiday",
        "2026-12-30 0 0.0 0.0 holiday",
    ]
    with acting(Scope("auditor")):
        view = resource_at("works", "chairs")
    assert [one.note for one in view.published.exceptions] == ["年末年始"]


def test_every_grant_and_what_the_page_says_stand_in_the_guide() -> None:
    assert {key for key in GRANTS if f"`{key}`" not in GUIDE} == set()
    named = {one.grant for _, operations in groups(document(api)) for one in operations}
    assert named == set(GRANTS)
