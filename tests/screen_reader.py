"""What a screen reader is told about a window, as JSON. Run by the system's Python, which has the D-Bus library.

For each line on standard input it answers with one line: a list of everything that is showing in the windows of the
program whose process id the line holds. `tests/real_window.py` starts it.

It asks for all children of a thing at once. Asked one by one, a scroll area that has just lost a scroll bar lets Qt
6.11 read behind the end of its list of children, and crash.
"""

import json
import sys

from gi.repository import Gio, GLib

SHOWING = 25  # these and the following are numbers of the AT-SPI protocol
STATES = {"active": 1, "checked": 4, "enabled": 8, "focused": 12, "selected": 23}
LABELLED_BY = 2
TYPED = ("text", "entry", "password text")
LABELLED = (*TYPED, "combo box", "spin button")
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
ACCESSIBLE = "org.a11y.atspi.Accessible"
WAIT = 10_000  # ms


class Reader:
    """A connection to the bus that screen readers use. Many questions are asked at once: each takes its time."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        where = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None)
        (address,) = session.call_sync(*where, Gio.DBusCallFlags.NONE, WAIT, None).unpack()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def read(self, pid):
        """All that is showing in the windows of a process."""
        (programs,) = self._ask([(REGISTRY, ACCESSIBLE, "GetChildren")])
        whose = [
            (BUS, "org.freedesktop.DBus", "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))
            for name, _ in programs
        ]
        own = [at for at, its in zip(programs, self._ask(whose), strict=True) if its == pid]
        windows = [at for children in self._children(own) for at in children]
        found = []
        for one in self._read_level(windows):
            flatten(one, found)
        return found

    def _read_level(self, level):
        """The things at these addresses that are showing, with all that is in them."""
        states = self._ask([(at, ACCESSIBLE, "GetState") for at in level])
        level = [(at, low) for at, (low, _) in zip(level, states, strict=True) if low & 1 << SHOWING]
        places = [at for at, _ in level]
        roles = self._ask([(at, ACCESSIBLE, "GetRoleName") for at in places])
        names = self._properties(places, "Name")
        descriptions = self._properties(places, "Description")
        children = self._children(places)
        below = iter(self._read_level([at for some in children for at in some]) if any(children) else [])
        waiting = {one["at"]: one for one in below}
        things = []
        for (at, low), role, name, description, some in zip(
            level, roles, names, descriptions, children, strict=True
        ):
            held = [bit for bit, number in STATES.items() if low & 1 << number]
            thing = {"role": role, "name": name, "description": description, "label": "", "text": ""}
            thing |= {
                "states": held,
                "at": at,
                "in it": [waiting[child] for child in some if child in waiting],
            }
            things.append(thing)
        self._add_labels([thing for thing in things if thing["role"] in LABELLED])
        self._add_texts([thing for thing in things if thing["role"] in TYPED])
        return things

    def _add_labels(self, things):
        """The words of the label that belongs to each: the name of a box of choices is what is chosen."""
        relations = self._ask([(thing["at"], ACCESSIBLE, "GetRelationSet") for thing in things])
        targets = [[t for kind, ts in some if kind == LABELLED_BY for t in ts][:1] for some in relations]
        names = iter(self._properties([at for some in targets for at in some], "Name"))
        for thing, some in zip(things, targets, strict=True):
            thing["label"] = next(names) if some else ""

    def _add_texts(self, things):
        all_of_it = GLib.Variant("(ii)", (0, -1))
        texts = self._ask([(thing["at"], "org.a11y.atspi.Text", "GetText", all_of_it) for thing in things])
        for thing, text in zip(things, texts, strict=True):
            thing["text"] = text

    def _children(self, places):
        return self._ask([(at, ACCESSIBLE, "GetChildren") for at in places])

    def _properties(self, places, name):
        arguments = GLib.Variant("(ss)", (ACCESSIBLE, name))
        return self._ask([(at, "org.freedesktop.DBus.Properties", "Get", arguments) for at in places])

    def _ask(self, questions):
        """The answers to (address, interface, method, arguments)."""
        answers = [None] * len(questions)
        waiting = set(range(len(questions)))
        errors = []

        def take(bus, result, n):
            waiting.discard(n)
            try:
                (answers[n],) = bus.call_finish(result).unpack()
            except GLib.Error as error:
                errors.append(error)

        for n, ((name, path), interface, method, *arguments) in enumerate(questions):
            given = arguments[0] if arguments else None
            self._bus.call(
                name, path, interface, method, given, None, Gio.DBusCallFlags.NONE, WAIT, None, take, n
            )
        while waiting:
            GLib.MainContext.default().iteration(True)
        if errors:
            raise errors[0]
        return answers


def flatten(thing, found):
    """A thing and all that is in it, in the order in which it is read out."""
    found.append({name: value for name, value in thing.items() if name not in ("at", "in it")})
    for one in thing["in it"]:
        flatten(one, found)


def main():
    reader = Reader()
    for line in sys.stdin:
        # What is going away while it is asked about is no longer there; whoever waits for something asks again.
        try:
            found = reader.read(int(line))
        except GLib.Error:
            found = []
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
