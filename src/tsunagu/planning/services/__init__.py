"""Verbs of planning: members publish their capacity, by hand, from files and from their programs."""

from tsunagu.planning.services.exceptions import add_exceptions, remove_exception
from tsunagu.planning.services.import_capacity import Look, import_capacity, look_at_file
from tsunagu.planning.services.lift_withdrawal import lift_withdrawal
from tsunagu.planning.services.publish_many import Done, Wanted, publish_many, publish_one
from tsunagu.planning.services.publish_resource import publish_resource
from tsunagu.planning.services.withdraw_resource import withdraw_resource

__all__ = [
    "Done",
    "Look",
    "Wanted",
    "add_exceptions",
    "import_capacity",
    "lift_withdrawal",
    "look_at_file",
    "publish_many",
    "publish_one",
    "publish_resource",
    "remove_exception",
    "withdraw_resource",
]
