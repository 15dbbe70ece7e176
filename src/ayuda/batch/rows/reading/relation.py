"""Row files as a relation of the database: everything is text, and every column keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ayuda.batch import sql
from ayuda.batch.formats import WORKBOOKS
from ayuda.batch.rows.database import paths
from ayuda.batch.rows.job import RowJob, facts_by_column, stated_facts, states_moment, states_number
from ayuda.batch.rows.reading.columns import check_columns, named_columns
from ayuda.batch.rows.reading.contents import as_content
from ayuda.batch.rows.reading.dates import in_iso
from ayuda.batch.rows.reading.decimals import COMMA, with_point
from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.parquet_files import OPTIONS, parquet_rows
from ayuda.batch.rows.reading.streams import HELD, LONGEST_LINE
from ayuda.batch.rows.reading.ways import Reading
from ayuda.errors import AyudaError
from ayuda.model import Policy

USUAL_LINE = 4 << 20
MOST_LINE = 2 * LONGEST_LINE + (1 << 20)
"""How long a line may be, in bytes, for the database: in a large file whose lines are not known to
be long, and in any other. (What is written anew can have twice as many quotes as it had.)"""
BUFFER = 8 << 20
"""What is read at once, in bytes: less memory than the database's own choice, and as fast."""
NOT_AN_OBJECT = "ayuda: not an object"
KEY_TAKEN = "ayuda: key taken"
NOT_ONE_LINE = "ayuda: not one line"
ENDS_DIFFER = "ayuda: line ends differ"
"""What the database's errors say where a line cannot be used as it is."""


class Relation(msgspec.Struct, frozen=True):
    """Rows of files: the SQL that reads them, the input's columns and the facts' cells.

    ``names`` are the headings of the columns and ``idents`` what they are in SQL. Where lines
    stay as they came, ``line`` is what a line is in SQL, and there are no columns; ``held`` is
    then the delimiter for which HELD stands in the facts' cells.
    ``columns`` says which column states a fact, and ``taken`` are headings that are not quite the
    fact that they were taken for. ``ignored`` is whether a row is none of the batch's business.
    ``kinds`` is what the kinds of a workbook's cells are in SQL, a letter each.
    """

    sql: str
    texts: Mapping[str, str]
    columns: Mapping[str, str]
    names: tuple[str, ...] = ()
    idents: tuple[str, ...] = ()
    line: str | None = None
    held: str = ""
    taken: Mapping[str, str] = {}
    ignored: str | None = None
    kinds: str | None = None

    def released(self, text: str) -> str:
        """A fact's cell in SQL with its delimiters in the place of what was held for them."""
        if not self.held:
            return text
        return f"replace({text}, {sql.literal(HELD)}, {sql.literal(self.held)})"


def relation_of(
    job: RowJob,
    policy: Policy,
    files: Sequence[RowFile],
    reading: Reading,
    keys: Sequence[str] = (),
) -> Relation:
    """The relation of files that are alike, and whose columns fit.

    Lines of tables and JSON lines can stay whole; else ``keys`` are the keys of JSON lines that
    become columns.
    """
    files = [as_content(file) for file in files]
    first = files[0]
    if first.format == "jsonl":
        kept = None if reading.keep_lines else keys
        return _json_relation(job, policy, json_rows(files), first.path, kept)
    stated = facts_by_column(job, policy, named_columns(job, first))
    line, idents = None, tuple(f"c{place}" for place in range(len(first.columns)))
    kinds = f"c{len(first.columns)}" if first.format in WORKBOOKS else None
    cells = list(idents)
    if first.format == "parquet":
        # By place: names may differ in capitals alone, or be those of columns that are added.
        read = f"{parquet_rows(file.content for file in files)} AS input({', '.join(idents)})"
        cells = [_written(ident) for ident in idents]
    elif reading.keep_lines:
        read, cells = _lines(files, reading), [f"cells[{n}]" for n in range(1, len(idents) + 1)]
        line, idents = "line", ()
    else:
        read = _table(files, reading, idents if kinds is None else (*idents, kinds))
    held = first.delimiter if line else ""
    by_column = _inside(first, idents) | dict(zip(first.columns, cells, strict=True))
    relation = _of_columns(job, policy, stated, by_column, held)
    relation = msgspec.structs.replace(relation, sql=read)
    if line is not None:
        return msgspec.structs.replace(relation, line=line, held=held)
    return msgspec.structs.replace(relation, names=first.columns, idents=idents, kinds=kinds)


def table_relation(
    job: RowJob, policy: Policy, where: str, columns: tuple[str, ...], read: str
) -> Relation:
    """The relation of rows that stand in no file: ``read`` is SQL that gives them.

    Their columns are called ``c0`` and so on; those that state nothing are never asked for.
    ``where`` is what they are called in problems. Raises AyudaError for columns that do not fit.
    """
    if not columns:
        allowed = ", ".join(stated_facts(policy, job.flow))
        raise AyudaError.of(where, "batch-no-facts", columns="-", allowed=allowed)
    check_columns(job, policy, RowFile(where, "parquet", columns=columns))
    stated = facts_by_column(job, policy, columns)
    cells = {column: _written(f"c{place}") for place, column in enumerate(columns)}
    return msgspec.structs.replace(_of_columns(job, policy, stated, cells), sql=read)


def json_lines_relation(job: RowJob, policy: Policy, rows: str) -> Relation:
    """The relation of JSON lines that stay whole: ``rows`` is SQL whose one column is ``json``."""
    return _json_relation(job, policy, rows, "", None)


def _of_columns(
    job: RowJob,
    policy: Policy,
    stated: Mapping[str, str],
    cells: Mapping[str, str],
    held: str = "",
) -> Relation:
    """What columns and constants state; ``cells`` is SQL by column. Who reads it is left open."""
    texts = {
        fact: _meant(job, policy, column, fact, cell=cells[column], held=held)
        for column, fact in stated.items()
    }
    columns = {fact: column for column, fact in stated.items()}
    for fact, value in job.constants.items():
        texts[fact], columns[fact] = sql.literal(value), fact
    taken = {
        column: fact
        for column, fact in stated.items()
        if column != fact and column not in job.facts
    }
    return Relation("", texts, columns, taken=taken, ignored=_ignored(job, cells, held))


def _inside(file: RowFile, idents: Sequence[str]) -> dict[str, str]:
    """What stands in columns that are structures, in SQL, by names with dots."""
    found = {}
    for path in file.nested:
        ident = idents[file.columns.index(path[0])]
        place = ident + "".join(f"[{sql.literal(name)}]" for name in path[1:])
        found[".".join(path)] = _written(place)
    return found


def json_rows(files: Iterable[RowFile]) -> str:
    """JSON lines as a relation of the database, whose one column is ``json``."""
    options = f"{OPTIONS}, format = 'newline_delimited', maximum_object_size = {LONGEST_LINE}"
    return f"read_json_objects({paths(file.content for file in files)}, {options})"


def _table(files: Sequence[RowFile], reading: Reading, idents: Sequence[str]) -> str:
    first = files[0]
    options = {
        "delim": sql.literal(first.delimiter),
        "quote": "'\"'",
        "escape": "'\"'",
        "nullstr": "''",
        "allow_quoted_nulls": "false",
    }
    if {file.line_end for file in files} == {first.line_end} and first.line_end:
        # Left to guess, the database takes an end of line in a heading's quotes for all of them.
        options["new_line"] = sql.literal(repr(first.line_end)[1:-1])
    return _read_csv(files, reading, idents, options)


def _lines(files: Sequence[RowFile], reading: Reading) -> str:
    """Lines as they came, each with its cells; an error for one whose cells are not plain.

    In the cells, HELD stands for the delimiters that stand in quotes.
    """
    first = files[0]
    options = {
        "delim": sql.literal(HELD),
        "quote": "''",
        "escape": "''",
        "strict_mode": "false",
    }
    if reading.mixed_ends:
        options["new_line"] = "'\\r\\n'"  # A lone "\n" ends them, too.
    read = _read_csv(files, reading, ["line"], options)
    delimiter, held = sql.literal(first.delimiter), sql.literal(HELD)
    unusable = f"error({sql.literal(NOT_ONE_LINE)})"
    cell = f'(?:"[^"]*"|[^"{re.escape(first.delimiter)}]*)'
    plain = f"(?s){cell}(?:{re.escape(first.delimiter)}{cell})*"
    is_plain = f"NOT contains(line, '\"\"') AND regexp_full_match(line, {sql.literal(plain)})"
    kept = f"replace(part, {delimiter}, {held})"
    hold = f"lambda part, n: CASE n % 2 WHEN 0 THEN {kept} ELSE part END"
    bare = f"array_to_string(list_transform(string_split(line, '\"'), {hold}), '')"
    quoted = f"CASE WHEN {is_plain} THEN {bare} ELSE {unusable} END"
    # Texts are put together before they are split: lists would be copied, cell by cell.
    plain_line = f"CASE WHEN contains(line, '\"') THEN {quoted} ELSE line END"
    split = f"(SELECT line, string_split({plain_line}, {delimiter}) AS cells FROM {read})"
    differ = f"WHEN line IS NULL THEN error({sql.literal(ENDS_DIFFER)})"
    # A condition, for a column that nothing asks for would not be looked at.
    is_row = f"CASE WHEN len(cells) = {len(first.columns)} THEN TRUE {differ} ELSE {unusable} END"
    return f"(SELECT line, cells FROM {split} WHERE {is_row})"


def _read_csv(
    files: Sequence[RowFile], reading: Reading, idents: Sequence[str], own: Mapping[str, str]
) -> str:
    typed = ", ".join(f"{sql.literal(ident)}: 'VARCHAR'" for ident in idents)
    are_small = max(file.size for file in files) <= LONGEST_LINE
    line = LONGEST_LINE if are_small else USUAL_LINE
    if reading.long_lines:
        line = MOST_LINE
    options = {
        "auto_detect": "false",
        "header": "true",
        "skip": str(files[0].blank_lines),
        "compression": "'none'",
        "encoding": "'utf-8'",
        "parallel": str(reading.parallel).lower(),
        "max_line_size": str(line),
        "buffer_size": str(max(line, BUFFER)),
        "columns": f"{{{typed}}}",
        **own,
    }
    told = ", ".join(f"{name} = {value}" for name, value in options.items())
    return f"read_csv({paths(file.content for file in files)}, {OPTIONS}, {told})"


def _json_relation(
    job: RowJob, policy: Policy, rows: str, where: str, keys: Sequence[str] | None
) -> Relation:
    """JSON lines, by their SQL; ``keys`` become columns, None keeps the lines whole."""
    mapped = {fact: column for column, fact in job.facts.items()}
    facts = {fact: fact for fact in stated_facts(policy, job.flow) if fact not in mapped}
    columns = {**facts, **mapped}
    places = dict.fromkeys((*columns.values(), *job.ignored))
    dotted = [column for column in places if "." in column]
    asked = (*map(pointer, places), *map(_pointer_inside, dotted))
    pointers = ", ".join(map(sql.literal, asked))
    read = f"(SELECT json, {_told(job, pointers)} AS told FROM {rows})"
    cells = {column: f"told[{place}]" for place, column in enumerate(places, 1)}
    for place, column in enumerate(dotted, len(places) + 1):
        has_key = f"json_exists(json, {sql.literal(pointer(column))})"
        cells[column] = f"CASE WHEN {has_key} THEN {cells[column]} ELSE told[{place}] END"
    texts = {
        fact: _meant(job, policy, column, fact, cell=cells[column])
        for fact, column in columns.items()
    }
    for fact, value in job.constants.items():
        texts[fact] = f"coalesce({texts[fact]}, {sql.literal(value)})"
    ignored = _ignored(job, cells)
    if keys is None:
        line = "CAST(json AS VARCHAR)"
        return Relation(read, texts, columns, line=line, ignored=ignored)
    taken = sorted(set(keys) & set(job.columns))
    if taken:
        raise AyudaError.of(where, "batch-column-taken", value=taken[0])
    idents = tuple(f"json_extract_string(json, {sql.literal(pointer(key))})" for key in keys)
    return Relation(read, texts, columns, tuple(keys), idents, ignored=ignored)


def _written(ident: str) -> str:
    """A typed cell as the text that would stand in a file: a list as JSON, as links are written."""
    is_list = f"typeof({ident}) LIKE '%]'"
    as_json = f"CAST(to_json({ident}) AS VARCHAR)"
    return f"CASE WHEN {is_list} THEN {as_json} ELSE CAST({ident} AS VARCHAR) END"


def _told(job: RowJob, pointers: str) -> str:
    """The facts' texts of a JSON line; an error for what is no object or has an added key."""
    kind = f"WHEN json_type(json) <> 'OBJECT' THEN error({sql.literal(NOT_AN_OBJECT)})"
    held = " ".join(
        f"WHEN json_exists(json, {sql.literal(pointer(column))})"
        f" THEN error({sql.literal(taken_key(column))})"
        for column in job.columns
    )
    return f"CASE {kind} {held} ELSE json_extract_string(json, [{pointers}]) END"


def taken_key(column: str) -> str:
    """What the database's error says of a key that the batch would add."""
    return f"{KEY_TAKEN} [{column}]"


def pointer(key: str) -> str:
    """The JSON pointer to a key."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _pointer_inside(key: str) -> str:
    """The JSON pointer to what a name with dots stands for: a key of an object in an object."""
    return "".join(map(pointer, key.split(".")))


def _meant(
    job: RowJob, policy: Policy, column: str, fact: str, *, cell: str, held: str = ""
) -> str:
    """A cell as the fact's text: what the job says it means; NULL where it is empty.

    What is a moment of a form that the job names, is one of ISO 8601 then, and a number with the
    mark that it names has a point. ``held`` is the delimiter for which HELD stands in the cell.
    """
    meant = job.values.get(column, {})
    branches = {
        sql.literal(_as_held(told, held)): sql.literal(value) for told, value in meant.items()
    }
    form = job.dates.get(column, job.date_form) if states_moment(policy, fact) else None
    mark = job.marks.get(column, job.mark) if states_number(policy, fact) else None
    plain = f"replace({cell}, {sql.literal(HELD)}, {sql.literal(held)})" if held else cell
    other = cell
    if form is not None:
        other = in_iso(plain, form)
    elif mark == COMMA:
        other = with_point(plain)
    return f"nullif({sql.switch(cell, branches, other)}, '')"


def _ignored(job: RowJob, cells: Mapping[str, str], held: str = "") -> str | None:
    """Whether a row has a cell by which it is none of the batch's business; None if none can."""
    tests = [
        f"coalesce({cells[column]}, '') IN ("
        + ", ".join(sql.literal(_as_held(told, held)) for told in values)
        + ")"
        for column, values in job.ignored.items()
        if values and column in cells
    ]
    return f"({' OR '.join(tests)})" if tests else None


def _as_held(text: str, held: str) -> str:
    return text.replace(held, HELD) if held else text
