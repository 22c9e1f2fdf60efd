"""Publish a version of a route: from then on it never changes, and journeys under way keep theirs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.therapies.domain import Route, as_data, check_listed, digest
from tsunagu.therapies.domain.specifications import check_panel_versions
from tsunagu.therapies.models import RouteVersion
from tsunagu.therapies.queries.routes import route_of, route_versions

PUBLISHERS = ("supervisor", "quality", "mah", "sponsor")


@dataclass(frozen=True, slots=True)
class Published:
    """The version that stands after publishing; ``is_new`` is false where it stood already."""

    key: str
    version: int
    digest: str
    is_new: bool


def publish_route(actor: Actor | None, route: Route, now: datetime) -> Published:
    """Publish the route as its next version, or return the version that says the same already.

    Parameters
    ----------
    actor : who publishes; None only for the system's own worker (the demonstration, the command line).

    Refused where the version isn't the next one, where a published version reads differently, where kind or
    setting change between versions, where another member published the versions before, where a panel asks for what
    the test catalogue doesn't know, and where one judges otherwise than before under a version that was used already.
    """
    _check_may_publish(actor)
    sealed = digest(route)
    try:
        with transaction.atomic():
            standing = RouteVersion.objects.filter(key=route.key, version=route.version).first()
            if standing is not None:
                return _same_again(standing, sealed)
            _check_next(actor, route)
            check_listed(route, catalogue())
            check_panel_versions(_published(route.key), route)
            _write(actor, route, sealed, now)
    except IntegrityError as error:
        raise _taken(route.version) from error
    return Published(route.key, route.version, sealed, True)


def may_publish(actor: Actor) -> bool:
    """Say whether the person may publish routes at all."""
    return actor.holds(*PUBLISHERS)


def _check_may_publish(actor: Actor | None) -> None:
    if actor is not None:
        check_role(actor, *PUBLISHERS)
    elif current_scope().name != "worker":
        raise NotAllowed(
            "publish_route",
            Text("サインインした人だけが公開できます。", "Only a person who is signed in may publish."),
        )


def _same_again(standing: RouteVersion, sealed: str) -> Published:
    if standing.digest != sealed:
        raise _taken(standing.version)
    return Published(standing.key, standing.version, sealed, False)


def _taken(version: int) -> Refused:
    return Refused(
        "version_published",
        Text(
            f"第{version}版は公開済みで、内容を変えられません。版番号を {version + 1} にして公開してください。",
            f"Version {version} is published and can't change. Publish this as version {version + 1}.",
        ),
        "version",
    )


def _check_next(actor: Actor | None, route: Route) -> None:
    before = RouteVersion.objects.filter(key=route.key).order_by("-version").first()
    expected = before.version + 1 if before else 1
    if route.version != expected:
        raise Refused(
            "version_not_next",
            Text(
                f"次の版番号は {expected} です（ファイルでは {route.version}）。",
                f"The next version is {expected}, but the file says {route.version}.",
            ),
            "version",
        )
    if before is None:
        return
    if (before.kind, before.setting) != (route.kind, route.setting):
        raise Refused(
            "route_changed_nature",
            Text(
                "区分（治療・製造）と実施区分（承認品・治験など）は版の間で変えられません。別のキーで公開してください。",
                "Kind and setting can't change between versions. Publish it under another key.",
            ),
            "setting",
        )
    if actor is not None and before.published_by_member_id not in (None, actor.member_id):
        raise NotAllowed(
            "route_of_another_member",
            Text(
                "この工程フローは別の会員が公開したものです。改版はその会員に依頼してください。",
                "Another member published this route. Ask that member for a new version.",
            ),
        )


def _published(key: str) -> list[Route]:
    """Return every version of the route published so far."""
    return [route_of(one.key, one.version) for one in route_versions(key)]


def _write(actor: Actor | None, route: Route, sealed: str, now: datetime) -> None:
    RouteVersion.objects.create(
        key=route.key,
        version=route.version,
        kind=route.kind,
        setting=route.setting,
        name_ja=route.name.ja,
        name_en=route.name.en,
        data=as_data(route),
        digest=sealed,
        published_at=now,
        published_by_id=actor.person_id if actor else None,
        published_by_member_id=actor.member_id if actor else None,
    )
