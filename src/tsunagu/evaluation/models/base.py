"""What the tables of evaluation have in common: rows of a chain that follow from the ledger."""

from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


class ChainView(models.Model):
    """A row of a chain that follows from the ledger; it is replaced by an act of its own, never set by a correction."""

    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    objects = ScopedManager()

    class Meta:
        abstract = True
