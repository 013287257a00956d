#!/usr/bin/env python3
"""Compare the calendar, day by day, with the independent package chinesecalendar.

    independent_calendar.py [CSV]                     reads a file, or standard input
    independent_calendar.py --run COMMAND [ARG...]    runs a command and reads what it prints

The CSV has the header date,working,kind and a line for every day of 2004 to 2026. Each day's
`working` must agree with the package's tables, each `kind` with the weekday, and no day may be
missing, doubled or added. Every difference is named; one that the State Council's own notice
settles against the package (ERRATA) is named too, but does not count. Ends with 0 if there is none, with 1 if there
is one, and with 2 if nothing could be compared.
"""

import csv
import datetime
import io
import subprocess
import sys

FIRST_YEAR, LAST_YEAR = 2004, 2026
# Days on which the package is known to be wrong: whether they were worked, and by which notice.
ERRATA = {
    datetime.date(2005, 12, 31): (True, "国办发明电〔2005〕35号：12月31日(星期六)上班"),
}
KINDS = {"workday": (True, False), "weekend": (False, True), "makeup": (True, True)}


def stop(sentence):
    print(f"independent_calendar: {sentence}", file=sys.stderr)
    sys.exit(2)


def text_to_compare(arguments):
    if arguments[:1] == ["--run"]:
        if len(arguments) < 2:
            stop("--run needs a command")
        run = subprocess.run(arguments[1:], capture_output=True, encoding="utf-8")
        if run.returncode != 0:
            stop(f"{arguments[1]} ended with {run.returncode}: {run.stderr.strip()}")
        return run.stdout
    if arguments[:1] in ([], ["-"]):
        return sys.stdin.read()
    with open(arguments[0], encoding="utf-8") as file:
        return file.read()


def days_of(text):
    """The CSV as {date: (working, kind)}, with the complaints about its form."""
    rows = csv.reader(io.StringIO(text))
    if next(rows, None) != ["date", "working", "kind"]:
        stop("the first line should be date,working,kind")
    days, complaints = {}, []
    for number, row in enumerate(rows, start=2):
        try:
            date, working, kind = row
            date, working = datetime.date.fromisoformat(date), {"0": False, "1": True}[working]
        except (ValueError, KeyError):
            complaints.append(f"line {number}: {','.join(row)!r} is not a day")
            continue
        if date in days:
            complaints.append(f"{date}: listed twice")
        days[date] = (working, kind)
    return days, complaints


def kind_complaint(date, working, kind):
    weekend = date.weekday() >= 5
    if kind == "holiday":
        return f"{date}: a holiday that is worked" if working else None
    if KINDS.get(kind) != (working, weekend):
        return f"{date} ({date:%a}): working={int(working)} does not go with kind {kind!r}"
    return None


def main():
    try:
        import chinese_calendar
    except ImportError:
        stop("install chinesecalendar first")
    if max(chinese_calendar.constants.holidays).year < LAST_YEAR:
        stop(f"this chinesecalendar ends before {LAST_YEAR}; install a newer one")

    days, differences = days_of(text_to_compare(sys.argv[1:]))
    compared, settled = 0, []
    date = datetime.date(FIRST_YEAR, 1, 1)
    while date.year <= LAST_YEAR:
        if date not in days:
            differences.append(f"{date}: missing")
        else:
            working, kind = days.pop(date)
            theirs = chinese_calendar.is_workday(date)
            compared += 1
            truth, notice = ERRATA.get(date, (theirs, None))
            words = {True: "worked", False: "off"}
            if working != truth:
                differences.append(f"{date}: {words[working]} here, {words[truth]} there")
            elif working != theirs:
                settled.append(f"{date}: {words[working]} here, {words[theirs]} there; {notice}")
            complaint = kind_complaint(date, working, kind)
            if complaint:
                differences.append(complaint)
        date += datetime.timedelta(days=1)
    differences += [f"{date}: outside {FIRST_YEAR} to {LAST_YEAR}" for date in sorted(days)]

    for line in settled + differences:
        print(line)
    print(
        f"{compared} days compared, {len(differences)} differences, "
        f"{len(settled)} settled by the notice"
    )
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
