"""Plans of the network's own requests in the network's words: sites, steps and what was asked for, instead of keys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tsunagu.foundation.web.times import language
from tsunagu.members.queries.sites import all_sites
from tsunagu.planning.domain.runs.bottlenecks import Bottleneck
from tsunagu.planning.domain.runs.comparing import Move
from tsunagu.planning.domain.runs.figures import Attention
from tsunagu.planning.domain.runs.picture import Picture
from tsunagu.planning.queries.requests import therapies_asked
from tsunagu.planning.queries.runs import RunView
from tsunagu.therapies.queries import route_of


@dataclass(frozen=True, slots=True)
class Names:
    """Names by key; a key without one stays as it is. ``asked`` are requests by the beginning of their uuid."""

    places: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, str] = field(default_factory=dict)

    def journey(self, key: str) -> str:
        """Return number and therapy of a journey that was gathered from a request, such as ``001-a5ebdbbc``."""
        number, _, part = key.partition("-")
        return f"{number}　{self.asked[part]}" if part in self.asked else key

    def picture(self, picture: Picture) -> Picture:
        """Return a picture with its places, journeys and tasks named."""
        task = self.tasks
        if not (self.places or self.asked or task):
            return picture
        return replace(
            picture,
            lanes=tuple(replace(one, place=self.places.get(one.place, one.place)) for one in picture.lanes),
            journeys=tuple(self.journey(one) for one in picture.journeys),
            bars=tuple(
                replace(one, first=task.get(one.first, one.first), last=task.get(one.last, one.last))
                for one in picture.bars
            ),
            pieces=tuple(replace(one, task=task.get(one.task, one.task)) for one in picture.pieces),
        )

    def attention(self, found: Iterable[Attention]) -> list[Attention]:
        """Return what is to be looked at with journeys and tasks named."""
        return [
            replace(
                one,
                journey=self.journey(one.journey),
                task=self.tasks.get(one.task, one.task),
            )
            for one in found
        ]

    def moves(self, found: Iterable[Move]) -> list[Move]:
        """Return moved journeys with themselves and their sites named."""
        return [
            replace(
                one,
                journey=self.journey(one.journey),
                by_before=tuple(self.places.get(each, each) for each in one.by_before),
                by_after=tuple(self.places.get(each, each) for each in one.by_after),
            )
            for one in found
        ]

    def bottlenecks(self, found: Iterable[Bottleneck]) -> list[Bottleneck]:
        """Return bottlenecks with their places named."""
        return [replace(one, place=self.places.get(one.place, one.place)) for one in found]


def names_for(view: RunView) -> Names:
    """Return the names for a plan; an invented network has none but its own."""
    if view.is_synthetic:
        return Names()
    lang, asked = language(), therapies_asked(view.made_at)
    routes = {known: route_of(*known) for known in set(asked.values())}
    return Names(
        {site.key: site.name.in_language(lang) for site in all_sites(view.start)},
        {key: routes[known].name.in_language(lang) for key, known in asked.items()},
        {step.key: step.name.in_language(lang) for route in routes.values() for step in route.steps},
    )
