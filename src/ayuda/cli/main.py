"""The program's entry: the group of commands, and what becomes of every error."""

import gc

from ayuda.cli.endings import Ended, Endings, EndingsLater

gc.disable()  # Start-up makes no garbage; looking for it costs a tenth of a short call.

with Endings(at_once=True):
    from ayuda.cli.lean_loading import uncollected, without

    # It would take them for annotations that this program does not have, and inspect with them.
    with without("typing_extensions"):
        import msgspec  # noqa: F401

    import os
    import sys
    from collections.abc import Callable, Sequence

    from ayuda.cli.options import HELP_OPTIONS, VERSION_OPTIONS
    from ayuda.cli.plain_words import plain_call
    from ayuda.cli.refusals import messages_of
    from ayuda.cli.session import Session, write_bytes
    from ayuda.cli.streams import result_gone, streams_of_a_call
    from ayuda.errors import AyudaError, ExitCode
    from ayuda.view.document import encode, error_document

COMPLETION_OPTIONS = ("--install-completion", "--show-completion")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; every error becomes a message here."""
    gc.freeze()
    gc.enable()
    words = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(os.environ)
    session.words = words if arguments is None else None
    session.look_ahead(words)
    with Endings() as endings:
        try:
            with streams_of_a_call():
                code = _ended(session, words, endings)
        except Ended as ended:  # Before or after all that could be lost.
            endings.stop_hearing()
            code = ended.exit_code
        if arguments is None:
            gc.freeze()  # Nothing is looked for any more among what goes at once anyway.
            endings.end_undisturbed()
    return code


def _ended(session: Session, words: list[str], endings: Endings) -> int:
    """The exit code of a call, however it ends."""
    try:
        write_bytes(sys.stdout, b"")
        code = _run(session, words)
        write_bytes(sys.stdout, b"")
    except BaseException as error:
        endings.stop_hearing()
        if isinstance(error, SystemExit) and not endings.noted:
            raise
        return _end(session, words, endings.first or error)
    endings.stop_hearing()
    # A library may have an exit code of its own for what it was interrupted by.
    return code if endings.first is None else _end(session, words, endings.first)


def _end(session: Session, words: Sequence[str], error: BaseException) -> int:
    """The exit code for what nothing else has caught, once it is told."""
    try:
        if isinstance(error, (KeyboardInterrupt, EOFError)):
            _tell(session.texts_when_interrupted().say("walk.interrupted"))
            return error.exit_code if isinstance(error, Ended) else ExitCode.INTERRUPTED
        if not isinstance(error, BrokenPipeError):
            return _refuse_failure(session, words, error)
    except BrokenPipeError:
        pass
    except Exception:  # noqa: BLE001 - not even the words for it can be had
        _tell(f"ayuda: {type(error).__name__}: {error}")
        return ExitCode.REFUSED
    result_gone()
    return ExitCode.READER_GONE


def _refuse_failure(session: Session, words: Sequence[str], error: BaseException) -> int:
    """Tell of a failure that nobody saw coming: in ``check-email`` it is no verdict."""
    from ayuda.cli.failures import failure_of, judges_a_message, released

    is_check = judges_a_message(session, words)
    failure = failure_of(released(error), "ayuda", is_check=is_check)
    failure.__cause__ = error
    if any(problem.code == "output-failed" for problem in failure.problems):
        result_gone()
        words = ()
    return _refuse(session, failure, words)


def _run(session: Session, words: list[str]) -> int:
    said = set(words)
    helps = bool({*HELP_OPTIONS, "help"} & said)
    session.is_forgiving = session.completes or helps or bool({*VERSION_OPTIONS} & said)
    if {*COMPLETION_OPTIONS} & said and not session.completes:
        from ayuda.cli.completion import scripts_in_language

        with scripts_in_language(session):
            return _called(session, words, completion=True)
    if session.completes and session.words == []:
        from ayuda.cli.completion import kept_for_the_front

        with kept_for_the_front(session):
            return _called(session, words, completion=True)
    code = _called(session, words, completion=helps)
    if not session.completes:
        for problem in session.forgiven():
            _tell(session.texts.message(problem).told())
    return code


def _called(session: Session, words: list[str], *, completion: bool) -> int:
    """The exit code of what the words ask for."""
    try:
        return _asked(session, words, completion=completion)()
    except AyudaError as error:
        return _refuse(session, error, words)


def _asked(session: Session, words: list[str], *, completion: bool) -> Callable[[], int]:
    """What the words ask for, read without Typer where they are plain. Raises AyudaError."""
    plain = None if completion or session.completes else plain_call(session, words)
    if plain is not None:
        return plain
    with EndingsLater(), uncollected():
        from ayuda.cli.group import typer_call
    return typer_call(session, words, completion=completion)


def _refuse(session: Session, error: AyudaError, words: Sequence[str]) -> int:
    """Tell every problem on standard error, and on standard output too where JSON is wanted.

    A shell that asks for completions is told nothing: it would stand in the line being typed.
    """
    if session.completes:
        return int(error.exit_code)
    session.refused = tuple(error.problems)
    texts = session.texts_for_errors()
    messages = messages_of(texts, error.problems)
    if "--json" in words:
        content = encode(error_document(messages)) + b"\n"
        write_bytes(sys.stdout, content)
    for message in messages:
        _tell(message.told_in_one_line() if error.is_unexpected else message.told())
    if error.is_unexpected:
        from ayuda.cli.failures import show_cause

        show_cause(error, session.environ)
    return int(error.exit_code)


def _tell(text: str) -> None:
    """A message on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
