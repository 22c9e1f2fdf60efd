"""Pages of coverage."""

from tests.security.pages.kinds import EVERYONE, Page, member

PAGES: dict[str, Page] = {
    "coverage:coverage": Page(EVERYONE),
    "coverage:stop": Page(EVERYONE, member),
}
