"""How shells hand over `--option=value`: each in its own way, and click's classes answer only some of them."""

from __future__ import annotations

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)


class _Bash(BashComplete):
    """bash cuts at the equals sign, which click then takes for the value."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before, and the one begun."""
        args, incomplete = super().get_completion_args()
        if len(args) > 1 and args[-1] == "=" and args[-2].startswith("--"):
            args.pop()
        return args, incomplete


class _Whole(ShellComplete):
    """zsh and fish put an offer in place of the whole word, the option's name too."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """What is offered, with the option's name before it where that is part of the word."""
        found = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("--"):
            for item in found:
                if item.type == "plain":
                    item.value = f"{option}={item.value}"
        return found


class _Zsh(_Whole, ZshComplete):
    pass


class _Fish(_Whole, FishComplete):
    pass


def register() -> None:
    """Let click answer with these."""
    for each in (_Bash, _Zsh, _Fish):
        add_completion_class(each)
