"""Rules of journeys: pure, told the facts and the time."""
