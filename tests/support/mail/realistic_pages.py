"""The pages of realistic mail: newsletters out of templates, and what people write in programs.

Templates are as those that many senders use: one look for all rows, long styles that say the same
in each cell, or classes of a large style sheet; rules for small screens; parts for Outlook alone.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from support.mail.realistic_words import Language

_FONTS = (
    "Arial, Helvetica, sans-serif",
    "'Helvetica Neue', Helvetica, Arial, sans-serif",
    "&quot;Segoe UI&quot;, Roboto, Arial, sans-serif",
    "Georgia, 'Times New Roman', serif",
    "Verdana,Geneva,sans-serif",
)
_RESETS = (
    "border-collapse:collapse;border-spacing:0;margin:0;padding:0;",
    "mso-table-lspace:0pt;mso-table-rspace:0pt;-ms-text-size-adjust:100%;-webkit-text-size-adjust:100%;",
    "margin: 0; word-break: break-word; mso-line-height-rule: exactly;",
    "",
)
_NAMES = ("title", "lead", "price", "foot", "cell", "btn", "legal", "hero", "column", "menu")


@dataclass(frozen=True)
class Look:
    """What a template has settled for all its rows."""

    font: str
    reset: str
    main: str
    dark: str
    light: str
    sizes: tuple[int, int, int]
    pads: tuple[str, str, str]
    inlined: bool
    indented: bool
    bracket: str

    @classmethod
    def drawn(cls, rng: random.Random) -> Look:
        """A look."""

        def colour(low: int, high: int) -> str:
            return "#" + "".join(f"{rng.randrange(low, high):02x}" for _ in range(3))

        return cls(
            font=rng.choice(_FONTS),
            reset=rng.choice(_RESETS),
            main=colour(0, 160),
            dark=colour(0, 90),
            light=colour(225, 256),
            sizes=(rng.randrange(11, 14), rng.randrange(14, 18), rng.randrange(18, 32)),
            pads=tuple(f"{rng.randrange(30)}px {rng.randrange(40)}px" for _ in range(3)),  # type: ignore[arg-type]
            inlined=rng.random() < 0.65,
            indented=rng.random() < 0.5,
            bracket=rng.choice('""""\''),
        )

    def style(self, size: int, pad: int = 0) -> str:
        """The style of a cell or a paragraph."""
        if not self.inlined:
            return f' class="{_NAMES[size]}"'
        return (
            f' style="{self.reset}padding:{self.pads[pad]};font-family:{self.font};'
            f"font-size:{self.sizes[size]}px;line-height:{self.sizes[size] + 6}px;font-weight:400;"
            f'color:{self.dark};text-align:left"'
        )


def newsletter(
    look: Look,
    rng: random.Random,
    size: int,
    urls: Sequence[str],
    language: Language,
    host: str,
) -> str:
    """A page out of a template, of about ``size`` characters, with a link to each address."""
    head, preview = _head(look, rng, language, host), _preview(rng, language)
    rows: list[str] = []
    length = len(head)
    while length < size or len(rows) < len(urls):
        url = urls[len(rows)] if len(rows) < len(urls) else ""
        rows.append(_row(look, rng, url, language, host))
        length += len(rows[-1])
    footer = (
        f"<tr><td align={look.bracket}center{look.bracket}{look.style(0, 1)}>{_said(rng, language, 3)}"
        f"<br>&copy; 2024 {host}</td></tr>"
    )
    wide = 'width="100%" border="0" cellpadding="0" cellspacing="0" role="presentation"'
    page = (
        f'{head}<body bgcolor="{look.light}" style="margin:0;padding:0;background-color:{look.light}">{preview}\n'
        f'<table {wide} style="{look.reset}background-color:{look.light}"><tr><td align="center">\n'
        f'<!--[if mso]><table width="600" align="center"><tr><td><![endif]-->\n'
        f'<table class="wrapper" {wide} style="background-color:#ffffff;max-width:600px">\n'
        f"{''.join(rows)}{footer}</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>"
        f'<img src="https://click.{host}/o/{rng.randrange(16**9):x}.gif" alt="" width="1" height="1" border="0">'
        "</body></html>\n"
    )
    return page if look.indented else page.replace("\n\t\t\t\t", "")


def letter(
    look: Look,
    rng: random.Random,
    size: int,
    urls: Sequence[str],
    language: Language,
    host: str,
) -> str:
    """A page that a mail program made of what a person wrote."""
    office = rng.random() < 0.5
    span = (
        f"<span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif;color:{look.dark}'>"
        if office
        else f'<span style="font-family:arial,sans-serif;color:rgb({rng.randrange(80)},34,34)">'
    )
    blocks = [f"{rng.choice(language.greetings)}"]
    left = list(urls)
    while left or sum(map(len, blocks)) < size:
        words = _said(rng, language, rng.randrange(1, 5))
        if left:
            url = left.pop()
            words += f' <a href="{url}" target="_blank">{rng.choice((url, *language.buttons))}</a>'
        blocks.append(words)
    if office:
        lines = "".join(
            f"<p class=MsoNormal>{span}{one}<o:p></o:p></span></p>\n<p class=MsoNormal>{span}<o:p>&nbsp;</o:p></span></p>\n"
            for one in blocks
        )
        return (
            '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head>'
            '<meta http-equiv=Content-Type content="text/html; charset=utf-8"><style><!--\n@font-face\n\t{font-family:Calibri;\n\tpanose-1:2 15 5 2 2 2 4 3 2 4;}\n'
            'p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\tfont-size:11.0pt;\n\tfont-family:"Calibri",sans-serif;}\n'
            "a:link, span.MsoHyperlink\n\t{mso-style-priority:99;\n\tcolor:#0563C1;\n\ttext-decoration:underline;}\n"
            "@page WordSection1\n\t{size:612.0pt 792.0pt;\n\tmargin:70.85pt 3.0cm 70.85pt 3.0cm;}\n--></style></head>"
            f'<body lang={language.code.upper()} link="#0563C1" vlink="#954F72"><div class=WordSection1>\n{lines}</div></body></html>\n'
        )
    lines = "".join(f"<div>{span}{one}</span></div><div><br></div>" for one in blocks)
    return f'<div dir="ltr">{lines}</div>\n'


def _said(rng: random.Random, language: Language, count: int) -> str:
    return " ".join(rng.choice(language.sentences) for _ in range(count))


def _head(look: Look, rng: random.Random, language: Language, host: str) -> str:
    rules = "".join(
        f"  .{name} {{\n    padding: {look.pads[at % 3]};\n    font-family: Arial, sans-serif;\n"
        f"    font-size: {look.sizes[at % 3]}px;\n    line-height: 1.4;\n    color: {look.dark};\n  }}\n"
        for at, name in enumerate(_NAMES if not look.inlined else _NAMES[:3])
    )
    small = "".join(
        f"  @media only screen and (max-width: 480px) {{\n    .{name} {{\n      width: 100% !important;\n"
        "      max-width: 100% !important;\n      font-size: 18px !important;\n    }\n  }\n"
        for name in rng.sample(_NAMES, rng.randrange(2, 9))
    )
    doctype = rng.choice(
        (
            "<!DOCTYPE html>\n",
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n',
            "",
        )
    )
    return (
        f'{doctype}<html xmlns="http://www.w3.org/1999/xhtml" lang="{language.code}"><head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1.0"><title>{host}</title>\n'
        "<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>"
        "<style>table{border-collapse:collapse}td{mso-line-height-rule:exactly}</style><![endif]-->\n"
        '<style type="text/css">\n  /* What all clients need */\n  body, table, td, a { -webkit-text-size-adjust: 100%; }\n'
        "  img { border: 0; outline: none; text-decoration: none; -ms-interpolation-mode: bicubic; }\n"
        f"  .ReadMsgBody, .ExternalClass {{ width: 100%; }}\n  .ExternalClass, .ExternalClass p {{ line-height: 100%; }}\n{rules}{small}"
        "  @media (max-width: 480px) { .hide { display: none !important; } .full { width: 100% !important; } }\n</style></head>\n"
    )


def _preview(rng: random.Random, language: Language) -> str:
    if rng.random() < 0.3:
        return ""
    style = rng.choice(
        (
            "display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0;opacity:0;overflow:hidden",
            "display:none!important;visibility:hidden;mso-hide:all;font-size:1px;max-width:0",
            "display: none; max-height: 0px; overflow: hidden;",
        )
    )
    filling = "&nbsp;&zwnj;" * rng.randrange(0, 60)
    return f'<div style="{style}">{_said(rng, language, 1)}{filling}</div>'


def _row(look: Look, rng: random.Random, url: str, language: Language, host: str) -> str:
    wide = 'border="0" cellpadding="0" cellspacing="0" width="100%" role="presentation"'
    inner = f"<p{look.style(1)}>{_said(rng, language, rng.randrange(1, 3))}</p>"
    if rng.random() < 0.4:
        price = f"{rng.randrange(5, 300)},99&nbsp;&euro;"
        inner += (
            f'<span class="price" style="color:{look.main}"><strong>{price}</strong></span><br />'
        )
    if url:
        inner += _link(look, rng, url, language, host)
    if rng.random() < 0.5:
        inner = (
            f'<table {wide} style="{look.reset}"><tr>\n\t\t\t\t<td class="full" width="50%" valign="top"{look.style(1, 1)}>'
            f'{_picture(look, rng, language, host)}</td>\n\t\t\t\t<td valign="top"{look.style(1, 2)}>{inner}</td>\n\t\t\t\t</tr></table>'
        )
    return (
        f'<tr>\n\t\t\t\t<td align="left" valign="top"{look.style(2)}>\n\t\t\t\t<table {wide} align="left" style="{look.reset}">'
        f"<tbody><tr>\n\t\t\t\t<td{look.style(1)}>{inner}</td>\n\t\t\t\t</tr></tbody></table>\n\t\t\t\t</td>\n</tr>\n"
    )


def _picture(look: Look, rng: random.Random, language: Language, host: str) -> str:
    width = rng.randrange(40, 300)
    return (
        f'<img border="0" src="https://cdn.{host}/i/{rng.randrange(16**9):09x}.jpg" width="{width}"'
        f' alt="{rng.choice(language.buttons)}" style="display:block;width:{width}px;max-width:100%;border:0;'
        'outline:none;text-decoration:none">'
    )


def _link(look: Look, rng: random.Random, url: str, language: Language, host: str) -> str:
    button = rng.choice(language.buttons)
    choice = rng.randrange(3)
    if choice == 0:
        return f'<a href="{url}" target="_blank" style="color:{look.main};text-decoration:underline">{button}</a>'
    if choice == 1:
        return (
            f"<a href={look.bracket}{url}{look.bracket}>{_picture(look, rng, language, host)}</a>"
        )
    return (
        '<table border="0" cellspacing="0" cellpadding="0" role="presentation"><tr>\n\t\t\t\t'
        f'<td align="center" bgcolor="{look.main}" style="border-radius:4px;background:{look.main}">'
        f'<a class="btn" href="{url}" target="_blank" style="display:inline-block;padding:12px 24px;font-family:{look.font};'
        f'font-size:16px;color:#ffffff;text-decoration:none;border:1px solid {look.main}"><b>{button}</b></a></td></tr></table>'
    )
