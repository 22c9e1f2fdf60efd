"""Applications to join 入会申込: what is asked, in which state one is, and who may do what next."""
