"""Filling takes time, and cells outside the cold lose viability: how many doses of a lot are still sound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filling:
    """Doses filled per hour; hours after which they suffer; the share that each further hour loses more.

    With 50 an hour, a limit of 2 h and a loss of 0.2 an hour, those filled in the third hour lose a fifth, in the
    fourth two fifths: the larger the lot, the less each further dose brings.
    """

    per_hour: float
    limit_hours: float
    loss_per_hour: float = 0.0

    def sound(self, count: int) -> float:
        """Return how many of so many filled doses are sound, as an expectation.

        The share lost by hours beyond the limit is at most all; within an hour all suffer as at its end.
        """
        within = min(float(count), self.per_hour * self.limit_hours)
        sound, left, hour = within, count - within, 1
        while left > 0 and self.loss_per_hour * hour < 1:
            filled = min(left, self.per_hour)
            sound += filled * (1 - self.loss_per_hour * hour)
            left -= filled
            hour += 1
            if not self.loss_per_hour:
                return sound + left
        return sound

    def hours(self, count: int) -> float:
        """Return how long filling so many takes."""
        return count / self.per_hour
