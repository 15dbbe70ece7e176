"""The help pages of training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ayuda.cli.action_pages import Pages
from ayuda.cli.exit_codes import train_codes
from ayuda.cli.options import OF_TRAINING
from ayuda.model import Policy
from ayuda.texts import Texts
from ayuda.train.deck import flows_of_calls


def train_page(ctx: Any, command: Any) -> str:
    """The page of ``train`` or of a command behind it."""
    return Pages("train", "training", "drill", OF_TRAINING, _examples, train_codes).page(
        ctx, command
    )


def _examples(policy: Policy, texts: Texts, action: str | None) -> Iterator[Sequence[str]]:
    flows = _example_flow(policy)
    file = texts.say("help.training.example_file")
    match action:
        case None:
            yield ("ayuda", "train", *flows)
            yield ("ayuda", "train", *flows, "--interview")
            yield ("ayuda", "train", *flows, "--kind", "deadline", "--count", "5")
        case "report":
            yield ("ayuda", "train", "report")
            yield ("ayuda", "train", "report", "--json")
        case "exam":
            yield ("ayuda", "train", "exam", "--seed", "7")
            yield ("ayuda", "train", "exam", "--seed", "7", "--items", "20")
        case "export":
            yield ("ayuda", "train", "export")
            yield ("ayuda", "train", "export", file)
        case "import":
            yield ("ayuda", "train", "import", file)
            yield ("ayuda", "train", "import", file, "--json")
        case _:
            yield ("ayuda", "train", "reset", "--yes")
            yield (
                "ayuda",
                "train",
                "reset",
                *(part for flow in flows for part in ("--flow", flow)),
                "--yes",
            )


def _example_flow(policy: Policy) -> Sequence[str]:
    """The first flow with a deadline to learn, else the first; none where nobody calls."""
    calls = flows_of_calls(policy)
    timed = (name for name in calls if any(rule.windows for rule in policy.flows[name].rules))
    return [next(timed, calls[0])] if calls else []
