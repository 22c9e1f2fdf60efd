"""What is said in a terminal: in the language that the terminal is set to."""

import os

from tsunagu.foundation.text import Text


def in_console_language(text: Text) -> str:
    """Return the sentence in the language of the terminal: Japanese where it says so, else English."""
    language = os.environ.get("TSUNAGU_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return text.ja if language.startswith("ja") else text.en
