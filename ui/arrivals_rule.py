"""The rule by which arrivals are counted, in words: it stands beside the figures wherever they stand."""

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def rule() -> str:
    """The whole rule."""
    return translate(
        "Arrivals rule",
        "Counted are the persons of irregular crossings detected and of arrivals at a crossing point, where the "
        "incident is reported or verified, less those linked as seen before. What is only claimed is shown apart. "
        "Incidents of unknown size are in no number: they are counted beside it.",
    )


def rule_in_short() -> list[str]:
    """The rule in a line, in forms of falling length."""
    return [
        translate(
            "Arrivals rule", "persons detected crossing or arriving, reported or verified, not seen before"
        ),
        translate("Arrivals rule", "persons, reported or verified, not seen before"),
        translate("Arrivals rule", "persons, reported or verified"),
        translate("Arrivals rule", "persons"),
    ]


def day_ends(cutoff: int, place: str) -> str:
    """When a reporting day ends, and by which clock."""
    return translate("Arrivals rule", "days end {time}, {place} time").format(
        time=f"{cutoff // 60:02}:{cutoff % 60:02}", place=place
    )


def place_of(time_zone: str) -> str:
    """The city that a time zone is named after: Europe/Vilnius is Vilnius."""
    return time_zone.rsplit("/", 1)[-1].replace("_", " ")
