"""Pages of the register of agreements, audits and approvals."""

from uuid import UUID

from tests.security.pages.kinds import EVERYONE, Page

NONE = UUID(int=1)

PAGES: dict[str, Page] = {
    "agreements:list": Page(EVERYONE),
    "agreements:audits": Page(EVERYONE),
    "agreements:suppliers": Page(EVERYONE),
    "agreements:csv": Page(EVERYONE),
    "agreements:new": Page(EVERYONE, statuses=frozenset({200, 403})),
    "agreements:agreement": Page(EVERYONE, lambda scene: [NONE], statuses=frozenset({404})),
    "agreements:end": Page(EVERYONE, lambda scene: [NONE], statuses=frozenset({403, 404})),
    "agreements:renew": Page(EVERYONE, lambda scene: [NONE], statuses=frozenset({403, 404})),
    "agreements:new_audit": Page(EVERYONE, statuses=frozenset({200, 403})),
    "agreements:new_approval": Page(EVERYONE, statuses=frozenset({200, 403})),
    "agreements:end_approval": Page(EVERYONE, lambda scene: [NONE], statuses=frozenset({403, 404})),
}
