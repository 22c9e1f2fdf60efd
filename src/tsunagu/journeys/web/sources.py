"""The files of instruments behind the results of a journey, as they came."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tsunagu.evaluation.queries import source_bytes
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.page import find_chain, load_course
from tsunagu.journeys.queries.seeing import check_seen
from tsunagu.journeys.web.acts.base import NO_SUCH


@require_GET
@signed_in
def source_file(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Return the exact bytes of an instrument's file, to be kept, never to be opened in the browser."""
    chain = find_chain(number)
    found = source_bytes(chain, uuid)
    if found is None:
        raise NotFound("no_such_file", NO_SUCH)
    step, name, content = found
    row = load_course(chain)[1].rows.get(step)
    if row is not None:
        check_seen("documents", row.member, tokyo_date(clock.now()))
    return file_answer(name, content, "application/octet-stream")
