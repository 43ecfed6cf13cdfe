"""A module that is spared costs nothing until somebody looks into it, and then is what it always was."""

import subprocess
import sys


def said_by(code: str) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_it_is_not_loaded_by_an_import() -> None:
    code = "import sys; from tracker.spared import spare; spare('wave'); import wave; print('_struct' in dir(wave))"
    assert said_by(code) == ["False"]


def test_it_is_loaded_by_a_look() -> None:
    code = (
        "from tracker.spared import spare; spare('wave'); import wave; "
        "print(wave.open.__name__); from wave import Wave_read; print(Wave_read is wave.Wave_read)"
    )
    assert said_by(code) == ["open", "True"]


def test_a_part_of_a_package_can_be_imported() -> None:
    code = (
        "from tracker.spared import spare; spare('xml'); import xml; "
        "from xml.dom import minidom; print(minidom.__name__)"
    )
    assert said_by(code) == ["xml.dom.minidom"]


def test_a_function_of_it_loads_it_when_called() -> None:
    code = (
        "import sys; from tracker.spared import spare; spare('colorsys', 'rgb_to_hsv'); import colorsys; "
        "turn = colorsys.rgb_to_hsv; before = sys.modules['colorsys']; "
        "print(turn(1, 1, 1)[2], sys.modules['colorsys'] is before)"
    )
    assert said_by(code) == ["1", "False"]


def test_one_that_is_loaded_stays() -> None:
    code = (
        "import wave; before = wave; from tracker.spared import spare; spare('wave'); "
        "import wave; print(wave is before)"
    )
    assert said_by(code) == ["True"]


def test_one_that_is_alone_is_loaded_by_no_import_of_a_function() -> None:
    code = (
        "import sys; from tracker.spared import spare; spare('importlib.metadata', 'version', alone=True); "
        "from importlib.metadata import version; print('email' in sys.modules, version('pydantic') > '2')"
    )
    assert said_by(code) == ["False", "True"]


def test_the_domain_does_without_asyncio_and_mail() -> None:
    code = (
        "import sys; from tracker.spared import spare_unused; spare_unused(); "
        "import tracker.store, tracker.figures; print('asyncio.events' in sys.modules, 'email' in sys.modules)"
    )
    assert said_by(code) == ["False", "False"]
