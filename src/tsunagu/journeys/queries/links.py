"""Where a person goes to do something: addresses of pages, by the name of the task."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import NoReverseMatch, reverse


def journey_link(number: str, part: str = "") -> str:
    """Return the address of a journey's page, at one of its parts."""
    return reverse("journeys:journey", args=[number]) + (f"#{part}" if part else "")


def act_link(number: str, verb: str, **given: object) -> str:
    """Return the address of the form of an act, with what is known already."""
    known = {key: str(value) for key, value in given.items() if value}
    return reverse("journeys:act", args=[number, verb]) + (f"?{urlencode(known)}" if known else "")


def scan_link() -> str:
    """Return the address of the scan page (the inbox where there is none)."""
    try:
        return reverse("scan:start")
    except NoReverseMatch:
        return reverse("portal:inbox")


def task_link(task: str, number: str, step: str = "", subject: UUID | None = None) -> str:
    """Return where the responsible person does what a concern or an inbox line asks for."""
    if task in ("receive", "give"):
        return scan_link()
    if task == "countersign":
        return act_link(number, "countersign", subject=subject)
    if task == "decide":
        return act_link(number, "sign", subject=subject)
    if task == "correction":
        return act_link(number, "confirm-correction")
    if task == "verify":
        return act_link(number, "verify", step=step)
    if task == "hold":
        return journey_link(number, "items")
    if task == "readings":
        return act_link(number, "readings", step=step)
    if task == "pack":
        return act_link(number, "pack", step=step)
    if task == "go_on":
        return act_link(number, "again")
    known = f"?step={step}" if step else ""
    return reverse("journeys:journey", args=[number]) + f"{known}#gates"
