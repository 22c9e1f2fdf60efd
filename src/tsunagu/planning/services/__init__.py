"""Verbs of planning: members publish their capacity, by hand and from files."""

from tsunagu.planning.services.exceptions import add_exceptions, remove_exception
from tsunagu.planning.services.import_capacity import Look, import_capacity, look_at_file
from tsunagu.planning.services.publish_resource import publish_resource
from tsunagu.planning.services.withdraw_resource import withdraw_resource

__all__ = [
    "Look",
    "add_exceptions",
    "import_capacity",
    "look_at_file",
    "publish_resource",
    "remove_exception",
    "withdraw_resource",
]
