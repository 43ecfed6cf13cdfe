"""Cuts Babel's CLDR data to the two JSON files beside this script: `python resources/nationalities/make.py`.

Babel is needed here and in the test that keeps the files equal to it, never when the program runs.

`codes.json`  code -> [alpha-2, English name, names in the official languages of the territory];
              small, read at the first look-up
`names.json`  code -> {language: name}; read when a name in another language is asked for

The territories are those to which ISO 3166-1 gives an alpha-3 code, and Kosovo. `aliases.json` is kept by
hand and is not touched: see `tracker/nationalities.py` for what stands in it.
"""

import json
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError, get_global

# Those of the stations and their neighbours, and of most people who come.
LANGUAGES = ["en", "lt", "pl", "lv", "et", "ru", "uk", "be", "fr", "de", "it", "es"]
LANGUAGES += ["ar", "ku", "ckb", "tr", "fa", "ps"]

# CLDR maps these alpha-3 codes to a territory too; none is assigned in ISO 3166-1 today.
_WITHDRAWN = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"}  # ISO 3166-3
_RESERVED = {"ASC", "CPT", "DGA", "TAA"}  # exceptionally reserved at the request of others
_CLDR_OWN = {"QUU", "XAA", "XBB", "XKK", "ZZZ"}

# A regional language is taken where at least this share of the territory speaks it, in percent.
_REGIONAL_SHARE = 8.0


def alpha3_by_alpha2() -> dict[str, str]:
    """Alpha-2 -> alpha-3 for every territory of ISO 3166-1, and Kosovo under the codes in common use."""
    english = Locale.parse("en").territories
    codes = {"XK": "XKX"}
    for alias, territories in get_global("territory_aliases").items():
        is_alpha3 = len(alias) == 3 and alias.isalpha() and alias not in _WITHDRAWN | _RESERVED | _CLDR_OWN
        if is_alpha3 and len(territories) == 1 and territories[0] in english:
            codes[territories[0]] = alias
    return codes


def own_names(alpha2: str) -> list[str]:
    """What the territory is called in its official languages, the most spoken first, without repeats."""
    languages: dict[str, Any] = get_global("territory_languages").get(alpha2, {})
    names: list[str] = []
    shares = {language: facts["population_percent"] for language, facts in languages.items()}
    for language in sorted(languages, key=lambda language: (-shares[language], language)):
        status = languages[language]["official_status"]
        if not status or (status == "official_regional" and shares[language] < _REGIONAL_SHARE):
            continue
        name = _locale_names(language, alpha2).get(alpha2)
        if name and name not in names:
            names.append(name)
    return names


def _locale_names(language: str, alpha2: str) -> dict[str, str]:
    for identifier in (f"{language}_{alpha2}", language):  # Dari is fa_AF, traditional Chinese zh_TW
        try:
            return dict(Locale.parse(identifier).territories)
        except (UnknownLocaleError, ValueError):
            continue
    return {}


def bare_congo(names: dict[str, str]) -> str:
    """The word of a language for Congo that does not say which of the two."""
    return names["CG"].replace("-", " ").split()[0]


def build() -> tuple[dict[str, Any], dict[str, Any]]:
    """The contents of `codes.json` and `names.json`."""
    by_language = {language: dict(Locale.parse(language).territories) for language in LANGUAGES}
    english = by_language.pop("en")
    codes: dict[str, Any] = {}
    names: dict[str, Any] = {}
    for alpha2, code in sorted(alpha3_by_alpha2().items(), key=lambda item: item[1]):
        name = english[alpha2]
        codes[code] = [alpha2, name, [own for own in own_names(alpha2) if own != name]]
        names[code] = {
            language: found[alpha2]
            for language, found in by_language.items()
            # Polish and Spanish call one Congo just "Congo". Here that word never says which.
            if alpha2 in found and not (alpha2 == "CG" and found["CG"] == bare_congo(found))
        }
    names["XCG"] = {language: bare_congo(found) for language, found in by_language.items()}
    return codes, names


def as_json(table: dict[str, Any]) -> str:
    """One line a territory, so that a change of the CLDR reads well in a diff."""
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write both files beside this script."""
    folder = Path(__file__).parent
    for name, table in zip(("codes.json", "names.json"), build(), strict=True):
        (folder / name).write_text(as_json(table), encoding="utf-8")


if __name__ == "__main__":
    main()
