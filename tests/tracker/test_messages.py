"""Every code that is raised has words, with every value that they name; and no words are left over."""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from tracker import errors
from tracker.errors import Problem, Refused, StoreLocked
from tracker.messages import MESSAGES, field_words, sentence, words

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "tracker").rglob("*.py")) + sorted((ROOT / "ui").rglob("*.py"))
ERRORS = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.TrackerError)
} | {"ValueProblem"}


@dataclass(frozen=True)
class Site:
    """A place where a code is raised; `given` None where the values are handed on from somewhere else."""

    where: str
    code: str
    given: frozenset[str] | None


def constants(node: ast.expr | None) -> list[str]:
    """The strings that an expression can be."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=a, orelse=b):
            return constants(a) + constants(b)
    return []


def keys(node: ast.expr | None) -> frozenset[str] | None:
    match node:
        case None:
            return frozenset()
        case ast.Dict(keys=found) if all(isinstance(k, ast.Constant) for k in found):
            return frozenset(str(k.value) for k in found if isinstance(k, ast.Constant))
    return None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def named(call: ast.Call) -> frozenset[str] | None:
    if any(k.arg is None for k in call.keywords):
        return None
    return frozenset(k.arg for k in call.keywords if k.arg)


def of_call(call: ast.Call) -> tuple[list[str], frozenset[str] | None]:
    """The codes that a call raises, and the values that it gives; no codes for any other call."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    code = call.args[0] if call.args else keyword(call, "code")
    if name == "Problem":
        return constants(code), keys(call.args[3] if len(call.args) > 3 else keyword(call, "values"))
    if name == "Finding":
        return constants(code), keys(call.args[1] if len(call.args) > 1 else keyword(call, "values"))
    if name in ERRORS:
        return constants(code), named(call)
    if name == "refuse" and len(call.args) >= 2:  # Reader.refuse(code, field, **values)
        return constants(code), named(call)
    if name == "problem":  # cells.problem(code, cell, **values)
        given = named(call)
        return constants(code), None if given is None else given | {"value"}
    return [], None


@cache
def sites() -> list[Site]:
    found = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for where, codes, given in [*raised(tree), *listed(tree), *handed_on(tree), *kept(tree)]:
            place = f"{path.relative_to(ROOT)}:{where}"
            found += [Site(place, code, given) for code in codes]
    return found


def raised(tree: ast.AST) -> Iterator[tuple[int, list[str], frozenset[str] | None]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, *of_call(node)


def listed(tree: ast.AST) -> Iterator[tuple[int, list[str], frozenset[str] | None]]:
    """What SQLite says and the error that it is, as `store.py` lists them."""
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elts=[ast.Constant(), ast.Name(id=kind), ast.Constant(value=str(code))]) if (
                kind in ERRORS
            ):
                yield node.lineno, [code], frozenset({"path"})


def handed_on(tree: ast.AST) -> Iterator[tuple[int, list[str], frozenset[str] | None]]:
    """Codes that are given to a function which raises its parameter `code`."""
    takes: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name not in {"refuse", "problem", "__init__"}:
            names = [a.arg for a in node.args.args]
            if "code" in names and any(raises_its_code(inner) for inner in ast.walk(node)):
                takes[node.name] = names.index("code")
                at = names.index("code") - len(names)
                if -at <= len(node.args.defaults):
                    yield node.lineno, constants(node.args.defaults[at]), None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in takes:
            position = takes[node.func.id]
            given = node.args[position] if len(node.args) > position else keyword(node, "code")
            yield node.lineno, constants(given), None


def kept(tree: ast.AST) -> Iterator[tuple[int, list[str], frozenset[str] | None]]:
    """Codes that are put into a variable called code, and raised from there."""
    if any(raises_its_code(node) for node in ast.walk(tree)):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "code" for t in node.targets):
                yield node.lineno, constants(node.value), None


def raises_its_code(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id="code"), *_]):
            return name in ERRORS | {"Problem", "problem", "Finding"}
    return False


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_sites_are_found() -> None:
    codes = {site.code for site in sites()}
    assert {
        "required",
        "store_locked",
        "impossible_date",
        "revision_missing",
        "unknown_column",
        "disk_full",
    } <= codes
    assert len(sites()) > 150


def test_every_code_has_words() -> None:
    assert not [site for site in sites() if site.code not in MESSAGES]


def test_every_value_that_words_name_is_given() -> None:
    missing = {
        site.where: (site.code, lacking)
        for site in sites()
        if site.given is not None
        and site.code in MESSAGES
        and (lacking := placeholders(MESSAGES[site.code]) - site.given)
    }
    assert not missing


def test_no_words_are_left_over() -> None:
    """Of each code the text stands somewhere in the sources; some are handed through several hands."""
    said = {
        node.value
        for path in SOURCES
        if path.name != "messages.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not set(MESSAGES) - said


@pytest.mark.parametrize("template", MESSAGES.values(), ids=MESSAGES)
def test_words_are_sentences_for_people(template: str) -> None:
    assert template[0].isupper() or template[0] in "{“" or template.startswith("row")
    assert not re.search(r"\bmigrant|illegal|alien\b", template, re.IGNORECASE)
    assert "  " not in template and template == template.strip()
    assert not re.search(r"<\w+>", template)


def test_a_problem_says_row_field_and_what() -> None:
    problem = Problem("too_many", "groups[1].count", 3315, {"value": 12_000_000, "most": 10_000_000})
    assert words(problem) == (
        "Row 3315: groups 2, count: 12,000,000 is more than 10,000,000, the most that can be entered. "
        "Is a digit doubled?"
    )


def test_a_refusal_has_one_line_a_problem() -> None:
    said = words(Refused([Problem("required", "value"), Problem("no_persons", "persons")]))
    assert said.splitlines() == [
        "Value: This is needed.",
        "Persons: A number of persons is at least one. Leave it empty where it is not known.",
    ]


def test_values_are_written_for_people() -> None:
    early = Problem("ends_before_start", values={"first": date(2021, 7, 31)})
    assert words(early) == "The last day is before the first, 2021-07-31."
    at = datetime(2021, 8, 3, 2, 10, tzinfo=UTC)
    assert "2021-08-03 02:10" in sentence(Problem("in_the_future", values={"value": at}))
    assert words(StoreLocked("store_locked", path="/x/s.btrk")).startswith("/x/s.btrk is in use")


def test_a_value_that_nobody_gave_is_a_gap_and_no_traceback() -> None:
    assert words(Problem("too_many")) == "– is more than –, the most that can be entered. Is a digit doubled?"


def test_a_value_with_braces_stays_as_it_is() -> None:
    assert "{0}{x!r}" in words(Problem("not_a_number", values={"value": "{0}{x!r}"}))


def test_a_translation_comes_before_the_values() -> None:
    problem = Problem("not_in_list", values={"value": "x"})
    assert sentence(problem, translate=lambda _: "„{value}“ nėra sąraše.") == "„x“ nėra sąraše."


def test_fields_have_readable_names() -> None:
    assert field_words("happened_at") == "when it happened"
    assert field_words("out_of_use") == "out of use"
