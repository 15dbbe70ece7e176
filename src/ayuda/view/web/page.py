"""A page made of a template and content: one file that asks for nothing else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ayuda.texts import Texts

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, texts: Texts, most: str | None = None, **content: Any) -> bytes:  # noqa: ANN401 - each template's own
    """The page in UTF-8. All content is text: what it has of markup is shown, not obeyed.

    ``most`` is the language of most of its words, where that is not the program's. In a template
    ``say`` is the program's texts, ``lang`` the page's language, and ``own`` the attribute of an
    element with the program's words, where these are in another.
    """
    from markupsafe import Markup

    lang = most or texts.language
    own = Markup("") if lang == texts.language else Markup(' lang="{}"').format(texts.language)
    made = _environment().get_template(f"{template}.html.j2")
    words = {"say": texts.say, "count": texts.count, "lang": lang, "own": own}
    return made.render(**words, **content).encode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = files("ayuda.view.web").joinpath("templates")

    def source(name: str) -> str:
        return folder.joinpath(name).read_text("utf-8")

    return Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
