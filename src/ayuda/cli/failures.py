"""What becomes of a failure that nobody saw coming: words and an exit code, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EAGAIN, EMFILE, ENFILE, ENOENT, ENOMEM

from ayuda.cli.session import Session
from ayuda.engine.stated import judges_evidence
from ayuda.errors import AyudaError, Problem

DEBUG_VARIABLE = "AYUDA_DEBUG"
"""Set to 1, it shows where in the program an unexpected failure was."""
NO_THREAD = "can't start new thread"
NO_ROOM_TO_LOAD = ("failed to map segment", "cannot allocate memory", "cannot map zero-fill")
NO_MEMORY_TYPES = ("OutOfMemoryException", "ArrayMemoryError")
"""What libraries call it; naming them here would load them."""
NO_TEMPORARY_FOLDER = "No usable temporary directory"


class UnexpectedError(AyudaError):
    """A mistake of the program itself; its cause is what was raised."""

    is_unexpected = True


@contextmanager
def failures_at(where: str) -> Iterator[None]:
    """Name what was being worked on where something fails unexpectedly. Raises AyudaError."""
    try:
        yield
    except (AyudaError, BrokenPipeError):
        raise
    except Exception as error:
        raise failure_of(error, where) from error


def failure_of(error: BaseException, where: str, *, is_check: bool = False) -> AyudaError:
    """What to say of an exception: the machine's own limits, or a mistake of the program.

    ``where`` is what was being worked on, ``is_check`` whether a message was being judged.
    """
    if isinstance(error, OSError):
        return _failure_of_system(error, where)
    if is_want_of_memory(error):
        return AyudaError.of(where, "low-memory", reason=str(error) or type(error).__name__)
    told = str(error).partition("\n")[0]
    reason = f"{type(error).__name__}: {told}" if told else type(error).__name__
    code = "check-failed" if is_check else "unexpected"
    return UnexpectedError([Problem(where, code, {"reason": reason})])


def is_want_of_memory(error: BaseException) -> bool:
    """Whether an exception says that the system gave no more memory, or no more threads."""
    told = str(error)
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ in NO_MEMORY_TYPES
        or (isinstance(error, RuntimeError) and NO_THREAD in told)
        or (isinstance(error, ImportError) and any(mark in told for mark in NO_ROOM_TO_LOAD))
    )


def _failure_of_system(error: OSError, where: str) -> AyudaError:
    reason = error.strerror or str(error)
    if error.errno in (EMFILE, ENFILE):
        return AyudaError.of(where, "too-few-files", reason=reason)
    if error.errno in (ENOMEM, EAGAIN):  # EAGAIN: no process more (ulimit -u)
        return AyudaError.of(where, "low-memory", reason=reason)
    if error.errno == ENOENT and NO_TEMPORARY_FOLDER in reason:
        return AyudaError.of("TMPDIR", "no-temporary-folder")
    if error.filename is not None:
        return AyudaError.of(str(error.filename), "system-refused", reason=reason)
    # Only a stream that was open already fails without a name.
    return AyudaError.of("stdout", "output-failed", reason=reason)


def show_cause(error: BaseException, environ: Mapping[str, str]) -> None:
    """Print where in the program a failure was, for those who want to mend it."""
    if environ.get(DEBUG_VARIABLE) == "1" and sys.stderr is not None:
        from traceback import print_exception

        print_exception(error.__cause__ or error, file=sys.stderr)


def judges_a_message(session: Session, words: Sequence[str]) -> bool:
    """Whether the call is of a flow that judges messages, as far as that can be found out."""
    with suppress(Exception):
        flows = session.policy.flows
        named = next(word for word in words if word in flows or word == "batch")
        return named in flows and judges_evidence(session.policy, flows[named])
    return False


def released(error: BaseException) -> BaseException:
    """The same error, without what its frames held: there may be little memory left."""
    trace = error.__traceback__
    while trace is not None:
        with suppress(RuntimeError):
            trace.tb_frame.clear()
        trace = trace.tb_next
    return error
