"""Logs are JSON and carry no personal data, however it is handed to them."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tsunagu.foundation.logs import FORBIDDEN, REMOVED, logging_configuration

NAME = "山田花子"


@pytest.fixture
def lines() -> Iterator[Any]:
    output = io.StringIO()
    configuration = logging_configuration()
    formatter_settings = configuration["formatters"]["json"]
    formatter = formatter_settings["()"](
        foreign_pre_chain=formatter_settings["foreign_pre_chain"], processors=formatter_settings["processors"]
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(formatter)
    logger = logging.getLogger("tsunagu.test_logs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    logger.removeHandler(handler)


@pytest.mark.parametrize("key", sorted(FORBIDDEN))
def test_forbidden_keys_lose_their_values_at_any_depth(lines: Any, key: str) -> None:
    log = structlog.stdlib.get_logger("tsunagu.test_logs")
    log.info(
        "act",
        **({key: NAME} if key not in ("name", "event") else {}),
        inner={key.upper(): NAME, "deep": [{key: NAME}]},
    )
    (line,) = lines()
    assert NAME not in json.dumps(line, ensure_ascii=False)
    assert line["inner"]["deep"][0][key] == REMOVED


def test_what_may_be_said_is_said(lines: Any) -> None:
    structlog.stdlib.get_logger("tsunagu.test_logs").info(
        "step_completed", chain="0198", step="culture", seconds=0.02
    )
    (line,) = lines()
    assert line["event"] == "step_completed"
    assert (line["chain"], line["step"], line["seconds"]) == ("0198", "culture", 0.02)
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


def test_the_standard_librarys_extra_is_cleaned_too(lines: Any) -> None:
    logging.getLogger("tsunagu.test_logs").warning(
        "told %s", "hanako@hospital.example", extra={"patient": NAME, "step": 3}
    )
    (line,) = lines()
    assert line["event"] == f"told {REMOVED}"
    assert line["patient"] == REMOVED
    assert line["step"] == 3


def test_an_error_is_its_class_and_place_without_its_words(lines: Any) -> None:
    try:
        raise ValueError(f"no such patient: {NAME}")
    except ValueError:
        logging.getLogger("tsunagu.test_logs").exception("failed")
    (line,) = lines()
    assert NAME not in json.dumps(line, ensure_ascii=False)
    assert line["error"] == "ValueError"
    assert "test_an_error_is_its_class_and_place" in line["at"][-1]
