"""The planning problem as values, and as a file that a person can write; it knows no solver."""

from tsunagu.planning.domain.problem.values import (
    Fixed,
    Journey,
    Lag,
    Option,
    Problem,
    Resource,
    Span,
    Task,
    Use,
)

__all__ = ["Fixed", "Journey", "Lag", "Option", "Problem", "Resource", "Span", "Task", "Use"]
