"""A hand-over as a consignment: from where to where, what, by when."""

from datetime import date
from uuid import UUID

from tsunagu.custody.domain.papers import Consignment, Place
from tsunagu.custody.queries.hand_overs import one_hand_over
from tsunagu.custody.queries.naming import product_words
from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import sites_of

HAND_OVER_PAPER = Text("受渡し票", "Hand-over document")
SIGN_BY = Text("この時刻までに受け手が署名", "Receiver to sign by")


def consignment_of_hand_over(uuid: UUID, on: date) -> Consignment:
    """Return a hand-over that the scope's member may see, as its paper tells it."""
    found = one_hand_over(uuid)
    view = found.view
    words = product_words({(found.therapy, item.product) for item in found.items})
    bands = dict.fromkeys(one.band for one in words.values() if one.band.ja)
    here = found.items[0].site if found.items else None
    return Consignment(
        number=found.number,
        title=HAND_OVER_PAPER,
        giver=place_of(view.giver, here if view.state == "given" else None, on),
        receiver=place_of(view.receiver, None, on),
        carrier=None,
        items=view.items,
        band=next(iter(bands), None),
        departs_at=view.given_at,
        due_at=view.due_at if view.state == "given" else None,
        due_name=SIGN_BY,
        step=view.step,
    )


def place_of(member: UUID, site: UUID | None, on: date) -> Place:
    """Return an organisation with the site that is meant, or with its only one."""
    names = member_names([member])
    name = names.get(member, Text("", ""))
    sites = sites_of(member, on)
    chosen = next((one for one in sites if one.uuid == site), None)
    if chosen is None and len(sites) == 1:
        chosen = sites[0]
    if chosen is None:
        return Place(name, Text("", ""), Text("", ""))
    where = Text(f"{chosen.prefecture}{chosen.place.ja}", chosen.place.en)
    return Place(name, chosen.name, where)
