"""A policy file to a policy: the only reader of TOML."""

import re
from pathlib import Path
from typing import Any

import msgspec

from ayuda.cache import Cache
from ayuda.errors import AyudaError, unreadable
from ayuda.model import Policy
from ayuda.policy.beside import Translations, translations_beside, whole

PACKAGE = Path(__file__).parents[1]
BUILT_IN = "data/policies.toml"
LARGEST = 16 << 20
"""The size in bytes over which a file is no policy (a device, a picture)."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ENDLESS_NUMBER = re.compile(rb"(?<![\w.])[+-]?[0-9][0-9_]{4299,}")
"""A number with more digits than Python turns into one."""


class PolicyFile(msgspec.Struct, frozen=True):
    """A policy, where it was read from, and the digest of that file's bytes in hexadecimal."""

    path: str
    policy: Policy
    sha256: str


def built_in_path() -> Path:
    """Where the built-in policy is: in the installed package, or in the checkout beside it."""
    installed = PACKAGE / BUILT_IN
    return installed if installed.exists() else PACKAGE.parents[1] / BUILT_IN


def load(path: Path, cache: Cache) -> PolicyFile:
    """A policy file, parsed or remembered. Raises AyudaError with every problem that it has."""
    content = read_bytes(path)
    beside = translations_beside(path, content)
    file = cache.remember(
        path, whole(content, beside), PolicyFile, lambda: parse(str(path), content, beside)
    )
    return msgspec.structs.replace(file, path=str(path))


def read(path: Path) -> PolicyFile:
    """Read a policy file and check it. Raises AyudaError with every problem that it has."""
    content = read_bytes(path)
    return parse(str(path), content, translations_beside(path, content))


def parse(path: str, content: bytes, beside: Translations | None = None) -> PolicyFile:
    """The policy that a file's content is, checked. Raises AyudaError with all its problems.

    ``beside`` are the files of its further languages; where they are not told, their words are
    those of the policy's first language.
    """
    from hashlib import sha256

    from ayuda.policy.check import problems_of
    from ayuda.policy.shape import shape_problems, text_problems
    from ayuda.policy.values import value_problems

    tables = parse_toml(path, content)
    problems = list(value_problems(path, tables))
    if any(problem.code == "number-too-large" for problem in problems):
        raise AyudaError(problems)  # Nothing further can be asked of such numbers.
    try:
        policy = msgspec.convert(tables, Policy)
    except msgspec.ValidationError as error:
        problems += shape_problems(path, tables, fallback=str(error))
    else:
        problems += text_problems(path, tables, policy) or problems_of(path, policy)
        if beside is not None and policy.further_languages:
            from ayuda.policy.translations import translated

            policy, further = translated(path, policy, beside)
            problems += further
    if problems:
        raise AyudaError(problems)
    return PolicyFile(path, policy, sha256(content).hexdigest())


def read_bytes(path: Path) -> bytes:
    """The content of a file of TOML. Raises AyudaError where it cannot be read, or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise AyudaError.of(str(path), "file-missing") from None
    except (OSError, ValueError) as error:
        raise unreadable(str(path), error) from None
    if len(content) > LARGEST:
        raise AyudaError.of(str(path), "file-too-large", limit=f"{LARGEST >> 20} MiB")
    return content


def parse_toml(path: str, content: bytes) -> dict[str, Any]:
    """The tables of a file's content. Raises AyudaError with the line of what is no TOML."""
    import tomli

    if content.startswith(BYTE_ORDER_MARK):
        raise AyudaError.of(f"{path}:1", "byte-order-mark")
    try:
        return tomli.loads(content.decode())
    except UnicodeDecodeError as error:
        raise AyudaError.of(f"{path}:{_line(content, error.start)}", "not-utf8") from None
    except tomli.TOMLDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise AyudaError.of(where, "toml-syntax", reason=error.msg) from None
    except RecursionError:
        raise AyudaError.of(path, "toml-too-deep") from None
    except ValueError:  # What Python says of a number with thousands of digits, and no more.
        found = [_line(content, match.start()) for match in ENDLESS_NUMBER.finditer(content)]
        where = f"{path}:{found[0]}" if len(found) == 1 else path
        raise AyudaError.of(where, "number-too-large") from None


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1
