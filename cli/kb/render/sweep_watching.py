"""Who shows a sweep while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from kb_engine.sweeps import Silent, Watcher

from kb.render.console import out
from kb.render.form import Form
from kb.render.sweep_log import SweepJson, SweepLog


@contextmanager
def watching(form: Form) -> Iterator[Watcher]:
    """Who shows a sweep in a form: in a terminal a picture that moves, elsewhere lines."""
    match form:
        case "folder":
            yield Silent()
        case "json":
            yield SweepJson()
        case "people" if out.is_terminal:
            from kb.render.sweep_live import SweepLive

            with SweepLive() as live:
                yield live
        case "people":
            yield SweepLog()
