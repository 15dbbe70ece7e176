"""Make the table of public holidays that the calendar reads, from the ``holidays`` library.

Run it after an update of that library: ``python tools/make_holidays.py``. A test holds the
table against the library.
"""

from __future__ import annotations

import json
from pathlib import Path

import holidays

COUNTRY = "ES"
YEARS = range(2018, 2036)
OTHER_NAMES = {
    "AN": ("Andalusia",),
    "CL": ("Castilla León", "Castile and León"),
    "CM": ("Castile-La Mancha",),
    "CN": ("Islas Canarias", "Canary Islands"),
    "CT": ("Catalonia",),
    "IB": ("Baleares", "Balears", "Balearic Islands"),
    "NC": ("Navarre",),
    "PV": ("Euskadi", "Basque Country"),
    "RI": ("Rioja",),
    "VC": ("Valencia",),
}
"""What regions are called besides, in the languages of the program and of the region."""
TABLE = Path(__file__).parents[1] / "src/ayuda/holidays.json"


def regions() -> list[str]:
    """The country's regions by their ISO 3166-2 codes (the library knows cities too)."""
    known = holidays.list_supported_countries()[COUNTRY]
    return [code for code in known if code.isupper()]


def names() -> dict[str, list[str]]:
    """What each region is called: the library's names first."""
    aliases = holidays.country_holidays(COUNTRY).subdivisions_aliases
    return {
        code: [
            *(name for name, meant in aliases.items() if meant == code),
            *OTHER_NAMES.get(code, ()),
        ]
        for code in regions()
    }


def table() -> dict[str, object]:
    """The whole table: national holidays by year, and what each region is called and adds."""
    national = {year: set(holidays.country_holidays(COUNTRY, years=year)) for year in YEARS}
    return {
        "country": COUNTRY,
        "library": f"holidays {holidays.__version__}",
        "national": {
            str(year): [str(day) for day in sorted(days)] for year, days in national.items()
        },
        "names": names(),
        "regions": {
            code: {
                str(year): [
                    str(day)
                    for day in sorted(holidays.country_holidays(COUNTRY, subdiv=code, years=year))
                    if day not in national[year]
                ]
                for year in YEARS
            }
            for code in regions()
        },
    }


if __name__ == "__main__":
    text = json.dumps(table(), separators=(",", ":"), ensure_ascii=False)
    TABLE.write_text(
        text.replace('},"', '},\n"').replace('],"2', '],\n"2') + "\n", encoding="utf-8"
    )
