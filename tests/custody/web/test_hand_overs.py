"""The open hand-overs: what waits for whom, signing as the giver, taking back."""

from tests.journeys.scan.hand import Hand, at_the_time_of
from tests.journeys.scan.staging import CLINIC, COURIER, OUTSIDER, set_the_stage
from tests.support.world import World
from tsunagu.custody.models import HandOver
from tsunagu.foundation.scope import Scope, acting

__all__ = ["set_the_stage"]


def the_one(world: World, name: str) -> HandOver:
    with acting(Scope("auditor")):
        return HandOver.objects.filter(chain=world.chains[name]).latest("due_at")


def test_both_sides_see_it_and_nobody_else(world: World) -> None:
    number = world.running(world.chains["given"]).journey.number
    for member, role in ((CLINIC, "nurse"), (COURIER, "courier")):
        page = Hand(world, world.actor(member, role)).get("/trace/hand-overs/")
        assert number[-6:] in page.content.decode()
    stranger = Hand(world, world.actor(OUTSIDER, "nurse"))
    assert number[-6:] not in stranger.get("/trace/hand-overs/").content.decode()
    uuid = the_one(world, "given").uuid
    assert stranger.get(f"/trace/hand-overs/{uuid}/paper.pdf").status_code == 404
    assert stranger.client.post(f"/trace/hand-overs/{uuid}/cancel/", {"reason": "x"}).status_code == 404


def test_taking_back_needs_a_reason_and_is_done_once(world: World) -> None:
    at_the_time_of(world, "given")
    uuid = the_one(world, "given").uuid
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    path = f"/trace/hand-overs/{uuid}/cancel/"
    with world.unchanged():
        for reason in ("", " ", "x" * 10_000):
            page = nurse.client.post(path, {"reason": reason})
            assert page.status_code == 400
            assert "理由" in page.content.decode()
    assert nurse.client.post(path, {"reason": "輸送が延期"}, follow=True).status_code == 200
    assert the_one(world, "given").state == "cancelled"
    with world.unchanged():
        assert nurse.client.post(path, {"reason": "輸送が延期"}, follow=True).status_code == 200


def test_the_giver_signs_afterwards(world: World) -> None:
    """The courier takes it before the nurse has signed; then she signs, once."""
    at_the_time_of(world, "waiting")
    item = world.items(world.chains["waiting"], "apheresis")[0]
    courier = Hand(world, world.actor(COURIER, "courier"))
    courier.press(courier.scan(item.label))
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    assert "渡した側の署名" in nurse.scan(item.label).content.decode()
    uuid = the_one(world, "waiting").uuid
    page = nurse.get("/trace/hand-overs/")
    assert f"/trace/hand-overs/{uuid}/sign/" in page.content.decode()
    assert courier.client.post(f"/trace/hand-overs/{uuid}/sign/", {}).status_code == 404
    page = nurse.client.post(f"/trace/hand-overs/{uuid}/sign/", {}, follow=True)
    assert page.status_code == 200
    assert the_one(world, "waiting").state == "complete"
    with world.unchanged():
        assert nurse.client.post(f"/trace/hand-overs/{uuid}/sign/", {}, follow=True).status_code == 200
    assert nurse.get(f"/trace/hand-overs/{uuid}/paper.pdf").content.startswith(b"%PDF")
