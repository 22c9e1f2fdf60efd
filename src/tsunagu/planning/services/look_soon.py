"""Have all promised dates looked at in the background, as soon as what was just written is there."""

from django.utils.module_loading import import_string

LOOK = "tsunagu.planning.tasks.look_for_disturbances"


def look_soon() -> None:
    """Queue a look; it happens only if the transaction in force is kept."""
    import_string(LOOK).defer()
