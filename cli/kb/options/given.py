"""Which options were typed, for commands in which some exclude others."""

import typer


def given_options(context: typer.Context) -> dict[str, str]:
    """The options and arguments on the command line: each parameter's name, and how it is spelt."""
    sources = {
        each: context.get_parameter_source(each.name or "") for each in context.command.params
    }
    return {
        each.name or "": each.opts[0]
        for each, source in sources.items()
        if source is not None and source.name == "COMMANDLINE"
    }
