"""The help page of a command behind which others stand, or of one of those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ayuda.cli.help import example_lines, joined, option_row, section, usage_lines
from ayuda.cli.layout import Row, paragraph
from ayuda.cli.making import action_of
from ayuda.model import Policy
from ayuda.texts import Texts
from ayuda.view.wording import Wording

SHARED = ("now", "region", "lang", "policy", "help")
"""Options whose meaning is that of every command."""


class Pages(msgspec.Struct, frozen=True):
    """What the pages of a command and of those behind it say.

    ``words`` is the table of their texts; ``alone`` is what the command by itself is called there.
    """

    name: str
    words: str
    alone: str
    actions: Sequence[str]
    examples: Callable[[Policy, Texts, str | None], Iterable[Sequence[str]]]
    codes: Callable[[Wording, str | None], Iterable[Row]]

    def page(self, ctx: Any, command: Any) -> str:
        """The page of the command that is asked about."""
        session = ctx.find_root().obj
        texts: Texts = session.texts
        action = action_of(str(ctx.info_name))
        wording = Wording(session.policy, texts, session.clock())
        params = list(command.get_params(ctx))
        arguments = [param for param in params if not param.opts[0].startswith("-")]
        options = [param for param in params if param not in arguments]
        say = texts.say
        page = [
            *usage_lines(texts, say(f"help.{self.words}.usage_{action or self.alone}")),
            *paragraph(say(f"help.{self.words}.about_{action or self.alone}")),
            *section(say("help.arguments"), (self._argument(texts, one) for one in arguments)),
            *(section(say("help.commands"), self._actions(texts)) if action is None else ()),
            *section(say("help.options"), (self._option(texts, one) for one in options)),
            *example_lines(texts, self.examples(session.policy, texts, action)),
            *section(say("help.exit_codes"), self.codes(wording, action)),
        ]
        return joined(page)

    def _actions(self, texts: Texts) -> Iterator[Row]:
        for action in self.actions:
            yield f"{self.name} {action}", texts.say(f"help.{self.name}_{action}")

    def _argument(self, texts: Texts, param: Any) -> Row:
        return param.metavar or "", texts.say(f"help.{self.words}.{param.name}")

    def _option(self, texts: Texts, param: Any) -> Row:
        if param.name in SHARED:
            return option_row(texts, param)
        names = ", ".join(param.opts)
        if param.metavar and not param.is_flag:
            names = f"{names} {param.metavar}"
        return names, texts.say(f"help.{self.words}.{param.name}")
