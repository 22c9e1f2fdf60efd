"""Plots of the pages on paper: the same drawing, with the colours of paper in it, and its key."""

import re
from html import unescape
from pathlib import Path
from typing import Any, Literal

_STYLE = f"<style>{(Path(__file__).parent / 'plot.css').read_text(encoding='utf-8')}</style>"
_FORMS = {"whole": "at-large", "middle": "at-middle", "half": "at-small"}
_KEY = re.compile(r"<li>(<svg.*?</svg>)(.*?)</li>", re.DOTALL)
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
Width = Literal["whole", "middle", "half"]


def printed(figure: str, label: str, width: Width = "whole") -> dict[str, Any]:
    """Return a plot of ``foundation.web.svg`` as the template ``report`` sets it; no plot gives an empty one.

    Parameters
    ----------
    figure : what the plot's function returned: the drawing in several widths, and its key.
    label : what it shows, for who can't see it. width : of the page's text.
    """
    drawings = re.findall(r'<div class="([^"]*)">(<svg.*?</svg>)</div>', figure, re.DOTALL)
    chosen = next(
        (svg for look, svg in drawings if _FORMS[width] in look.split()), drawings[0][1] if drawings else ""
    )
    keys = [{"svg": _styled(sign), "meaning": unescape(meaning)} for sign, meaning in _KEY.findall(figure)]
    return {"svg": _styled(chosen), "alt": label, "width": width, "keys": keys}


def _styled(svg: str) -> str:
    head, rest = svg.partition(">")[::2]
    return f"{head} {_NAMESPACE}>{_STYLE}{rest}" if svg else ""
