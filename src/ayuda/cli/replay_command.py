"""The command ``replay`` and its page of help; what runs it is loaded when it runs."""

from __future__ import annotations

from typing import Any

from ayuda.cli.commands import Chosen, StrictCommand
from ayuda.cli.making import argument, flag, made, shared_options
from ayuda.cli.session import Session


class ReplayCommand(StrictCommand):
    """The command ``replay``, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        formatter.write(replay_page(ctx, self))


def replay_command(session: Session) -> StrictCommand:
    """The command that decides receipts again."""

    def command(**options: Any) -> None:
        def run() -> int:
            from ayuda.cli.run_replay import run_replay

            return run_replay(session, options)

        raise Chosen(run)

    say = session.texts_for_errors().say
    receipts = argument("receipts", list[str] | None, say("help.value_receipts"))
    parameters = [receipts, flag("json"), *shared_options(session)]
    return made("replay", ReplayCommand, command, parameters, say("help.replay"))


def replay_page(ctx: Any, command: Any) -> str:
    """The help page of ``replay``."""
    from ayuda.cli.exit_codes import replay_codes
    from ayuda.cli.help import example_lines, joined, option_row, section, usage_lines
    from ayuda.cli.layout import paragraph
    from ayuda.view.wording import Wording

    session = ctx.find_root().obj
    texts = session.texts
    wording = Wording(session.policy, texts, session.clock())
    params = list(command.get_params(ctx))
    options = [param for param in params if param.opts[0].startswith("-")]
    folder = texts.say("help.example_receipts")
    told = {"json": texts.say("help.replay_json"), "policy": texts.say("help.replay_policy")}
    rows = (option_row(texts, param) for param in options)
    meant = zip((param.name for param in options), rows, strict=True)
    page = [
        *usage_lines(texts, texts.say("help.usage_replay")),
        *paragraph(texts.say("help.replay_about")),
        *section(
            texts.say("help.arguments"),
            [(texts.say("help.value_receipts"), texts.say("help.receipts"))],
        ),
        *section(
            texts.say("help.options"),
            ((names, told.get(name, meaning)) for name, (names, meaning) in meant),
        ),
        *example_lines(texts, [("ayuda", "replay", folder), ("ayuda", "replay", folder, "--json")]),
        *section(texts.say("help.exit_codes"), replay_codes(wording)),
    ]
    return joined(page)
