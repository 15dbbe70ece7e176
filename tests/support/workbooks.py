"""Workbooks for tests: written by other libraries or by hand, and read back by others."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from python_calamine import CalamineWorkbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
Rows = Iterable[Sequence[Any]]


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    hidden: Sequence[str] = (),
    from_1904: bool = False,
) -> Path:
    """A workbook as openpyxl writes it."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    if from_1904:
        workbook.epoch = CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def read_xlsx(path: Path) -> list[list[Any]]:
    """The rows of the only sheet, as openpyxl has their values."""
    workbook = openpyxl.load_workbook(path)
    [sheet] = workbook.worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def calamine_rows(path: Path) -> list[list[Any]]:
    """The rows of the first sheet, as another reader has them."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


# ------------------------------------------------------------------ by hand

STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="4">
<numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/><numFmt numFmtId="165" formatCode="00000"/>
<numFmt numFmtId="166" formatCode="[h]:mm:ss"/>
<numFmt numFmtId="167" formatCode="&quot;day&quot; 0.00\\ &quot;h&quot;"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/>
<xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="10"/><xf numFmtId="167"/>
<xf numFmtId="20"/></cellXfs></styleSheet>"""
GENERAL, DAY, MOMENT, OWN_MOMENT, PADDED, SPAN, PERCENT, WORDS, CLOCK = range(9)
"""The styles of these, by number."""


def sheet_xml(*rows: str) -> str:
    """A sheet of these rows, each a piece of XML."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def raw_xlsx(
    path: Path,
    sheet: str,
    *,
    strings: str = "",
    workbook: str = "",
    changes: Mapping[str, str | bytes | None] | None = None,
) -> Path:
    """A workbook with one sheet of this XML; ``changes`` are other parts, None for none."""
    parts: dict[str, str | bytes | None] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<sheets>'
        '<sheet name="Hoja1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            {
                "r1": ("worksheet", "worksheets/sheet1.xml"),
                "r2": ("sharedStrings", "sharedStrings.xml"),
                "r3": ("styles", "/xl/styles.xml"),
            }
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": STYLES,
        **(changes or {}),
    }
    return write_parts(path, parts)


def write_parts(path: Path, parts: Mapping[str, str | bytes | None]) -> Path:
    """An archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def _relations(related: Mapping[str, tuple[str, str]]) -> str:
    told = (
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in related.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(told)}</Relationships>'


# ------------------------------------------------------------------ open documents


def write_ods(
    path: Path, sheets: Mapping[str, Rows], *, hidden: Sequence[str] = (), manifest: str = ""
) -> Path:
    """An open document as LibreOffice writes it: what is empty is said once, for many cells."""
    tables = "".join(_table(name, rows, name in hidden) for name, rows in sheets.items())
    return raw_ods(path, tables, manifest=manifest)


def raw_ods(path: Path, tables: str, *, manifest: str = "") -> Path:
    """An open document with tables of this XML."""
    names = " ".join(
        f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "style", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def _table(name: str, rows: Rows, is_hidden: bool) -> str:
    made = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}{REST_OF_ROW}</table:table-row>"
        for row in rows
    )
    rest = f'<table:table-row table:number-rows-repeated="1048000">{REST_OF_ROW}</table:table-row>'
    style = "ta2" if is_hidden else "ta1"
    return (
        f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{made}{rest}'
        "</table:table>"
    )


REST_OF_ROW = '<table:table-cell table:number-columns-repeated="16000"/>'


def ods_cell(value: Any) -> str:  # noqa: ANN401, PLR0911 - any value of a cell
    """A cell of an open document."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = str(value).lower()
        return _ods("boolean", f'office:boolean-value="{word}"', word.upper())
    if isinstance(value, int | float):
        return _ods("float", f'office:value="{value!r}"', str(value))
    if isinstance(value, datetime):
        # As LibreOffice does: a midnight is written as its day, and shown with a clock.
        midnight = not (value.hour or value.minute or value.second or value.microsecond)
        told = value.date().isoformat() if midnight else value.isoformat()
        return _ods("date", f'office:date-value="{told}"', f"{value:%d/%m/%y %H:%M}")
    if isinstance(value, date):
        return _ods("date", f'office:date-value="{value}"', f"{value:%d/%m/%y}")
    if isinstance(value, time):
        return _ods("time", f'office:time-value="{value:PT%HH%MM%SS}"', f"{value:%H:%M}")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        told = f"PT{seconds // 3600:02}H{seconds // 60 % 60:02}M{seconds % 60:02}S"
        return _ods("time", f'office:time-value="{told}"', "")
    return _ods("string", "", str(value))


def _ods(kind: str, attribute: str, shown: str) -> str:
    paragraphs = "".join(f"<text:p>{_paragraph(line)}</text:p>" for line in shown.split("\n"))
    return (
        f'<table:table-cell office:value-type="{kind}" {attribute}>{paragraphs}</table:table-cell>'
    )


def _paragraph(line: str) -> str:
    return escape(line).replace("\t", "<text:tab/>").replace(" ", "<text:s/>")
