"""The command that prints what a shell needs to complete emspath's commands and names."""

from __future__ import annotations

import click

from emspath.cli.output import to_stdout


@click.command(epilog="Example: emspath completion bash")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, options and names.

    Put into ~/.bashrc: eval "$(emspath completion bash)"

    Put into ~/.zshrc: autoload -Uz compinit; compinit

    and below it: eval "$(emspath completion zsh)"

    Put into ~/.config/fish/config.fish: emspath completion fish | source
    """
    from click.shell_completion import ShellComplete, get_completion_class

    from emspath.cli import main

    found = get_completion_class(shell)
    assert found is not None
    # The base class's source() is used, since bash's own first runs a bash to learn its version.
    to_stdout(ShellComplete.source(found(main, {}, "emspath", "_EMSPATH_COMPLETE")) + "\n")
