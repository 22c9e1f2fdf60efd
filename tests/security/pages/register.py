"""Pages of the register and of the application to join."""

from uuid import UUID

from tests.security.pages.kinds import EVERYONE, Page, Scene, member, public

COORDINATOR = frozenset({403})
"""What everybody but the coordinator gets; what it sees itself is tested in tests/members/register."""


def no_application(scene: Scene) -> list[UUID]:
    """An application that doesn't exist; who reads one that does is tested in tests/members/joining."""
    return [UUID(int=1)]


PAGES: dict[str, Page] = {
    "register:home": Page(EVERYONE),
    "register:own": Page(EVERYONE),
    "register:membership": Page(EVERYONE, member, statuses=frozenset({200, 404})),
    "register:edit": Page(EVERYONE, member, statuses=COORDINATOR),
    "register:prepared": Page(EVERYONE, member, "post", statuses=COORDINATOR),
    "register:answer": Page(
        EVERYONE, lambda scene: [scene.member, 2026], "post", statuses=frozenset({403, 404, 422})
    ),
    "register:import": Page(EVERYONE, statuses=COORDINATOR),
    "register:file": Page(EVERYONE, lambda scene: ["csv"], statuses=COORDINATOR),
    "register:template": Page(EVERYONE, lambda scene: ["xlsx"], statuses=COORDINATOR),
    "register:years": Page(EVERYONE, statuses=COORDINATOR),
    "register:year": Page(EVERYONE, lambda scene: [2026], statuses=COORDINATOR),
    "register:fees": Page(EVERYONE, lambda scene: [2026], statuses=COORDINATOR),
    "register:applications": Page(EVERYONE, statuses=COORDINATOR),
    "register:application": Page(EVERYONE, no_application, statuses=COORDINATOR),
    "register:accept": Page(EVERYONE, no_application, "post", statuses=COORDINATOR),
    "register:growth": Page(EVERYONE, statuses=COORDINATOR),
    "register:growth_file": Page(EVERYONE, statuses=COORDINATOR),
    "joining:form": public("organisations without an account apply to join here"),
    "joining:state": public("the applicant's own application, under a private link", "no-such-link"),
}
