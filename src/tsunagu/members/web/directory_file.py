"""The members that were found as a file for spreadsheets: one member a line, harmless as formulas."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.searching.index import Index
from tsunagu.members.domain.searching.search import Answer
from tsunagu.members.domain.stages import STAGES
from tsunagu.members.domain.vocabulary import AREAS, MEMBER_KINDS, word
from tsunagu.members.queries.searching import abilities_of, sites_of_member

HEADINGS = (
    Text("会員", "Member"), Text("フリガナ", "Reading"), Text("英語名", "English name"), Text("種別", "Kind"),
    Text("都道府県", "Prefecture"), Text("地域", "Area"), Text("場所", "Place"), Text("工程区分", "Stages"),
    Text("機能", "Capabilities"), Text("ページ", "Page"),
)  # fmt: skip


def rows(index: Index, answer: Answer, root: str) -> Iterator[Sequence[str]]:
    """Yield the headings and a line for each member found; of its capabilities, those that fit the filters."""
    lang = language()
    yield [one.in_language(lang) for one in HEADINGS]
    for found in answer.found:
        member = index.rows.members[found.member]
        sites = sites_of_member(index, found.member)
        able = abilities_of(index, found.member, answer.lines)
        yield [
            member.name.ja,
            member.kana,
            member.name.en,
            word(MEMBER_KINDS, member.kind).in_language(lang),
            _joined(one.prefecture for one in sites),
            _joined(word(AREAS, one.area).in_language(lang) for one in sites),
            _joined(one.place.in_language(lang) for one in sites),
            _joined(STAGES[one.stage].name.in_language(lang) for one in able if one.stage in STAGES),
            _joined(capability_name(one.key).in_language(lang) for one in able),
            root.rstrip("/") + reverse("members:member", args=[member.uuid]),
        ]


def _joined(words: Iterable[str]) -> str:
    return "／".join(dict.fromkeys(words))
