"""Agreement of two methods, raters or profiles: limits of agreement, lines through errors, ICC, kappa, STR."""
