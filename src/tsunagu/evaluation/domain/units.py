"""Units: UCUM underneath, the laboratory's habit on screen. Units are compared, never converted."""

from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.text import Text

# What people read. Where a unit is missing here, its UCUM code is shown.
SHOWN: dict[str, Text] = {
    "[iU]/mL": Text("EU/mL", "EU/mL"),
    "{cells}": Text("個", "cells"),
    "{cells}/mL": Text("個/mL", "cells/mL"),
    "{cells}/cm2": Text("個/cm²", "cells/cm²"),
    "{colonies}": Text("コロニー", "colonies"),
    "{colonies}/mL": Text("CFU/mL", "CFU/mL"),
    "{container}": Text("容器", "container"),
    "{dish}": Text("皿", "dish"),
    "{sheet}": Text("枚", "sheet"),
    "{slide}": Text("切片", "slide"),
    "{copies}": Text("コピー", "copies"),
    "mosm/kg": Text("mOsm/kg", "mOsm/kg"),
    "{copies}/{cell}": Text("コピー/細胞", "copies/cell"),
    "{copies}/mL": Text("コピー/mL", "copies/mL"),
    "ug/mL": Text("µg/mL", "µg/mL"),
    "um": Text("µm", "µm"),
    "1": Text("", ""),
    "": Text("", ""),
    "h": Text("時間", "h"),
    "Cel": Text("℃", "°C"),
}
# What people type, in lower case, beside the code and what is shown.
TYPED: dict[str, str] = {
    "eu/ml": "[iU]/mL",
    "iu/ml": "[iU]/mL",
    "cells": "{cells}",
    "cell": "{cells}",
    "細胞": "{cells}",
    "cells/ml": "{cells}/mL",
    "細胞/ml": "{cells}/mL",
    "個/cm^2": "{cells}/cm2",
    "cells/cm2": "{cells}/cm2",
    "cells/cm^2": "{cells}/cm2",
    "cfu": "{colonies}",
    "コピー/細胞": "{copies}/{cell}",
    "copies/cell": "{copies}/{cell}",
    "/細胞": "{copies}/{cell}",
    "mcg/ml": "ug/mL",
    "パーセント": "%",
    "percent": "%",
    "degc": "Cel",
}


def _plain(unit: str) -> str:
    return "".join(normalised(unit).replace("μ", "u").lower().split())


def shown_unit(code: str) -> Text:
    """Return the unit as people read it: endotoxin's ``[iU]/mL`` is EU/mL on screen."""
    return SHOWN.get(code, Text(code, code))


def is_same_unit(typed: str, code: str) -> bool:
    """Return whether what was typed means the unit of this UCUM code (litre may be written l or L)."""
    plain = _plain(typed)
    shown = shown_unit(code)
    return plain in {_plain(code), _plain(shown.ja), _plain(shown.en)} or TYPED.get(plain) == code
