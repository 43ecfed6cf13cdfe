"""What the README says is tried: its commands, its targets, its tree of files and its table of libraries."""

import os
import re
import shlex
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = [text.splitlines() for language, text in BLOCKS if language == "sh"]

PROGRAM = "border-tracker"
# What the installed script does, without an installation.
ENTRY = [
    sys.executable,
    "-c",
    "import sys; from ui.app import main; sys.argv[0] = 'border-tracker'; sys.exit(main())",
]


def arguments(line: str) -> list[str]:
    """The words after `border-tracker` in a line of the README."""
    words = shlex.split(line, comments=True)
    return words[words.index(PROGRAM) + 1 :]


def opens_a_window(words: list[str]) -> bool:
    return all(word.startswith("-") for word in words) and "--help" not in words


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def lines_with_the_program() -> list[list[list[str]]]:
    """The program's command lines, block by block: later lines of a block may need the earlier ones."""
    blocks = [
        [arguments(line) for line in lines if PROGRAM in shlex.split(line, comments=True)] for lines in SHELL
    ]
    return [lines for lines in blocks if lines]


def test_the_readme_shows_commands() -> None:
    assert len(lines_with_the_program()) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("lines", lines_with_the_program(), ids=lambda lines: " ".join(lines[0]) or PROGRAM)
def test_commands_do_what_they_did_when_written_down(lines: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    for words in lines:
        if opens_a_window(words):
            window_stays_open(words, tmp_path)
            continue
        run = subprocess.run(
            [*ENTRY, *words],
            cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert run.returncode == 0, f"{shlex.join(words)}\n{run.stdout}{run.stderr}"


def window_stays_open(words: list[str], folder: Path) -> None:
    """Starts the program as a person would and sees that it neither ends nor complains."""
    with subprocess.Popen(
        [*ENTRY, *words],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as window:
        end = time.monotonic() + 5
        while time.monotonic() < end and window.poll() is None:
            time.sleep(0.1)
        ended = window.poll()
        window.kill()
        said, _ = window.communicate(timeout=10)
    assert ended is None, said
    # The offscreen platform says of itself what it cannot do; a real one can.
    assert [line for line in said.splitlines() if not line.startswith("This plugin does not support")] == []


SPANS = sorted({match[1] for match in re.finditer(rf"`{PROGRAM} (\w+)[^`]*`", README)})


@pytest.mark.parametrize("command", SPANS)
def test_commands_named_in_the_text_exist(command: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [*ENTRY, command, "--help"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = [line for lines in SHELL for line in lines if line.startswith("make ")]
    spans = re.findall(r"`(make [^`]*)`", README)
    named = {line.split()[1] for line in commands + spans}
    assert {"run", "test"} <= named
    assert named <= targets


def tree_of_the_readme() -> list[str]:
    """The paths of the README's tree; folders end in a slash."""
    (text,) = [text for language, text in BLOCKS if not language and text.startswith("tracker/")]
    paths: list[str] = []
    folders: list[str] = []  # those that the line stands in; two spaces a level
    for line in text.splitlines():
        level = (len(line) - len(line.lstrip())) // 2
        del folders[level:]
        paths.append("".join(folders) + line.split()[0])
        folders.append(line.split()[0])
    return paths


def test_the_tree_names_what_is_there() -> None:
    missing = [path for path in tree_of_the_readme() if not (ROOT / path).exists()]
    assert not missing


@pytest.mark.parametrize("folder", ["tracker", "ui"])
def test_what_is_there_is_in_the_tree(folder: str) -> None:
    there = {
        f"{folder}/{path.name}{'/' if path.is_dir() else ''}"
        for path in (ROOT / folder).iterdir()
        if not path.name.startswith(("_", ".")) and (path.suffix == ".py" or path.is_dir())
    }
    assert not there - set(tree_of_the_readme())


def table_of_libraries() -> set[str]:
    table = README.partition("| library |")[2].partition("\n\n")[0]
    return {row.split("|")[1].strip().lower() for row in table.splitlines()[2:]}


def test_each_library_is_in_the_table_and_each_in_the_table_is_used() -> None:
    groups = PROJECT["dependency-groups"]
    wanted = [*PROJECT["project"]["dependencies"], *groups["dev"], *groups["build"]]
    names = {re.match(r"[\w.-]+", entry)[0].lower() for entry in wanted if isinstance(entry, str)}
    assert table_of_libraries() == names


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "tests/fuzz/requirements.txt"])
def test_lock_files_pin_by_hash_and_hold_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^[^\s#].*", text, re.MULTILINE)
    assert pins
    assert all(re.match(r"[\w.-]+==\S+.*\\$", pin) for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_lock_files_know_every_dependency() -> None:
    groups = PROJECT["dependency-groups"]
    for name, entries in {
        "requirements.txt": [*PROJECT["project"]["dependencies"], *groups["build"]],
        "requirements-dev.txt": [*PROJECT["project"]["dependencies"], *groups["dev"]],
    }.items():
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        wanted = {re.match(r"[\w.-]+", entry)[0].lower() for entry in entries if isinstance(entry, str)}
        assert wanted <= locked, name


def test_the_script_is_the_entry_point() -> None:
    assert PROJECT["project"]["scripts"] == {PROGRAM: "ui.app:main"}
