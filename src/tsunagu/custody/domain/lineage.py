"""Where items come from: said once, when an item is made, so that no item becomes its own ancestor."""

from tsunagu.custody.domain.acts import Effects
from tsunagu.custody.domain.items import GENEALOGY, ITEM


def check_lineage(effects: Effects) -> None:
    """Raise unless every link leads from an item that stood before to one that this act makes.

    Genealogy is then without cycles by construction. Services never break this; it is no refusal.
    """
    made = {str(row["uuid"]) for row in effects.new.get(ITEM, ())}
    for link in effects.new.get(GENEALOGY, ()):
        if str(link["child"]) not in made or str(link["parent"]) in made:
            raise ValueError("an item's parents stand before it, and are named when it is made")
    if GENEALOGY in effects.set:
        raise ValueError("where an item comes from is never changed")
