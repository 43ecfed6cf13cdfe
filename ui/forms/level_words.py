"""A facility in words beside a field: how full it is, and how full it would be. Takes `FacilityReading`s."""

from PySide6.QtCore import QCoreApplication

from tracker.codes import Level
from tracker.readings import FacilityReading
from ui import look
from ui.incident_words import number

translate = QCoreApplication.translate
STAYS = "\u00a0"  # no line ends between a shape and its word

# The state of a field's words: status colours stand for status alone.
_STATES = {Level.OVER: "over", Level.FULL: "tight", Level.TIGHT: "tight", Level.WITHIN: "within"}


def people(count: int) -> str:
    """1 person, 23 people."""
    if count == 1:
        return translate("Level", "1 person")
    return translate("Level", "{n} people", None, count).format(n=number(count))


def places(count: int) -> str:
    """1 place, 160 places."""
    if count == 1:
        return translate("Level", "1 place")
    return translate("Level", "{n} places", None, count).format(n=number(count))


def room(present: int, capacity: int) -> str:
    """▲ over by 54, ◆ full, or 12 free."""
    if present > capacity:
        over = translate("Level", "over by {n}").format(n=number(present - capacity))
        return f"{look.level_shape(Level.OVER)}{STAYS}{over}"
    if present == capacity:
        return f"{look.level_shape(Level.FULL)}{STAYS}{look.level_word(Level.FULL)}"
    return translate("Level", "{n} free").format(n=number(capacity - present))


def stands(reading: FacilityReading) -> str:
    """▲ over by 186 · 686 people in 500 places; and who is on the road to it."""
    there, capacity = reading.occupancy, reading.capacity
    level = f"{look.level_shape(reading.level)}{STAYS}{look.level_word(reading.level)}"
    if reading.uncounted:
        needed = translate("Level", "count needed")
        left = translate("Level", "{n} more left than were counted in").format(n=number(reading.uncounted))
        said = [f"{look.level_shape(reading.level)}{STAYS}{needed}: {left}"]
        said.append(places(capacity) if capacity is not None else translate("Level", "capacity unknown"))
    elif there is None or capacity is None:
        said = [level]
        said.append(people(there) if there is not None else translate("Level", "nobody has counted there"))
        said.append(places(capacity) if capacity is not None else translate("Level", "capacity unknown"))
    else:
        said = [room(there, capacity)] if there >= capacity else [f"{level}, {room(there, capacity)}"]
        said.append(
            translate("Level", "{people} in {places}").format(people=people(there), places=places(capacity))
        )
    if reading.expected:
        said.append(translate("Level", "{n} more on the road to it").format(n=number(reading.expected)))
    return " · ".join(said)


def state(reading: FacilityReading, more: int = 0) -> str:
    """The colour of the words, with `more` people there; none where the level is not known."""
    if more and reading.occupancy is not None and reading.capacity is not None:
        present = reading.occupancy + reading.expected + more
        if present > reading.capacity:
            return "over"
        if present == reading.capacity:
            return "tight"
    return _STATES.get(reading.level, "")


def with_more(reading: FacilityReading, persons: int) -> str:
    """With these 23: ▲ over by 209. People on the road to it are counted in. Empty where nothing can be said."""
    if reading.occupancy is None or reading.capacity is None:
        return ""
    after = room(reading.occupancy + reading.expected + persons, reading.capacity)
    if reading.expected:
        return translate("Level", "With these {n} and those on the road: {room}").format(
            n=number(persons), room=after
        )
    return translate("Level", "With these {n}: {room}").format(n=number(persons), room=after)


def without(reading: FacilityReading, persons: int) -> str:
    """Without these 23: 415 people. More than are there is said as it is."""
    if reading.occupancy is None:
        return ""
    left = reading.occupancy - persons
    if left < 0:
        return translate("Level", "{n} more than are there by the last count").format(n=number(-left))
    return translate("Level", "Without these {n}: {people}").format(n=number(persons), people=people(left))
