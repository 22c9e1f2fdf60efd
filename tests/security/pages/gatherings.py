"""Pages of gatherings and shared use. Who sees and changes what exists is tested in tests/coordination."""

from uuid import UUID

from tests.security.pages.kinds import EVERYONE, Page, Scene, public

NO, NONE = frozenset({403, 404}), UUID(int=1)
ANNOUNCED = "gatherings that are announced to everybody; others are not there"
LINK = "whoever has the private link: a secret of 256 bits, of which a keyed hash is kept"


def no_gathering(scene: Scene) -> list[UUID]:
    return [NONE]


def no_part(scene: Scene) -> list[UUID]:
    return [NONE, UUID(int=2)]


PAGES: dict[str, Page] = {
    "gatherings:list": Page(EVERYONE),
    "gatherings:calendar": Page(EVERYONE),
    "gatherings:new": Page(EVERYONE, statuses=frozenset({200, 403})),
    "gatherings:gathering": Page(EVERYONE, no_gathering, statuses=NO),
    "gatherings:one_calendar": Page(EVERYONE, no_gathering, statuses=NO),
    "gatherings:register": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:give_back": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:edit": Page(EVERYONE, no_gathering, statuses=NO),
    "gatherings:publish": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:call_off": Page(EVERYONE, no_gathering, statuses=NO),
    "gatherings:new_item": Page(EVERYONE, no_gathering, statuses=NO),
    "gatherings:item": Page(EVERYONE, no_part, statuses=NO),
    "gatherings:remove_item": Page(EVERYONE, no_part, "post", statuses=NO),
    "gatherings:attach": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:file": Page(EVERYONE, no_part, statuses=NO),
    "gatherings:remove_file": Page(EVERYONE, no_part, "post", statuses=NO),
    "gatherings:settle": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:door": Page(EVERYONE, no_gathering, statuses=NO),
    "gatherings:read": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:walk_in": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "gatherings:check_in": Page(EVERYONE, no_part, "post", statuses=NO),
    "gatherings:csv": Page(EVERYONE, no_gathering, statuses=NO),
    "public_gatherings:list": public(ANNOUNCED),
    "public_gatherings:calendar": public(ANNOUNCED),
    "public_gatherings:gathering": public(ANNOUNCED, NONE),
    "public_gatherings:file": public(ANNOUNCED, NONE, UUID(int=2)),
    "public_gatherings:one_calendar": public(ANNOUNCED, NONE),
    "public_gatherings:mine": public(LINK, "no-such-link"),
    "public_gatherings:give_back": public(LINK, "no-such-link", method="post"),
    "public_gatherings:withdraw": public(LINK, "no-such-link", method="post"),
    "public_gatherings:mine_calendar": public(LINK, "no-such-link"),
    "sharing:list": Page(EVERYONE),
    "sharing:new": Page(EVERYONE, statuses=frozenset({200, 403})),
    "sharing:offer": Page(EVERYONE, no_gathering, statuses=NO),
    "sharing:edit": Page(EVERYONE, no_gathering, statuses=NO),
    "sharing:withdraw": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "sharing:book": Page(EVERYONE, no_gathering, statuses=NO),
    "sharing:bookings": Page(EVERYONE),
    "sharing:booking": Page(EVERYONE, no_gathering, statuses=NO),
    "sharing:answer": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "sharing:cancel": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "sharing:use": Page(EVERYONE, no_gathering, "post", statuses=NO),
    "sharing:desk": Page(EVERYONE),
    "sharing:charges": Page(EVERYONE),
    "sharing:charges_csv": Page(EVERYONE),
    "sharing:charges_book": Page(EVERYONE),
}
