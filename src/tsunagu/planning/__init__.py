"""Planning 計画: who does what when, over the whole chain and all routes together."""
