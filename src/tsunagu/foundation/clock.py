"""One clock for an installation: web, workers, record times and the demonstration all read it."""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings

from tsunagu.foundation.models import ClockSetting
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text

FASTEST = 86_400.0
STEP_BACK = timedelta(minutes=5)
"""How far the machine's clock may be set back before we stop writing times with it."""
_cached: tuple[float, ClockSetting | None] = (float("-inf"), None)
_latest = datetime(2000, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """Return the installation's time, aware and in UTC; the machine's own unless a rate is set.

    Raises
    ------
    Refused : the machine's clock was set back; records would get times before their causes.
    """
    return _shown(_setting(), _real())


def rate() -> float:
    """Return how many seconds pass on the clock in one real second."""
    setting = _setting()
    return 1.0 if setting is None else setting.rate


def set_clock(shown: datetime, speed: float) -> None:
    """From now on show ``shown`` and run at ``speed`` (above 0); used by the demonstration.

    Raises
    ------
    BadInput : no time zone, no speed, or a time before the one that the clock shows already.
    """
    if shown.tzinfo is None or not 0 < speed <= FASTEST:
        raise BadInput("clock_setting", _MEANINGLESS, field="rate")
    real, setting = _real(), ClockSetting.objects.filter(pk=1).first()
    if setting is not None and shown < _shown(setting, real) - timedelta(seconds=1):
        raise BadInput("clock_backwards", _BACKWARDS, field="shown")
    ClockSetting.objects.update_or_create(
        pk=1, defaults={"anchor_real": real, "anchor_shown": shown, "rate": speed}
    )
    forget()


def forget() -> None:
    """Read the setting again at the next question (another process or database may have set it)."""
    global _cached  # noqa: PLW0603 - one per process, remembered for a while
    _cached = (float("-inf"), None)


def _shown(setting: ClockSetting | None, real: datetime) -> datetime:
    if setting is None:
        return real
    return setting.anchor_shown + (real - setting.anchor_real) * setting.rate


def _real() -> datetime:
    global _latest  # noqa: PLW0603 - one per process
    real = datetime.now(UTC)
    if real < _latest - STEP_BACK:
        raise Refused("clock_backwards", _SET_BACK)
    _latest = max(_latest, real)
    return real


def _setting() -> ClockSetting | None:
    global _cached  # noqa: PLW0603 - one per process, remembered for a while
    read_at, setting = _cached
    if time.monotonic() - read_at > settings.CLOCK_REMEMBERED_SECONDS:
        setting = ClockSetting.objects.filter(pk=1).first()
        _cached = (time.monotonic(), setting)
    return setting


_MEANINGLESS = Text(
    f"時計には時間帯のある日時と、0より大きく{FASTEST:g}以下の速さを設定してください。",
    f"Set the clock to a time with a zone, and to a speed above 0 and up to {FASTEST:g}.",
)
_BACKWARDS = Text(
    "時計は戻せません。いま表示している日時より後にしてください。",
    "The clock can't be set back. Choose a time after the one that it shows.",
)
_SET_BACK = Text(
    "サーバーの時計が5分以上戻されたため、記録を止めました。時刻を合わせてから再起動してください。",
    "The server's clock was set back by more than five minutes, so nothing is recorded. Correct it and restart.",
)
