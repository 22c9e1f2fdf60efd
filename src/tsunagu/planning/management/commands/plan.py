"""``plan FILE``: solve a problem file and write the plan, or check a plan against it; needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Literal

from django.core.management.base import BaseCommand, CommandError

from tsunagu.foundation.console import in_console_language
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.faults import FileRefused
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.problem.files import read_plan, read_problem, write_plan
from tsunagu.planning.domain.runs.efforts import EFFORTS
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.solvers.whole_chain import Progress, plan_chain
from tsunagu.planning.domain.verify import Report, verify

UNSOUND = 2
"""Exit code of a plan that was read and is not sound; a file that can't be read exits with 1."""
MOST_SHOWN = 20


class Command(BaseCommand):
    """Solve a planning problem, verify the plan, and write it with the prices that prove its bound."""

    requires_system_checks = ()  # it works where there is no database
    help = "Solve a planning problem (YAML or JSON) and write the plan as JSON; --check only verifies a plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the problem, where the plan goes, how hard to try, and a plan to check."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the problem")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where the plan goes")
        parser.add_argument("--effort", choices=sorted(EFFORTS), default="thorough", help="how hard to try")
        parser.add_argument("--check", type=Path, metavar="PLAN", help="only verify this plan")

    def handle(self, *args: Any, **options: Any) -> None:
        """Solve or check; the figures go to standard error, so that the plan stands alone."""
        problem = self._problem(options["file"])
        if options["check"]:
            plan = self._plan(options["check"], problem)
        else:
            plan = plan_chain(problem, EFFORTS[options["effort"]], lambda step: self._tell(step, problem))
        self._judge(problem, plan, verify(problem, plan))
        if not options["check"]:
            self._write(write_plan(plan, problem), options["output"])

    def _problem(self, path: Path) -> Problem:
        text = _text_of(path)
        try:
            return read_problem(text, _kind(text))
        except FileRefused as refused:
            raise CommandError(_faults(path, refused)) from refused

    def _plan(self, path: Path, problem: Problem) -> Plan:
        text = _text_of(path)
        try:
            return read_plan(text, problem, _kind(text))
        except FileRefused as refused:
            raise CommandError(_faults(path, refused)) from refused

    def _tell(self, step: Progress, problem: Problem) -> bool:
        bound = "" if step.plan.bound is None else f"  bound {step.plan.bound.value:,.0f}"
        self.stderr.write(f"{step.stage} {step.rounds}: cost {step.plan.cost(problem):,}{bound}")
        return False

    def _judge(self, problem: Problem, plan: Plan, report: Report) -> None:
        """Say cost, bound and gap; refuse a plan that isn't sound, or a bound that isn't proven."""
        for one in report.violations[:MOST_SHOWN]:
            self.stderr.write(in_console_language(one.reason))
        if report.violations:
            said = Text(
                f"認められない計画です（{len(report.violations)} 件）。",
                f"The plan is not sound: {len(report.violations)} faults.",
            )
            raise CommandError(in_console_language(said), returncode=UNSOUND)
        if plan.bound is not None and not report.is_bound_proven:
            said = Text("下限は、計画にある価格では証明されません。", "The prices don't prove the bound.")
            raise CommandError(in_console_language(said), returncode=UNSOUND)
        self.stderr.write(in_console_language(_figures(problem, plan, report)))

    def _write(self, text: str, output: Path | None) -> None:
        if output is None:
            self.stdout.write(text, ending="" if text.endswith("\n") else "\n")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error


def _figures(problem: Problem, plan: Plan, report: Report) -> Text:
    left_out = sum(journey.key not in plan.assignments for journey in problem.journeys)
    bound, gap = report.bound, report.gap
    ja = f"検算済み：費用 {report.cost:,}、計画に入らない {left_out} 件"
    en = f"verified: cost {report.cost:,}, {left_out} left out"
    if bound is not None:
        ja, en = f"{ja}、下限 {bound:,.1f}", f"{en}, bound {bound:,.1f}"
    if gap is not None:
        ja, en = f"{ja}、最適との差 {gap:.2%} 以内", f"{en}, within {gap:.2%} of the best possible"
    return Text(ja, en)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = Text(f"{path} を UTF-8 の文字として読めません。", f"{path} can't be read as UTF-8 text.")
        raise CommandError(in_console_language(said)) from error


def _kind(text: str) -> Literal["json", "yaml"]:
    return "json" if text.lstrip()[:1] == "{" else "yaml"


def _faults(path: Path, refused: FileRefused) -> str:
    lines = [in_console_language(_fault(one.place, one.reason)) for one in refused.errors[:MOST_SHOWN]]
    more = len(refused.errors) - len(lines)
    if more:
        lines.append(in_console_language(Text(f"ほか {more} 件", f"and {more} more")))
    return "\n".join([f"{path}:", *(f"  {line}" for line in lines)])


def _fault(place: Text, reason: Text) -> Text:
    return Text(f"{reason.ja}{place.ja}", f"{reason.en}{place.en}")
