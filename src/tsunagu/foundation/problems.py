"""What stops a process before it serves anybody: a setting, a folder or a server that isn't as it must be."""

from tsunagu.foundation.text import Text


class SetupProblem(RuntimeError):
    """The installation can't run as it is; ``reason`` says what, where and what to do."""

    def __init__(self, reason: Text) -> None:
        super().__init__(f"{reason.ja} / {reason.en}")
        self.reason = reason


def setup_problem(ja: str, en: str) -> SetupProblem:
    """Return the problem with its sentence in both languages."""
    return SetupProblem(Text(ja, en))
