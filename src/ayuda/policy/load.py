"""A policy's files to a policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ayuda.cache import Cache, digest
from ayuda.errors import AyudaError, Problem
from ayuda.model import Policy
from ayuda.policy.beside import Translations, cache_key, translations_beside
from ayuda.policy.files import PartsBeside, ReadPart, part_path, read_bytes

if TYPE_CHECKING:
    from ayuda.policy.whole import Whole

PACKAGE = Path(__file__).parents[1]
BUILT_IN = "data/policies.toml"


class PolicyFile(msgspec.Struct, frozen=True):
    """A policy, where its entry was read from, and the digest of its files in hexadecimal.

    Without parts, ``sha256`` is that of the file's bytes. With parts, it is the SHA-256 of a text
    with a line for each file, the entry first and then the parts in the order of ``include``:
    the SHA-256 of that file's bytes in hexadecimal, and a line feed.

    ``parts`` has what the content of each part is known by, by its name in that order; ``owners``
    the names of the parts by the paths of the keys in them (see ``ayuda.policy.whole``).
    """

    path: str
    policy: Policy
    sha256: str
    parts: dict[str, bytes] = {}
    owners: dict[str, str] = {}

    def told(self, problems: list[Problem]) -> list[Problem]:
        """Problems of this file, each told of the part in which its path stands."""
        from ayuda.policy.whole import in_their_files

        return in_their_files(self.path, self.owners, problems)

    def place(self, path: str) -> str:
        """A path in this policy behind the name of the file in which it stands."""
        from ayuda.policy.whole import owner_of

        owner = owner_of(self.owners, path)
        return f"{part_path(self.path, owner) if owner else self.path}: {path}"


def built_in_path() -> Path:
    """Where the built-in policy is: in the installed package, or in the checkout beside it."""
    installed = PACKAGE / BUILT_IN
    return installed if installed.exists() else PACKAGE.parents[1] / BUILT_IN


def load(path: Path, cache: Cache) -> PolicyFile:
    """A policy, parsed or remembered. Raises AyudaError with every problem that it has."""
    content = read_bytes(path)
    beside = translations_beside(path, content)
    file = cache.remember(
        path,
        cache_key(content, beside),
        PolicyFile,
        lambda: parse(str(path), content, beside=beside),
        lambda remembered: _has_its_parts(path, remembered),
    )
    return msgspec.structs.replace(file, path=str(path))


def read(path: Path) -> PolicyFile:
    """Read a policy and check it. Raises AyudaError with every problem that it has."""
    content = read_bytes(path)
    return parse(str(path), content, beside=translations_beside(path, content))


def load_open(path: Path, cache: Cache) -> PolicyFile:
    """The same as ``load``, but a flow may end without a rule for all other cases.

    Raises AyudaError.
    """
    try:
        return load(path, cache)
    except AyudaError as error:
        if any(problem.code != "no-last-rule" for problem in error.problems):
            raise
    content = read_bytes(path)
    return parse(str(path), content, beside=translations_beside(path, content), may_be_open=True)


def parts_beside(file: PolicyFile) -> dict[str, bytes]:
    """The contents of a policy's parts by name, as they are now. Raises AyudaError."""
    read_part = PartsBeside(Path(file.path))
    return {name: read_part(place, name) for place, name in enumerate(file.parts)}


def parse(
    path: str,
    content: bytes,
    read_part: ReadPart | None = None,
    beside: Translations | None = None,
    *,
    may_be_open: bool = False,
) -> PolicyFile:
    """The policy that an entry's content and its parts are, checked.

    Parts are read from beside the path, if nothing else reads them. ``beside`` are the files of its
    further languages; where they are not told, their words are those of the policy's first
    language. With ``may_be_open`` a flow may end without a rule for all other cases. Raises
    AyudaError with all problems of all files.
    """
    from ayuda.policy.table_files import with_rows
    from ayuda.policy.whole import in_their_files, whole_of

    read_part = read_part or PartsBeside(Path(path))
    whole: Whole = whole_of(path, content, read_part)
    files, problems = with_rows(path, whole.tables, read_part)
    whole.parts.update(files)
    whole.problems += problems
    whole.is_complete &= not problems
    try:
        policy = _checked(path, whole, beside, may_be_open=may_be_open)
    except AyudaError as error:
        raise AyudaError(in_their_files(path, whole.owners, error.problems)) from None
    parts = {name: digest(part) for name, part in whole.parts.items()}
    owners = whole.owners if parts else {}
    return PolicyFile(path, policy, _sha256(content, whole.parts), parts, owners)


def _checked(path: str, whole: Whole, beside: Translations | None, *, may_be_open: bool) -> Policy:
    """The policy that tables are. Raises AyudaError with all problems of its files.

    Where tables are missing since a part is, what that leads to is not told.
    """
    from ayuda.policy.check import problems_of
    from ayuda.policy.shape import shape_problems, text_problems
    from ayuda.policy.values import value_problems

    tables = whole.tables
    problems = [*whole.problems, *value_problems(path, tables)]
    beyond = {"number-too-large", "number-too-long"} & {problem.code for problem in problems}
    if beyond or not whole.is_complete:
        raise AyudaError(problems)  # Nothing further can be asked of such numbers.
    try:
        policy = msgspec.convert(tables, Policy)
    except msgspec.ValidationError as error:
        problems += shape_problems(path, tables, fallback=str(error))
    else:
        problems += text_problems(path, tables, policy) or problems_of(path, policy)
        if may_be_open and all(flow.rules for flow in policy.flows.values()):
            problems = [problem for problem in problems if problem.code != "no-last-rule"]
        if beside is not None and policy.further_languages:
            from ayuda.policy.translations import translated

            policy, further = translated(path, policy, beside)
            problems += further
    if problems:
        raise AyudaError(problems)
    return policy


def _has_its_parts(path: Path, remembered: PolicyFile) -> bool:
    """Whether the parts of a policy are still those that it was made from."""
    try:
        found = parts_beside(msgspec.structs.replace(remembered, path=str(path)))
    except AyudaError:
        return False
    return all(digest(content) == remembered.parts[name] for name, content in found.items())


def _sha256(content: bytes, parts: Mapping[str, bytes]) -> str:
    if not parts:
        return _hashed(content)
    lines = [f"{_hashed(file)}\n" for file in (content, *parts.values())]
    return _hashed("".join(lines).encode())


def _hashed(content: bytes) -> str:
    """SHA-256 by itself: hashlib would load OpenSSL as well, which takes longer than to hash."""
    try:
        from _sha256 import sha256  # type: ignore[import-not-found] # as Python 3.11 has it
    except ImportError:
        from hashlib import sha256
    return str(sha256(content).hexdigest())
