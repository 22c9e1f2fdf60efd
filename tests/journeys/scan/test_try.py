def test_it(play):
    print(set(play.told), play.now)
    for n,c in play.chains.items(): print(n, [(i.product,i.label,i.acceptance,i.state) for i in play.items(c)])
