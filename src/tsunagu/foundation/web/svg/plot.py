"""The frame of a plot: drawn for three widths, of which the place it stands in shows one, with its key underneath."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tsunagu.foundation.web.svg.marks import Key, key_list
from tsunagu.foundation.web.svg.primitives import svg

MANY = 400
"""With more marks than this a plot is drawn for two widths only: a page stays small."""


@dataclass(frozen=True, slots=True)
class Size:
    """A width to draw for; ``is_phone`` where names must stand above or on what they name."""

    look: str
    width: float
    is_phone: bool = False


SMALL = Size("at-small", 320.0, is_phone=True)
_MIDDLE, _LARGE, _BOTH = Size("at-middle", 560.0), Size("at-large", 960.0), Size("at-middle at-large", 680.0)


def plot(
    draw: Callable[[Size], tuple[str, float]],
    label: str,
    told: Sequence[str],
    keys: Sequence[Key],
    marks: int,
) -> SafeString:
    """Frame a plot; ``draw`` returns its content and height for a width, ``told`` says each mark in words."""
    about = "; ".join(told[:40])
    if len(told) > 40:
        about += "; " + gettext("and %(count)s more") % {"count": len(told) - 40}
    drawings = []
    for size in (SMALL, _BOTH) if marks > MANY else (SMALL, _MIDDLE, _LARGE):
        content, height = draw(size)
        drawings.append(
            f'<div class="{size.look}">{svg(size.width, height, content, label, about=about)}</div>'
        )
    inner = "".join(drawings) + key_list(keys)
    return mark_safe(f'<figure class="picture plot">{inner}</figure>')  # noqa: S308 - every part is escaped above
