"""One target under atheris: `python -m tests.fuzz.run TARGET [libFuzzer's own options and folders]`."""

import sys

import atheris

with atheris.instrument_imports(include=["tracker"]):
    from tests.fuzz.targets import TARGETS
    from tracker.files import sheets as _sheets  # noqa: F401 — else imported by the first spreadsheet, and not watched


def main() -> None:
    """Run until the number of runs is reached, or an input goes wrong; then libFuzzer ends the process."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
