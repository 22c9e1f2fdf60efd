"""The act of calculating a result: readings are typed, fit and suitability shown, then result or failed run signed."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tsunagu.evaluation.domain.assays.calculating import Calculation
from tsunagu.evaluation.domain.assays.typed import TypedAssay, tidied
from tsunagu.evaluation.domain.assays.wells import layout_in, text_of_file
from tsunagu.evaluation.domain.replicates import judge_replicates
from tsunagu.evaluation.domain.specification import STATE_NAMES
from tsunagu.evaluation.queries.calculations import SetupView, setups_of
from tsunagu.evaluation.services.keep_setup import keep_setup
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.calculate_result import (
    calculation_kinds,
    enter_calculated,
    look_at_calculation,
    record_invalid_run,
)
from tsunagu.journeys.web.acts.base import Act, ActForm, Asked
from tsunagu.journeys.web.acts.calculation_fields import LONGEST_FILE_NAME, add_fields, bounds_in, rules_shown
from tsunagu.journeys.web.acts.laboratory import about_characteristic, asked_for, circumstances
from tsunagu.journeys.web.calculation_shown import calculation_shown
from tsunagu.journeys.web.shown import RESULT_STATES, limits_of
from tsunagu.therapies.domain.route import Characteristic

LARGEST = 2**20
TOO_LARGE = Text(
    "ファイルが大きすぎます（1 MBまで）。この試験のプレートだけを書き出してください。",
    "The file is too large (1 MB at most). Export only this test's plate.",
)
UNCLEAR = Text(
    "ファイルの内容を受け取れませんでした。もう一度ファイルを選んでください。",
    "The file did not arrive whole. Choose it again.",
)


class CalculationForm(ActForm):
    """Readings, layout and criteria; then what follows from them, to be signed."""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> None:
        is_signing = bool(data and data.get("shown")) and not (data or {}).get("look")
        super().__init__(data if is_signing else None)
        self.only_looks = data is not None and not is_signing
        self.preview: dict[str, Any] | None = None
        self.one = asked_for(asked)
        self.kinds = calculation_kinds(self.one)
        self.setups = setups_of(asked.actor.member_uuid, self.kinds)
        said: dict[str, str] = {} if data is None else {name: str(data[name]) for name in data}
        if data is None:
            said = _begun(self.setups, asked.given.get("setup", ""))
        elif not is_signing:
            try:
                said |= _from_files(files or {})
                self._look(asked, said)
            except Refused as refused:
                self.refused = refused
        else:
            self._look_again(asked, said)
        add_fields(self, self.one, self.kinds, said, asked.now)
        self.rules = rules_shown(self, self.kinds)

    def _look(self, asked: Asked, said: dict[str, str]) -> None:
        typed = typed_in(said)
        made = look_at_calculation(
            asked.actor, asked.running, asked.given.get("step", ""), self.one.key, typed
        )
        said |= {"layout": made.typed.layout, "shown": made.content_hash}
        self.preview = self._shown(made)

    def _look_again(self, asked: Asked, said: dict[str, str]) -> None:
        """Show the calculation again where the signature is refused; what can't be calculated, the service refuses."""
        try:
            self._look(asked, dict(said))
        except Refused:
            self.preview = None

    def _shown(self, made: Calculation) -> dict[str, Any]:
        judgement = None
        if made.outcome.is_suitable:
            try:
                judgement = judge_replicates(self.one, (made.text,)).judgement
            except BadInput as refused:
                self.refused = Refused(refused.code, refused.reason)
        return calculation_shown(made.data) | {
            "limits": limits_of(self.one),
            "state": "" if judgement is None else RESULT_STATES.get(judgement.state, "wait"),
            "label": None if judgement is None else STATE_NAMES[judgement.state],
        }


def typed_in(said: Mapping[str, Any]) -> TypedAssay:
    """Return what was typed; the name of a file stands with it only where the readings are still those of the file."""
    kind, _colon, model = str(said.get("how", "")).partition(":")
    name, sha256 = "", ""
    readings = str(said.get("readings", ""))
    content = content_in(said)
    if content and _lines(text_of_file(content)) == _lines(readings):
        name, sha256 = (
            str(said.get("file_name", ""))[-LONGEST_FILE_NAME:],
            hashlib.sha256(content).hexdigest(),
        )
    return TypedAssay(
        kind, model, readings, str(said.get("layout", "")), str(said.get("excluded", "")),
        str(said.get("sample", "")), str(said.get("factor", "") or "1"), str(said.get("transform", "") or "none"),
        bounds_in(said, kind), name, sha256,
    )  # fmt: skip


def content_in(said: Mapping[str, Any]) -> bytes:
    """Return the file that went along in the form; nothing where there was none."""
    try:
        content = base64.b64decode(str(said.get("content", "")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("file_unclear", UNCLEAR, "file") from error
    if len(content) > LARGEST:
        raise BadInput("file_too_large", TOO_LARGE, "file")
    return content


def _lines(text: str) -> str:
    return tidied(TypedAssay("", "", text)).readings


def _begun(setups: list[SetupView], name: str) -> dict[str, str]:
    """Return the fields as a kept setup fills them."""
    found = next((one for one in setups if one.name == name), None)
    if found is None:
        return {}
    ends = {
        f"{key}_{end}": text
        for key, pair in found.data["bounds"].items()
        for end, text in zip(("low", "high"), pair, strict=True)
    }
    texts = {key: str(found.data[key]) for key in ("layout", "factor", "transform")}
    return texts | ends | {"how": f"{found.kind}:{found.data['model']}"}


def _from_files(files: Mapping[str, Any]) -> dict[str, str]:
    """Return readings and layout as files bring them; they replace what was typed."""
    found: dict[str, str] = {}
    for name in ("file", "layout_file"):
        file = files.get(name)
        if file is None:
            continue
        if file.size > LARGEST:
            raise BadInput("file_too_large", TOO_LARGE, name)
        file.seek(0)
        content = file.read()
        if name == "layout_file":
            found["layout"] = layout_in(content)
            continue
        found |= {
            "readings": text_of_file(content),
            "content": base64.b64encode(content).decode(),
            "file_name": str(file.name)[-LONGEST_FILE_NAME:],
        }
    return found


def _form(asked: Asked, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None) -> ActForm:
    return CalculationForm(asked, data, files)


def _calculate(asked: Asked, cleaned: dict[str, Any]) -> None:
    one, typed = asked_for(asked), typed_in(cleaned)
    with transaction.atomic():  # what is kept for next time stands only with what was recorded
        _record(asked, cleaned, one, typed)
        keep_setup(asked.actor, cleaned.get("keep_as", ""), typed, asked.now)


def _record(asked: Asked, cleaned: dict[str, Any], one: Characteristic, typed: TypedAssay) -> None:
    step, _row = asked.step()
    content = content_in(cleaned) if typed.file else b""
    if asked.given.get("invalid"):
        record_invalid_run(
            asked.actor, asked.chain, step.key, one.key, typed, cleaned["reason"], asked.now,
            shown=cleaned["shown"], content=content, request_key=cleaned["key"],
        )  # fmt: skip
    else:
        enter_calculated(
            asked.actor, asked.chain, step.key, one.key, typed, circumstances(cleaned, ("",)), asked.now,
            shown=cleaned["shown"], content=content, request_key=cleaned["key"],
        )  # fmt: skip


CALCULATE = Act(
    "calculate",
    _("Calculate a result"),
    _("Sign the calculated result"),
    _("The calculation is recorded."),
    _form,
    _calculate,
    beside=about_characteristic,
    goes_to="laboratory:worklist",
    lead=_("Nothing is recorded before you have seen the fit and whether the run is suitable."),
    template="laboratory/calculate.html",
    has_files=True,
)
