import time


def test_it(world):
    t = time.time()
    chain = world.order("auto-car-t-fresh-trial")
    ready = world.run_until(chain, "administer")
    print(time.time() - t, ready.at)
    print([(v.cause, v.outcome) for v in ready.verdicts()])
    ready.check()
    ready.perform()
    print(world.items(chain, state=""))
    t = time.time()
    with world.unchanged():
        pass
    print(time.time() - t)
