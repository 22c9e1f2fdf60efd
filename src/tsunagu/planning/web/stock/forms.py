"""Forms of making to stock: a product with its forecast, and what a plan is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.forms import KeyedForm, Label
from tsunagu.foundation.web.times import language
from tsunagu.foundation.written.tables import read_table
from tsunagu.planning.domain.stock.checks import MOST_SHELF, MOST_SIZE, MOST_WEEKS
from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.problem import Costs, Keeping, Making
from tsunagu.planning.domain.stock.reading import MOST_DOSES, forecast_in
from tsunagu.planning.domain.stock.stated import Line, Stated
from tsunagu.planning.queries.stock import ProductView
from tsunagu.planning.services.stock.gather_stock import Wanted
from tsunagu.planning.services.stock.start_stock_run import LONGEST_TITLE

LARGEST_FILE = 2**20
LONGEST_LINES = 100_000
TOO_LARGE = Text("ファイルが大きすぎます（1 MBまで）。", "The file is too large (1 MB at most).")


def _whole(label: Label, least: int, most: int, help_text: Label = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "num"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=help_text, widget=widget
    )


def _decimal(
    label: Label, least: float, most: float, help_text: Label = "", *, required: bool = True
) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "class": "num", "step": "any"})
    return forms.FloatField(
        label=label, min_value=least, max_value=most, help_text=help_text, required=required, widget=widget
    )


class StatedForm(forms.Form):
    """How a product is made and kept, and the demand expected: for all weeks alike, or week by week."""

    filled_after = _whole(
        _("Weeks from start to filling"), 0, MOST_WEEKS, _("Full weeks of culture before the lot is filled.")
    )
    lead = _whole(_("Weeks from start to release"), 1, MOST_WEEKS, _("With all tests and releases."))
    room_weeks = _whole(_("Weeks in the clean room"), 1, MOST_WEEKS)
    sizes = forms.CharField(
        label=_("Lot sizes to choose from"), max_length=100,
        help_text=_("Containers filled, up to five sizes: 50, 100, 200."),
    )  # fmt: skip
    per_hour = _decimal(_("Filled per hour"), 1, MOST_SIZE)
    limit_hours = _decimal(_("Filling time without loss (hours)"), 0.1, 1_000)
    loss = _decimal(
        _("Loss per further hour (%)"), 0, 100,
        _("Viability falls with handling time: what is filled in each hour beyond the limit loses so much more."),
    )  # fmt: skip
    kept = _decimal(_("Share that comes through (%)"), 1, 100, _("Mean of filled containers that pass."))
    spread = _decimal(_("Its spread (standard deviation, %)"), 0, 50)
    failing = _decimal(_("Chance that a lot fails (%)"), 0, 90)
    shelf = _whole(_("Shelf life from filling (weeks)"), 1, MOST_SHELF)
    least = _whole(_("Life that must remain at use (weeks)"), 0, MOST_SHELF)
    positions = _whole(_("Positions in the store"), 1, 1_000_000)
    low = _decimal(_("Low (one week in ten is lower)"), 0, MOST_DOSES, required=False)
    mid = _decimal(_("Middle"), 0, MOST_DOSES, required=False)
    high = _decimal(_("High (one week in ten is higher)"), 0, MOST_DOSES, required=False)
    lines = forms.CharField(
        label=_("Forecast by weeks"), required=False, max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "placeholder": "2026-12-07, 8, 12, 18"}),
        help_text=_("One line a week: day, low, middle, high and, if you like, a region."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Forecast as a file (CSV, Excel)"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=_("Replaces the lines above. Columns: Monday, low, middle, high, region."),
    )  # fmt: skip

    MADE = (
        "filled_after",
        "lead",
        "room_weeks",
        "sizes",
        "per_hour",
        "limit_hours",
        "loss",
        "kept",
        "spread",
        "failing",
    )
    KEPT = ("shelf", "least", "positions")
    NEEDED = ("low", "mid", "high", "lines", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "use_required_attribute": False}
        super().__init__(*args, **kwargs)

    def groups(self) -> list[tuple[Label, list[forms.BoundField]]]:
        """Return the fields under their headings."""
        named: tuple[tuple[Label, Sequence[str]], ...] = (
            (_("How a lot is made"), self.MADE), (_("How it is kept"), self.KEPT),
        )  # fmt: skip
        return [(label, [self[name] for name in names]) for label, names in named]

    def steady_fields(self) -> list[forms.BoundField]:
        """Return the three numbers that hold for every week."""
        return [self[name] for name in ("low", "mid", "high")]

    def clean_sizes(self) -> tuple[int, ...]:
        """Read the sizes, in any order, parted by commas or spaces."""
        said = str(self.cleaned_data["sizes"]).replace("、", ",").replace("，", ",").replace(" ", ",")
        parts = [part for part in said.split(",") if part]
        if not parts or any(not (part.isascii() and part.isdigit() and len(part) < 8) for part in parts):
            raise forms.ValidationError(_("Write whole numbers parted by commas, such as 50, 100, 200."))
        return tuple(sorted(int(part) for part in parts))

    def clean(self) -> dict[str, Any]:
        """Ask for all three numbers or none."""
        said = super().clean() or self.cleaned_data
        given = [said.get(name) for name in ("low", "mid", "high")]
        if any(one is not None for one in given) and any(one is None for one in given):
            self.add_error("mid", forms.ValidationError(_("Fill in all three numbers, or none.")))
        return dict(said)

    def stated(self) -> Stated:
        """Return what was said; refuse a forecast that can't be read."""
        said = self.cleaned_data
        filling = Filling(said["per_hour"], said["limit_hours"], said["loss"] / 100)
        making = Making(
            said["filled_after"], said["lead"], said["room_weeks"], said["sizes"], filling, said["kept"] / 100,
            said["spread"] / 100, said["failing"] / 100,
        )  # fmt: skip
        steady = None if said["mid"] is None else (said["low"], said["mid"], said["high"])
        keeping = Keeping(said["shelf"], said["least"], said["positions"])
        return Stated(making, keeping, steady, self._lines())

    def _lines(self) -> tuple[Line, ...]:
        file = self.cleaned_data["file"]
        if file is None:
            text = self.cleaned_data["lines"].strip()
            return forecast_in(read_table(text.encode())) if text else ()
        if (file.size or 0) > LARGEST_FILE:
            raise BadInput("file_size", TOO_LARGE, "file")
        try:
            return forecast_in(read_table(file.read()))
        except BadInput as refused:
            raise BadInput(refused.code, refused.reason, "file") from refused


def as_typed(stated: Stated) -> dict[str, Any]:
    """Return a statement as its form shows it."""
    making, keeping = stated.making, stated.keeping
    low, mid, high = stated.steady or (None, None, None)
    return {
        "filled_after": making.filled_after, "lead": making.lead, "room_weeks": making.room_weeks,
        "sizes": ", ".join(str(size) for size in making.sizes), "per_hour": _short(making.filling.per_hour),
        "limit_hours": _short(making.filling.limit_hours), "loss": _short(making.filling.loss_per_hour * 100),
        "kept": _short(making.kept * 100), "spread": _short(making.spread * 100),
        "failing": _short(making.failing * 100), "shelf": keeping.shelf, "least": keeping.least,
        "positions": keeping.positions, "low": _short(low), "mid": _short(mid), "high": _short(high),
        "lines": "\n".join(line_text(line) for line in stated.lines),
    }  # fmt: skip


def line_text(line: Line) -> str:
    """Return a line of a forecast as it is typed."""
    numbers = ", ".join(_short(value) for value in (line.low, line.mid, line.high))
    return f"{line.monday.isoformat()}, {numbers}{', ' + line.region if line.region else ''}"


def _short(value: float | None) -> str:
    return "" if value is None else f"{round(value, 6):g}"


class PlanForm(KeyedForm):
    """What a plan of lots is asked for."""

    def __init__(
        self, products: Sequence[ProductView], rooms: int, data: Mapping[str, Any] | None = None
    ) -> None:
        choices = [(one.therapy, one.name.in_language(language())) for one in products]
        super().__init__(data, initial={"products": [key for key, _name in choices], "rooms": rooms})
        self.fields |= {
            "products": forms.MultipleChoiceField(
                label=_("Products planned together"), choices=choices, widget=forms.CheckboxSelectMultiple
            ),
            "weeks": _whole(_("Weeks planned"), 4, MOST_WEEKS),
            "rooms": _whole(
                _("Clean rooms in an ordinary week"), 0, 50,
                _("Fewer where fewer are published for a week, or lots under way hold them."),
            ),
            "unmet": _decimal(_("A dose missing weighs as much as so many thrown away"), 0.1, 1_000),
            "lot": _decimal(_("A lot made weighs as much as so many doses thrown away"), 0, 10_000),
            "title": forms.CharField(
                label=_("Name of the plan"), max_length=LONGEST_TITLE, required=False,
                help_text=_("Empty: the day of today."),
            ),
        }  # fmt: skip
        self.initial.update(weeks=26, unmet=20, lot=10)

    def wanted(self) -> Wanted:
        """Return what was said."""
        said = self.cleaned_data
        return Wanted(said["weeks"], said["rooms"], Costs(said["unmet"], 1.0, said["lot"]))
