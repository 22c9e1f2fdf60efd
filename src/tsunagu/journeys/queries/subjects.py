"""What routes ask to be measured: each characteristic with its method, named as the newest routes name it."""

from dataclasses import dataclass

from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation.text import Text
from tsunagu.therapies.queries import routes_list
from tsunagu.therapies.queries.many_routes import routes_of


@dataclass(frozen=True, slots=True)
class Subject:
    """A characteristic by a method, with their names and the unit (UCUM)."""

    characteristic: str
    method: str
    name: Text
    method_name: Text
    unit: str

    @property
    def key(self) -> str:
        """As addresses and forms write it."""
        return f"{self.characteristic}/{self.method}"

    @property
    def label(self) -> Text:
        """Its name with the method behind it."""
        name, method = self.name, self.method_name
        return Text(f"{name.ja}（{method.ja}）", f"{name.en} ({method.en})")


def subjects() -> dict[str, Subject]:
    """Return what the newest version of every route asks for, by key."""
    found: dict[str, Subject] = {}
    for route in routes_of((one.key, one.version) for one in routes_list()).values():
        for panel in route.panels:
            for one in panel.characteristics:
                subject = Subject(one.key, one.method, one.name, method_name(one.method), one.unit)
                found.setdefault(subject.key, subject)
    return found
