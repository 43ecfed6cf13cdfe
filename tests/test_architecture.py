"""The rules of the layout (README, "How data travels"), read off the source tree.

Naive times, prints and unsafe calls are ruff's business (`make check`).
"""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TRACKER = sorted((ROOT / "tracker").rglob("*.py"))
UI = sorted((ROOT / "ui").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# Opening a connection to anywhere; Qt's and Python's ways.
NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "webbrowser", "websockets", "xmlrpc",
    "PySide6.QtNetwork", "PySide6.QtWebSockets", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets",
    "PySide6.QtHttpServer",
}  # fmt: skip
# One program talking to its own second start, on the same machine.
LOCAL = {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket"}


def module_name(path: Path) -> str:
    """`ui/pages/board.py` is ui.pages.board."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> frozenset[str]:
    """Every name that a file imports, wherever it stands in it: `from a import b` gives a and a.b."""
    found: set[str] = set()
    package = module_name(path).split(".")[: None if path.name == "__init__.py" else -1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {name.name for name in names}
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                source = ".".join([*above, *([module] if module else [])])
                found |= {source} | {f"{source}.{name.name}" for name in names}
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module"), args=[ast.Constant(value=str(name)), *_]
            ):
                found.add(name)
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
                found.add(name)
    return frozenset(found)


def imported(path: Path, *modules: str) -> list[str]:
    """Which of the modules, or what is in them, the file imports."""
    return sorted(
        name for name in imports(path) if any(name == m or name.startswith(m + ".") for m in modules)
    )


def offences(paths: list[Path], *modules: str) -> dict[str, list[str]]:
    """The files that import one of the modules, with what they import; empty when all is well."""
    return {path.relative_to(ROOT).as_posix(): found for path in paths if (found := imported(path, *modules))}


def test_the_tree_is_there() -> None:
    assert TRACKER
    assert UI


def test_tracker_knows_of_no_windows() -> None:
    assert not offences(TRACKER, "PySide6", "shiboken6", "pyqtgraph", "ui")


def test_ui_knows_of_no_sql() -> None:
    assert not offences(UI, "sqlalchemy", "sqlmodel", "alembic", "sqlcipher3", "sqlite3")


def test_only_the_bridge_and_the_app_know_the_store() -> None:
    doors = {ROOT / "ui/bridge.py", ROOT / "ui/app.py"}
    assert not offences([path for path in UI if path not in doors], "tracker.store")


@pytest.mark.parametrize("kind", ["plots", "models", "forms"])
def test_plots_models_and_forms_keep_to_themselves(kind: str) -> None:
    """They take rows or numbers; within their own folder they may share."""
    others = {"ui.plots", "ui.models", "ui.forms"} - {f"ui.{kind}"}
    paths = sorted((ROOT / "ui" / kind).rglob("*.py"))
    assert paths
    assert not offences(paths, *others, "ui.pages", "ui.main_window", "ui.app")


def test_pages_do_not_know_the_main_window() -> None:
    assert not offences(sorted((ROOT / "ui/pages").rglob("*.py")), "ui.main_window", "ui.app")


def test_nothing_can_reach_a_network() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in TRACKER + UI
        if (names := set(imported(path, *NETWORK)) - LOCAL - {"PySide6.QtNetwork"})
    }
    assert not found
    # `import PySide6.QtNetwork` as a whole would hide what is used of it.
    whole = [path for path in UI if "PySide6.QtNetwork" in imports(path) and not imports(path) & LOCAL]
    assert not whole


RUNS_SQL = {"exec_driver_sql", "execute", "executemany", "executescript", "text"}
COMMITS_IN_SQL = re.compile(r"(^|;)\s*(COMMIT|END)\b", re.IGNORECASE)


def sends_commit(call: ast.Call) -> bool:
    """Whether COMMIT, or END, which is the same to SQLite, is sent as SQL."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [
        part.value
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return name in RUNS_SQL and any(COMMITS_IN_SQL.search(text) for text in texts)


def commits(source: str) -> set[str]:
    """The functions that call `something.commit(…)`, end a `something.begin()` by it, or send COMMIT as SQL.

    "" is the file itself.
    """
    found: set[str] = set()

    def visit(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if called in ("commit", "begin") or sends_commit(node):
                found.add(function)
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(ast.parse(source), "")
    return found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("session.commit()", True),
        ("with engine.begin() as connection: ...", True),
        ('connection.exec_driver_sql("COMMIT")', True),
        ('connection.execute(text(" commit transaction"))', True),
        ('driver.execute(f"END {kind}")', True),
        ('driver.executescript("INSERT INTO t VALUES (1); COMMIT;")', True),
        ('connection.execute("BEGIN")', False),
        ('connection.execute("SELECT ended, committed FROM t")', False),
        ('say("Commit it")', False),
    ],
)
def test_a_commit_is_seen_however_it_is_written(line: str, found: bool) -> None:
    assert commits(f"def ours():\n    {line}") == ({"ours"} if found else set())


def test_only_the_store_commits() -> None:
    """Commands and queries take a session. Two do not write to a store in use, and are named here.

    A bulk write prepares its rows in a staging file beside the store; a migration goes before the store is opened.
    """
    paths = [path for path in TRACKER if path.name != "store.py" and "migrations" not in path.parts]
    found = {
        module_name(path): functions for path in paths if (functions := commits(path.read_text("utf-8")))
    }
    assert found == {"tracker.staging": {"staging_file"}, "tracker.schema": {"migrate"}}


def test_files_are_named_after_what_is_in_them() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "base", "core", "services", "common", "misc"}
    assert not [path for path in TRACKER + UI + TESTS if vague & {path.stem, *path.relative_to(ROOT).parts}]


@pytest.mark.parametrize(
    "path", [path for path in TRACKER + UI + TESTS if "migrations" not in path.parts], ids=module_name
)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 500, f"{lines} lines: two subjects in one file?"


@pytest.mark.parametrize("module", ["ui.app", "ui.look", "ui.main_window", "ui.forms.incident"])
def test_the_first_paint_waits_for_nothing_heavy(module: str) -> None:
    """Each of these costs the first window a tenth of a second or more; they are imported after it."""
    heavy = {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "pyqtgraph", "numpy", "typer"}
    code = f"import json, sys; import {module}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert not heavy & set(json.loads(run.stdout.splitlines()[-1]))


def test_the_command_line_imports_no_qt() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import sys, tracker.cli; print('PySide6' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "False"
