"""Search of the directory as Japanese is typed: spelling made one, words understood, members found and ranked."""
