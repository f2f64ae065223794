"""When Halden works: Monday to Friday 7 to 18 and Saturday 9 to 13, Gothenburg time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

GOTHENBURG = ZoneInfo("Europe/Stockholm")


def _window(day: datetime) -> tuple[datetime, datetime] | None:
    if day.weekday() == 6:
        return None
    opens, closes = (time(9), time(13)) if day.weekday() == 5 else (time(7), time(18))
    date = day.date()
    return datetime.combine(date, opens, GOTHENBURG), datetime.combine(date, closes, GOTHENBURG)


def next_open(moment: datetime) -> datetime:
    """Return the moment itself while the desk is open, else the next opening with some minutes on top.

    The minutes come from the moment's own, so that nobody seems to answer on the stroke of seven.
    """
    local = moment.astimezone(GOTHENBURG)
    for day in range(8):
        window = _window(local + timedelta(days=day))
        if window is None or local >= window[1]:
            continue
        if local >= window[0]:
            return moment
        return (window[0] + timedelta(minutes=3 + moment.minute * 1.3, seconds=moment.second)).astimezone(moment.tzinfo)
    raise AssertionError("A week has working days.")
