"""A policy in parts: which files may be named, how they are merged, and what a problem names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.builtin import NO_CACHE, POLICY, POLICY_FILE
from support.measuring import MEASURING
from support.whole_policy import whole_text

from ayuda.cache import Cache
from ayuda.errors import AyudaError
from ayuda.model import Policy
from ayuda.policy import load as loading
from ayuda.policy.files import LARGEST, PartsBeside
from ayuda.policy.load import PolicyFile, built_in_path, load, parse, parts_beside, read
from ayuda.policy.whole import is_name, owner_of

WORDS = '{ en = "a", es = "b" }'
ENTRY = f"""\
format = "ayuda.policy/1"
id = "small"
title = {WORDS}
source = {WORDS}
time_zone = "Europe/Madrid"
country = "ES"

[facts.there]
kind = "yes-no"
name = {WORDS}
ask = {WORDS}
values = {{ yes = {WORDS}, no = {WORDS} }}

[statements.S1]
section = {WORDS}
says = {WORDS}
"""
FLOW = f"""\
[outcomes.done]
title = {WORDS}
steps = []
cites = ["S1"]

[flows.do]
title = {WORDS}
about = {WORDS}
facts = ["there"]

[[flows.do.rules]]
id = "always"
when = {{}}
outcome = "done"
cites = ["S1"]
"""
MORE = f"""\
[statements.S2]
section = {WORDS}
says = {WORDS}
"""
PARTS = {"parts/flow.toml": FLOW, "more.toml": MORE}
Files = Mapping[str, str | bytes]


def write(folder: Path, entry: str, parts: Files, include: object = None) -> Path:
    """Write a policy in parts; ``include`` is written as it is given, else it names the parts."""
    names = list(parts) if include is None else include
    for name, content in {"policy.toml": f"include = {toml(names)}\n{entry}", **parts}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "policy.toml"


def toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def refused(path: Path) -> dict[str, str]:
    """What is wrong, as codes by places."""
    with pytest.raises(AyudaError) as error:
        load(path, NO_CACHE)
    return {problem.where: problem.code for problem in error.value.problems}


def told_of(path: Path) -> Any:  # noqa: ANN401 - one of the problems
    with pytest.raises(AyudaError) as error:
        load(path, NO_CACHE)
    [problem] = error.value.problems
    return problem


# ------------------------------------------------------------------ what is merged


def test_a_policy_in_parts_is_the_policy_in_one_file(tmp_path: Path) -> None:
    one = tmp_path / "one.toml"
    one.write_text(f"{ENTRY}\n{FLOW}\n{MORE}")
    assert read(write(tmp_path, ENTRY, PARTS)).policy == read(one).policy


def ordered(value: object) -> object:
    """A value in which the order of tables counts too."""
    if isinstance(value, msgspec.Struct):
        return [ordered(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, dict):
        return [(key, ordered(child)) for key, child in value.items()]
    return [*map(ordered, value)] if isinstance(value, tuple) else value


def test_the_built_in_policy_is_the_text_of_all_its_parts_in_the_same_order() -> None:
    assert len(POLICY_FILE.parts) > 5
    assert ordered(parse("whole.toml", whole_text().encode()).policy) == ordered(POLICY)


def test_every_file_beside_the_built_in_policy_is_a_part_of_it() -> None:
    folder = built_in_path().parent
    found = {path.relative_to(folder).as_posix() for path in folder.glob("policies/**/*")}
    assert found == set(POLICY_FILE.parts)


@pytest.mark.parametrize("names", [["a.toml", "b.toml"], ["b.toml", "a.toml"]])
def test_the_order_of_include_is_the_order_of_tables(tmp_path: Path, names: list[str]) -> None:
    flows = {f"{name}.toml": FLOW.replace("do", name) for name in ("a", "b")}
    flows = {
        name: text.replace(f"{name[0]}ne", "done")
        .replace("[outcomes.done]", f"[outcomes.{name[0]}]")
        .replace('outcome = "done"', f'outcome = "{name[0]}"')
        for name, text in flows.items()
    }
    policy = read(write(tmp_path, ENTRY, {name: flows[name] for name in names})).policy
    assert [f"{name}.toml" for name in policy.flows] == names
    assert [f"{name}.toml" for name in policy.outcomes] == names


def test_tables_within_tables_are_merged(tmp_path: Path) -> None:
    lines = f"[facts.there.values]\nyes = {WORDS}\nno = {WORDS}\n"
    entry = ENTRY.replace(f"values = {{ yes = {WORDS}, no = {WORDS} }}\n", "")
    parts = {**PARTS, "values.toml": lines, "hint.toml": f"[facts.there]\nhint = {WORDS}\n"}
    fact = read(write(tmp_path, entry, parts)).policy.facts["there"]
    assert set(fact.values) == {"yes", "no"}
    assert fact.hint is not None


def test_a_part_may_be_empty_and_include_too(tmp_path: Path) -> None:
    assert read(write(tmp_path, ENTRY, {**PARTS, "empty.toml": "# nothing\n"})).policy.id == "small"
    path = write(tmp_path, ENTRY + FLOW, {}, include=[])
    assert read(path).sha256 == sha256(path.read_bytes()).hexdigest()
    assert read(path).owners == {}


TWICE = {
    "a value": ("", 'id = "small"\n', "id"),
    "a value in a table": ("", f"[statements.S1]\nsays = {WORDS}\n", "statements.S1.says.en"),
    "a list": ("", '[facts.there]\ncites = ["S1"]\n', "facts.there.cites"),
    "a list of tables": (FLOW, '[[flows.do.rules]]\nid = "x"\n', "flows.do.rules"),
    "a table and a value": ("", "facts = 3\n", "facts"),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_stands_in_two_files_is_told_with_both(tmp_path: Path, name: str) -> None:
    more, part, key = TWICE[name]
    entry = ENTRY.replace('kind = "yes-no"', 'kind = "yes-no"\ncites = ["S1"]') + more
    parts = {"second.toml": part} if more else {"flow.toml": FLOW, "second.toml": part}
    path = write(tmp_path, entry, parts)
    with pytest.raises(AyudaError) as error:
        read(path)
    found = {problem.where: problem for problem in error.value.problems}
    problem = found[f"{tmp_path / 'second.toml'}: {key}"]
    assert (problem.code, problem.values) == ("key-twice", {"other": str(path)})


def test_what_stands_in_two_parts_names_the_earlier_part(tmp_path: Path) -> None:
    parts = {**PARTS, "again.toml": f"[outcomes.done]\ntitle = {WORDS}\n[flows.do]\nfacts = []\n"}
    path = write(tmp_path, ENTRY, parts)
    assert refused(path) == {
        f"{tmp_path / 'again.toml'}: outcomes.done.title.{lang}": "key-twice"
        for lang in ("en", "es")
    } | {f"{tmp_path / 'again.toml'}: flows.do.facts": "key-twice"}
    with pytest.raises(AyudaError) as error:
        read(path)
    others = {problem.values["other"] for problem in error.value.problems}
    assert others == {str(tmp_path / "parts/flow.toml")}


# ------------------------------------------------------------------ what cannot be named


BAD_NAMES = [
    *("", ".", "..", "/", "./more.toml", "../more.toml", "parts/../more.toml", "parts/./flow.toml"),
    *("/etc/passwd", "//server/more.toml", "parts//flow.toml", "parts/", "parts/.."),
    *("C:/more.toml", "C:more.toml", "\\more.toml", "parts\\flow.toml", "..\\more.toml"),
    *("*.toml", "parts/*", "parts/**/flow.toml", "mor?.toml", "[m]ore.toml", "{more,x}.toml"),
    *("more.toml\n", " more.toml", "more.toml ", "more\x00.toml", "mo\u202ere.toml", "a|b", "<a>"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_is_refused_by_its_place_with_one_that_would_be_right(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path, ENTRY, PARTS, include=["more.toml", name])
    problem = told_of(path)
    assert (problem.where, problem.code) == (f"{path}: include[1]", "include-no-name")
    assert problem.values["value"] == name
    assert is_name(problem.values["meant"])


MEANT = {
    "./more.toml": "more.toml",
    "parts\\flow.toml": "parts/flow.toml",
    "../../more.toml": "more.toml",
    "C:/parts/flow.toml": "parts/flow.toml",
    "*": "policies/mail.toml",
}


@pytest.mark.parametrize("name", MEANT)
def test_what_was_meant_is_told(tmp_path: Path, name: str) -> None:
    assert told_of(write(tmp_path, ENTRY, {}, include=[name])).values["meant"] == MEANT[name]


WRONG_TYPES = [
    ('"more.toml"', "include", "array"),
    ("3", "include", "array"),
    ('{ a = "more.toml" }', "include", "array"),
    ("[3]", "include[0]", "string"),
    ('["more.toml", ["parts/flow.toml"]]', "include[1]", "string"),
    ('[{ path = "more.toml" }]', "include[0]", "string"),
]


@pytest.mark.parametrize(("written", "where", "wanted"), WRONG_TYPES)
def test_include_is_a_list_of_texts(tmp_path: Path, written: str, where: str, wanted: str) -> None:
    path = write(tmp_path, ENTRY, PARTS)
    path.write_text(f"include = {written}\n{ENTRY}")
    problem = told_of(path)
    assert (problem.where, problem.code) == (f"{path}: {where}", "wrong-type")
    assert problem.values["type"] == wanted


def test_the_entry_and_a_part_cannot_be_named_again(tmp_path: Path) -> None:
    names = ["policy.toml", *PARTS, "more.toml"]
    path = write(tmp_path, ENTRY, PARTS, include=names)
    assert refused(path) == {
        f"{path}: include[0]": "include-repeated",
        f"{path}: include[3]": "include-repeated",
    }


def test_a_part_names_no_parts(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY, {**PARTS, "more.toml": 'include = ["x.toml"]\n' + MORE})
    assert refused(path) == {f"{tmp_path / 'more.toml'}: include": "include-nested"}


# ------------------------------------------------------------------ links


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a policy in parts; beside it is another one with the same parts."""
    for name in ("inside", "inside2"):
        write(tmp_path / name, ENTRY, PARTS)
    return tmp_path / "inside"


@pytest.mark.parametrize("way", ["file", "folder", "chain", "relative", "dangling"])
def test_no_link_leads_out_of_the_folder(place: Path, way: str) -> None:
    outside = place.parent / "inside2"
    if way == "folder":
        shutil.rmtree(place / "parts")
        (place / "parts").symlink_to(outside / "parts")
    else:
        target = place / "parts/flow.toml"
        target.unlink()
        if way == "chain":
            (place / "link.toml").symlink_to(outside / "parts/flow.toml")
            target.symlink_to("../link.toml")
        elif way == "relative":
            target.symlink_to("../../inside2/parts/flow.toml")
        else:
            target.symlink_to(outside / ("none.toml" if way == "dangling" else "parts/flow.toml"))
    path = place / "policy.toml"
    problem = told_of(path)
    assert (problem.where, problem.code) == (f"{path}: include[0]", "include-outside")


def test_a_link_within_the_folder_is_followed_but_no_second_name(place: Path) -> None:
    (place / "parts/flow.toml").rename(place / "real.toml")
    (place / "parts/flow.toml").symlink_to("../real.toml")
    assert read(place / "policy.toml").policy.id == "small"
    path = write(place, ENTRY, {}, include=["real.toml", *PARTS])
    assert refused(path) == {f"{path}: include[1]": "include-repeated"}
    (place / "self.toml").symlink_to("policy.toml")
    path = write(place, ENTRY, {}, include=["real.toml", "self.toml"])
    assert refused(path) == {f"{path}: include[1]": "include-repeated"}


def test_the_parts_of_a_linked_entry_are_beside_the_entry_itself(place: Path) -> None:
    link = place.parent / "link.toml"
    link.symlink_to(place / "policy.toml")
    assert read(link).policy == read(place / "policy.toml").policy
    (place / "more.toml").unlink()
    assert refused(link) == {str(place / "more.toml"): "part-missing"}


def test_the_folder_may_be_reached_by_a_link(place: Path) -> None:
    (place.parent / "way").symlink_to(place, target_is_directory=True)
    assert read(place.parent / "way/policy.toml").policy.id == "small"


# ------------------------------------------------------------------ parts that cannot be read


def broken_parts() -> Iterator[tuple[str, bytes, str, str]]:
    yield "syntax", b"a = 1\nb =\n", ":2:4", "toml-syntax"
    yield "utf-8", b"a = 1\nb = '\xff'\n", ":2", "not-utf8"
    yield "size", b"#" * (LARGEST + 1), "", "file-too-large"
    yield "number", b"a = " + b"1" * 5000, ":1", "number-too-large"


@pytest.mark.parametrize(("content", "line", "code"), [row[1:] for row in broken_parts()])
def test_a_broken_part_is_told_by_its_own_name_and_line(
    tmp_path: Path, content: bytes, line: str, code: str
) -> None:
    path = write(tmp_path, ENTRY, {**PARTS, "parts/b.toml": content})
    assert refused(path) == {f"{tmp_path / 'parts/b.toml'}{line}": code}


def test_a_byte_order_mark_before_a_part_is_read_over(tmp_path: Path) -> None:
    marked = {name: b"\xef\xbb\xbf" + part.encode() for name, part in PARTS.items()}
    assert read(write(tmp_path / "marked", ENTRY, marked)).policy.id == "small"


def test_missing_parts_folders_and_pipes_are_told_all_at_once(tmp_path: Path) -> None:
    names = [*PARTS, "absent.toml", "folder", "pipe.toml", "more.toml/x.toml", "loop.toml"]
    path = write(tmp_path, ENTRY, PARTS, include=[*names, "../x.toml"])
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    assert refused(path) == {
        f"{tmp_path}/absent.toml": "part-missing",
        f"{tmp_path}/folder": "file-is-folder",
        f"{tmp_path}/pipe.toml": "part-no-file",
        f"{tmp_path}/more.toml/x.toml": "file-unreadable",
        f"{tmp_path}/loop.toml": "file-unreadable",
        f"{path}: include[7]": "include-no-name",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_part_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY, PARTS)
    (tmp_path / "more.toml").chmod(0)
    assert refused(path) == {f"{tmp_path}/more.toml": "file-not-allowed"}


def test_tables_that_are_too_deep_in_two_files_are_refused(tmp_path: Path) -> None:
    deep = "[facts" + ".a" * 5000 + "]\n"
    path = write(tmp_path, ENTRY + deep, {**PARTS, "deep.toml": deep + "x = 1\n"})
    with pytest.raises(AyudaError) as error:
        read(path)
    assert "toml-too-deep" in {problem.code for problem in error.value.problems}


# ------------------------------------------------------------------ whose problem it is


def test_each_problem_names_the_file_in_which_its_path_stands(tmp_path: Path) -> None:
    flow = FLOW.replace('outcome = "done"', 'outcome = "don"').replace('["there"]', '["ther"]')
    entry = ENTRY.replace("Europe/Madrid", "Europe/Madird")
    more = MORE.replace('"b"', '" "')
    path = write(tmp_path, entry, {"parts/flow.toml": flow, "more.toml": more})
    assert refused(path) == {
        f"{path}: time_zone": "unknown-time-zone",
        f"{tmp_path}/parts/flow.toml: flows.do.facts[0]": "unknown-fact",
        f"{tmp_path}/parts/flow.toml: flows.do.rules[0].outcome": "unknown-outcome",
        f"{tmp_path}/more.toml: statements.S2.section": "empty-text",
        f"{tmp_path}/more.toml: statements.S2.says": "empty-text",
    }


def test_keys_that_there_are_not_are_told_of_the_files_that_have_them(tmp_path: Path) -> None:
    more = f"x = 1\ny = 2\n{MORE}[facts.there]\nz = 1\n"
    path = write(tmp_path, f"w = 1\n{ENTRY}", {**PARTS, "more.toml": more})
    with pytest.raises(AyudaError) as error:
        load(path, NO_CACHE)
    assert {(one.where, one.code, one.values["value"]) for one in error.value.problems} == {
        (f"{path}: (top)", "unknown-key", "w"),
        (f"{tmp_path}/more.toml: (top)", "unknown-key", "x, y"),
        (f"{tmp_path}/more.toml: facts.there", "unknown-key", "z"),
    }


def test_what_is_missing_is_told_of_the_file_with_the_nearest_table(tmp_path: Path) -> None:
    flow = FLOW.replace(f"about = {WORDS}\n", "").replace('id = "always"\n', "")
    entry = ENTRY.replace('id = "small"\n', "")
    path = write(tmp_path, entry, {"parts/flow.toml": flow, "more.toml": MORE + "x = 1\n"})
    assert refused(path) == {
        f"{path}: (top)": "missing-key",
        f"{tmp_path}/parts/flow.toml: flows.do": "missing-key",
        f"{tmp_path}/parts/flow.toml: flows.do.rules[0]": "missing-key",
        f"{tmp_path}/more.toml: statements.S2": "unknown-key",
    }


def test_values_that_nobody_sees_are_told_of_their_file(tmp_path: Path) -> None:
    more = MORE.replace('"a"', '"a\\u202e"', 1)
    path = write(tmp_path, ENTRY, {**PARTS, "more.toml": more})
    assert refused(path) == {f"{tmp_path}/more.toml: statements.S2.section.en": "unseen-character"}


def test_files_are_named_as_the_entryis_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "folder", ENTRY, {**PARTS, "parts/more.toml": "x = 1\n"})
    for folder, entry in ((tmp_path, "folder/policy.toml"), (tmp_path / "folder", "policy.toml")):
        monkeypatch.chdir(folder)
        where = f"{entry.removesuffix('policy.toml')}parts/more.toml"
        assert refused(Path(entry)) == {f"{where}: (top)": "unknown-key"}
        Path(where).write_text("x =\n")
        assert refused(Path(entry)) == {f"{where}:1:4": "toml-syntax"}
        Path(where).write_text("x = 1\n")


OWNERS = {"flows": "a", "flows.x": "a", "flows.y": "b", "mail.domains": "c", "facts.a.b": "d"}
PATHS = {
    "flows.x.rules[0].when.stag": "a",
    "flows.y": "b",
    "flows.yy": "a",
    "flows.z.rules": "a",
    "mail.domains[3].kind": "c",
    "mail.domainsx": "",
    "mail": "",
    "facts.a.b.ask": "d",
    "(top)": "",
    "": "",
}


@pytest.mark.parametrize("path", PATHS)
def test_the_owner_of_a_path_is_that_of_its_longest_known_beginning(path: str) -> None:
    assert owner_of(OWNERS, path) == PATHS[path]


# ------------------------------------------------------------------ the digest


def test_the_digest_is_that_of_the_digests_of_all_files_in_their_order(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY, PARTS)
    files = [path, *(tmp_path / name for name in PARTS)]
    lines = "".join(f"{sha256(file.read_bytes()).hexdigest()}\n" for file in files)
    assert read(path).sha256 == sha256(lines.encode()).hexdigest()


def test_the_digest_changes_with_each_file_and_with_their_order_alone(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY, PARTS)
    found = {read(path).sha256}
    for name in ("policy.toml", *PARTS):
        with (tmp_path / name).open("a") as file:
            file.write("# more\n")
        found.add(read(path).sha256)
    assert len(found) == 4
    whole = read(path).sha256
    copy = tmp_path / "elsewhere"
    shutil.copytree(tmp_path, copy, ignore=shutil.ignore_patterns("elsewhere"))
    (copy / "policy.toml").rename(copy / "other.toml")
    assert read(copy / "other.toml").sha256 == whole
    names = list(reversed(PARTS))
    (tmp_path / "policy.toml").write_text(f"include = {toml(names)}\n{ENTRY}# more\n")
    assert read(path).sha256 not in found


# ------------------------------------------------------------------ the cache


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_a_policy_in_parts_comes_from_the_cache(
    place: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(place / "policy.toml", cache)
    monkeypatch.setattr(loading, "parse", None)
    assert load(place / "policy.toml", cache) == first


@pytest.mark.parametrize("name", PARTS)
def test_the_cache_sees_a_changed_part_though_its_size_and_time_stay(
    place: Path, cache: Cache, name: str
) -> None:
    first = load(place / "policy.toml", cache)
    part = place / name
    found = part.stat()
    part.write_text(part.read_text().replace('en = "a"', 'en = "z"', 1))
    os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert part.stat().st_size == found.st_size
    second = load(place / "policy.toml", cache)
    assert (second.policy != first.policy, second.sha256 != first.sha256) == (True, True)
    assert load(place / "policy.toml", cache) == second == read(place / "policy.toml")


def spoil(place: Path, way: str) -> None:
    part = place / "more.toml"
    if way == "linked":  # With the same content, elsewhere.
        part.unlink()
        part.symlink_to(place.parent / "inside2/more.toml")
    elif way == "gone":
        part.unlink()
    elif way == "broken":
        part.write_text("x =\n")


@pytest.mark.parametrize("way", ["linked", "gone", "broken"])
def test_what_is_remembered_hides_no_problem_of_a_part(place: Path, cache: Cache, way: str) -> None:
    path = place / "policy.toml"
    load(path, cache)
    spoil(place, way)
    with pytest.raises(AyudaError) as remembered:
        load(path, cache)
    with pytest.raises(AyudaError) as anew:
        load(path, NO_CACHE)
    assert remembered.value.problems == anew.value.problems


def test_a_start_looks_at_no_tables_of_a_policy_that_is_remembered(
    place: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from ayuda.cache import Cache;"
        "from ayuda.policy.load import load;"
        f"load(Path({str(place / 'policy.toml')!r}), Cache(Path({str(tmp_path / 'c')!r})));"
        "print(*(name in sys.modules for name in ('ayuda.policy.whole', 'tomli')))"
    )
    calls = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [call.stdout.split() for call in calls] == [["True"] * 2, ["False"] * 2]


# ------------------------------------------------------------------ from elsewhere


def test_parts_can_come_from_elsewhere_than_a_folder(place: Path) -> None:
    file = read(place / "policy.toml")
    parts = parts_beside(file)
    assert list(parts) == list(file.parts) == list(PARTS)
    content = (place / "policy.toml").read_bytes()
    shutil.rmtree(place)
    found = parse(file.path, content, lambda _, name: parts[name])
    assert found == file
    assert isinstance(found.policy, Policy)


def test_each_reading_begins_anew(place: Path) -> None:
    reader = PartsBeside(place / "policy.toml")
    assert reader(0, "more.toml") == MORE.encode()
    with pytest.raises(AyudaError):
        reader(1, "more.toml")
    assert PartsBeside(place / "policy.toml")(0, "more.toml") == MORE.encode()


def test_a_policy_file_tells_problems_by_part(place: Path) -> None:
    file: PolicyFile = read(place / "policy.toml")
    told = AyudaError.of(f"{file.path}: flows.do.scenarios[0]", "scenario-undecided").problems
    assert [one.where for one in file.told(list(told))] == [
        f"{place}/parts/flow.toml: flows.do.scenarios[0]"
    ]
    foreign = AyudaError.of("--policy", "file-missing").problems
    assert file.told(list(foreign)) == list(foreign)


@pytest.mark.parametrize("named", ["absolute", "relative"])
def test_the_program_runs_with_a_policy_in_parts_from_another_folder(
    place: Path, tmp_path: Path, named: str
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = place / "policy.toml"
    policy = str(path) if named == "absolute" else os.path.relpath(path, folder)
    environment = {"HOME": str(tmp_path), "PATH": os.environ.get("PATH", os.defpath), **MEASURING}
    call = [sys.executable, "-m", "ayuda", "do", "--policy", policy, "--json"]
    for _ in range(2):  # The second comes from the cache.
        done = subprocess.run(
            call, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done
        assert json.loads(done.stdout)["policy"] == {"id": "small", "sha256": read(path).sha256}
    (place / "more.toml").unlink()
    done = subprocess.run(
        call, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    [problem] = json.loads(done.stdout or done.stderr)["problems"]
    assert problem["where"] == str(Path(policy).parent / "more.toml")
