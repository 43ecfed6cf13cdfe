"""Five figures as text to be read over telephone or radio: short sentences, and each number said twice, as a number and
digit by digit, so that it survives a bad line.
"""

from tracker.codes import Level
from tracker.report.content import Content
from tracker.report.numbers import clock, day, place_of

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def digits(value: int) -> str:
    """155 as one five five."""
    said = " ".join(DIGITS[int(digit)] for digit in str(abs(value)))
    return f"minus {said}" if value < 0 else said


def spelled(value: int) -> str:
    """155, I spell: one five five."""
    return f"{value}, I spell: {digits(value)}"


def spoken(content: Content) -> list[str]:
    """The lines, in the order in which they are read: what it is, five figures, the end."""
    headlines = {h.name: h.now.persons for h in content.board.headlines}
    gauge = content.board.gauge
    over = sum(1 for f in content.board.facilities if f.level is Level.OVER)
    known = content.board.facilities and (gauge.places or gauge.people)
    time = clock(content.until)
    hour, minute = int(time[:2]), int(time[3:])
    if not content.partial and (hour, minute) == (0, 0):
        until = "midnight"
    else:
        spelled_time = " ".join(DIGITS[int(digit)] for digit in f"{hour:02}{minute:02}")
        until = f"{time}, I spell: {spelled_time}"
    if content.until.date() != content.day and until != "midnight":
        until += f", {day(content.until.date(), year=False)}"
    lines = [
        f"Situation report. {content.situation.name}.",
        f"Day: {day(content.day, weekday=True)}. I spell the day: {digits(content.day.day)}. "
        f"Month: {digits(content.day.month)}.",
        f"As of {until}, local time of {place_of(content.situation.time_zone)}.",
        f"One. Arrivals of the day: {spelled(headlines['day'])}.",
        f"Two. Arrivals of seven days: {spelled(headlines['week'])}.",
        f"Three. Arrivals of the month: {spelled(headlines['month'])}.",
    ]
    if known:
        lines += [
            f"Four. People in facilities of known capacity: {spelled(gauge.people)}. Places: {spelled(gauge.places)}.",
            f"Five. Facilities over capacity: {spelled(over)}. People over capacity: {spelled(gauge.over)}.",
        ]
    else:
        lines += ["Four. People in facilities: not known.", "Five. Facilities over capacity: not known."]
    unknown = content.board.headlines[0].now.unknown_size
    if unknown:
        lines.append(f"Not in these figures: incidents of unknown size today: {spelled(unknown)}.")
    if content.illustrative:
        lines.append("Exercise, exercise, exercise. These figures are illustrative, not real.")
    return [*lines, f"Log position: {spelled(content.head.position)}.", "End of report."]
