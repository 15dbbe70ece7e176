"""Where answers are kept: the first folder that the environment names by its whole path."""

from __future__ import annotations

from pathlib import Path

import pytest

from ayuda.cli.data_folder import place_of_training
from ayuda.errors import AyudaError


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"XDG_DATA_HOME": "/data", "HOME": "/home/ana"}, "/data/ayuda"),
        ({"LOCALAPPDATA": "/local", "HOME": "/home/ana"}, "/local/ayuda"),
        ({"HOME": "/home/ana"}, "/home/ana/.local/share/ayuda"),
        ({"XDG_DATA_HOME": "", "HOME": "/home/ana"}, "/home/ana/.local/share/ayuda"),
        ({"XDG_DATA_HOME": "data", "HOME": "/home/ana"}, "/home/ana/.local/share/ayuda"),
    ],
)
def test_the_first_whole_path_is_taken(environ: dict[str, str], place: str) -> None:
    assert place_of_training(environ) == Path(place, "training.sqlite3")


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "~", "XDG_DATA_HOME": "./data"}])
def test_without_a_whole_path_it_is_told(environ: dict[str, str]) -> None:
    with pytest.raises(AyudaError) as error:
        place_of_training(environ)
    assert [problem.code for problem in error.value.problems] == ["no-data-folder"]
