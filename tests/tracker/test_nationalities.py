"""Nationalities against Babel, ISO's list, the real files, and any text at all."""

import csv
import importlib.util
import json
import subprocess
import sys
from importlib.resources import files
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import nationalities

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "nationalities"
OURS = {"XXX", "XXA", "XOT", "XCG"}


def _make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_nationalities", FOLDER / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_babel_gives() -> None:
    make = _make()
    codes, names = make.build()
    assert (FOLDER / "codes.json").read_text("utf-8") == make.as_json(codes)
    assert (FOLDER / "names.json").read_text("utf-8") == make.as_json(names)


def test_the_territories_are_those_of_iso_3166() -> None:
    # tz's own copy of the list is kept by other people from another source.
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8")
    iso = {line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#")}
    found = {found.alpha2 for found in nationalities.every()} - {None}
    assert len(iso) == 249
    assert found == iso | {"XK"}
    assert {found.code for found in nationalities.every() if found.alpha2 is None} == OURS


def test_aliases_point_to_codes_that_exist_and_shadow_none() -> None:
    by_hand = json.loads((FOLDER / "aliases.json").read_text("utf-8"))
    iso = {spelling for found in nationalities.every() for spelling in (found.code, found.alpha2)}
    assert not set(by_hand["codes"]) & iso
    assert not set(by_hand["unclear"]) & iso
    targets = [*by_hand["codes"].values(), *by_hand["names"], *chain(*by_hand["unclear"].values())]
    assert all(nationalities.known(code) for code in targets)
    for code, names in by_hand["names"].items():
        for name in names:
            assert nationalities.parse(name) == code, name


def test_every_name_shown_can_be_read_back() -> None:
    for found in nationalities.every():
        assert nationalities.parse(found.code) == found.code
        for name in (found.name, *found.own_names):
            assert nationalities.parse(name) == found.code, name
            assert found in nationalities.search(name, 20), name
        for language in _make().LANGUAGES:
            assert nationalities.parse(nationalities.name_of(found.code, language)) == found.code


def test_codes_of_the_frontex_file() -> None:
    with (ROOT / "tests/data/frontex-eastern-borders-monthly.csv").open(encoding="utf-8") as file:
        codes = {row["nationality"] for row in csv.DictReader(file)}
    read = {code: nationalities.parse(code) for code in codes}
    assert {code: to for code, to in read.items() if code != to} == {"OOO": "XXX", "STL": "XXA"}


def test_names_and_codes_of_the_italian_file_agree() -> None:
    with (ROOT / "tests/data/italy-landings-by-nationality.csv").open(encoding="utf-8") as file:
        rows = {(row["Nazione"], row["ISO_3166-1"]) for row in csv.DictReader(file)}
    for name, alpha2 in rows:
        assert nationalities.parse(name) == (nationalities.parse(alpha2) if alpha2 else "XOT"), name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IQ", "IRQ"), ("irq", "IRQ"), (" Iraq ", "IRQ"), ("Irak", "IRQ"), ("العراق", "IRQ"), ("Irakas", "IRQ"),
        ("Îraq", "IRQ"), ("عێراق", "IRQ"), ("ИРАК", "IRQ"), ("Congo", "XCG"), ("Kongo", "XCG"), ("Конго", "XCG"),
        ("الكونغو", "XCG"), ("DR Congo", "COD"), ("CD", "COD"), ("cod", "COD"), ("RD Congo", "COD"), ("D.R.C.", "COD"),
        ("Congo-Brazzaville", "COG"), ("CG", "COG"), ("COG", "COG"), ("Congo – Brazzaville", "COG"),
        ("Congo, the Democratic Republic of the", "COD"), ("République démocratique du Congo", "COD"),
        ("Cote d'Ivoire", "CIV"), ("CÔTE D’IVOIRE", "CIV"), ("Costa d'Avorio", "CIV"), ("altre", "XOT"),
        ("Türkiye", "TUR"), ("turkey", "TUR"), ("XK", "XKX"), ("RKS", "XKX"), ("UK", "GBR"), ("GBD", "GBR"),
        ("EL", "GRC"), ("D", "DEU"), ("ZAR", "COD"), ("XXB", "XXX"), ("unknown", "XXX"), ("apolidi", "XXA"),
        ("Lietuva", "LTU"), ("the Gambia", "GMB"), ("Saint Lucia", "LCA"), ("NA", "NAM"), ("Guinea", "GIN"),
        ("Trinidad and Tobago", "TTO"), ("سوریا", "SYR"), ("Congolese", "XCG"),
        ("", None), (" ", None), ("Korea", None), ("UNK", None), ("SUN", None), ("Irq q", None), ("Ira", None),
        ("12", None), ("Virgin Islands", None), ("<b>Iraq</b>", None), ("Iraq" * 10_000, None), ("\ud800", None),
    ],
)  # fmt: skip
def test_parse(text: str, code: str | None) -> None:
    assert nationalities.parse(text) == code


def test_candidates_say_what_an_unclear_text_may_mean() -> None:
    def codes(text: str) -> list[str]:
        return [found.code for found in nationalities.candidates(text)]

    assert codes("Korea") == ["KOR", "PRK"]
    assert codes("UNK") == ["XXX", "XKX"]
    assert codes("Congo") == ["XCG", "COD", "COG"]
    assert set(codes("virgin islands")) == {"VGB", "VIR"}
    assert codes("nowhere") == codes("") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ir", "IRN"), ("ira", "IRN"), ("irq", "IRQ"), ("congo", "XCG"), ("kon", "COG"), ("irak", "IRQ"),
        ("العر", "IRQ"), ("lietu", "LTU"), ("siria", "SYR"), ("dr c", "COD"), ("n korea", "PRK"), ("cam", "KHM"),
        ("stat", "XXA"), ("oth", "XOT"), ("укр", "UKR"), ("bgd", "BGD"), ("bissau", "GNB"),
    ],
)  # fmt: skip
def test_search_puts_first_what_is_meant(text: str, first: str) -> None:
    assert nationalities.search(text)[0].code == first


def test_search_keeps_to_its_limit() -> None:
    assert len(nationalities.search("a", 3)) == 3
    assert nationalities.search("a", 0) == nationalities.search("a", -1) == nationalities.search("") == []


def test_names_by_language() -> None:
    assert nationalities.name_of("IRQ") == "Iraq"
    assert nationalities.name_of("IRQ", "lt") == "Irakas"
    assert nationalities.name_of("COG", "pl") == "Congo - Brazzaville"  # Polish just says Kongo
    assert nationalities.name_of("XXA", "it") == "Apolide"
    assert nationalities.name_of("IRQ", "tlh") == "Iraq"
    assert nationalities.name_of("QQQ") == "QQQ"
    with pytest.raises(KeyError):
        nationalities.get("iq")


def test_own_names_put_the_main_language_first() -> None:
    assert nationalities.get("IRQ").own_names == ("العراق", "عێراق")
    assert nationalities.get("LTU").own_names == ("Lietuva",)
    assert nationalities.get("XXX").own_names == ()


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    code = nationalities.parse(text)
    assert code is None or nationalities.known(code)
    found = nationalities.candidates(text)
    assert code is None or found[0].code == code
    assert len(nationalities.search(text, 5)) <= 5
    assert nationalities.fold(nationalities.fold(text)) == nationalities.fold(text)


@given(st.sampled_from(nationalities.every()), st.integers(1, 40))
def test_typing_a_name_finds_it_all_along(found: nationalities.Nationality, length: int) -> None:
    assert found in nationalities.search(found.name[:length], 1000)


def test_nothing_is_read_before_the_first_look_up() -> None:
    script = (
        "import sys; from tracker import nationalities as n; assert not n._listed.cache_info().currsize;"
        "n.get('IRQ'); assert not n._names.cache_info().currsize; assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_folded_as_those_of_other_scripts(text: str) -> None:
    assert nationalities.fold(f"{text} Łódź") == f"{nationalities.fold(text)} lodz".strip()
