"""Structured logs, one JSON object a line, that never carry personal data."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_WORDS = """
    name family_name given_name name_ja name_en kana name_kana full_name patient patient_name patient_number
    birth_date birthday date_of_birth sex address phone telephone email mail username insurance_number
    medical_record_number mrn identity
    password passwd token secret secret_key key cookie cookies authorization csrfmiddlewaretoken sessionid session
    ciphertext body form post data headers request params sql
    """
FORBIDDEN = frozenset(_WORDS.split())  # keys, whatever their case
REMOVED = "[removed]"
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def without_personal_data(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace the values of forbidden keys at any depth, and mail addresses in any text."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: Any) -> Any:
    if key.lower() in FORBIDDEN:
        return REMOVED
    if isinstance(value, dict):
        return {inner: _clean(str(inner), content) for inner, content in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", content) for content in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return _EMAIL.sub(REMOVED, str(value))


def _extra(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take what a standard logger was given in ``extra``, which the cleaning step then sees."""
    record = event.get("_record")
    if record is not None:
        event.update({key: value for key, value in vars(record).items() if key not in _KNOWN})
    return event


def _where_it_broke(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write an exception as its class and places: its text and local values could quote a person."""
    information = event.pop("exc_info", None)
    if not information:
        return event
    error = information[1] if isinstance(information, tuple) else information
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        places, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/tsunagu/')[2]}:{trace.tb_lineno}:{code.co_name}")
            trace = trace.tb_next
        event["at"] = places[-12:]
    return event


def processors() -> list[Any]:
    """Return the steps from a log call to a line; the cleaning step is the last before writing."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _extra,
        _where_it_broke,
    ]


def logging_configuration(level: str = "INFO") -> dict[str, Any]:
    """Return the configuration of the standard library's logging, and set structlog up to go through it."""
    structlog.configure(
        processors=[*processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": processors(),
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
        },
    }
