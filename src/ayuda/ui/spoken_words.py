"""The words people use for times, of every language at once; they stand in the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ayuda.texts import Texts


class Words(msgspec.Struct, frozen=True):
    """The words of all languages for times, folded: what each one stands for."""

    single: Mapping[str, str]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]


def words_of(languages: Sequence[Texts]) -> Words:
    """Collect the words for times of several languages."""
    single: dict[str, str] = {}
    weekdays: dict[str, int] = {}
    months: dict[str, int] = {}
    for texts in languages:
        table = texts.get("spoken_time")
        for meaning, forms in table.items():
            if meaning == "weekdays":
                weekdays.update(
                    {fold(form): day for day, group in enumerate(forms) for form in group}
                )
            elif meaning == "months":
                months.update(
                    {fold(form): month for month, group in enumerate(forms, 1) for form in group}
                )
            else:
                single.update({fold(form): meaning for form in forms})
    return Words(single, weekdays, months)


def fold(text: str) -> str:
    """Lower case without accents, blanks folded."""
    from unicodedata import combining, normalize

    plain = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join(plain.split())
