"""How many generated problems a test tries: few in every run, thousands where someone asks (``TSUNAGU_EXAMPLES``)."""

import os


def examples(ordinary: int) -> int:
    """Return the number that was asked for, or the ordinary one."""
    return int(os.environ.get("TSUNAGU_EXAMPLES") or ordinary)
