"""What `kb why` prints."""

from pathlib import Path

import pytest
from kb.render.explanation import print_explanation
from kb_engine import Explanation
from kb_engine.sessions._explanation import Evidence


def test_no_sentence_stands_twice(capsys: pytest.CaptureFixture[str]) -> None:
    evidence = (Evidence("run", "it learned."), Evidence("rules", "a bias is wasted."))
    print_explanation(
        Explanation(Path("run"), "healthy", None, "it learned.", None, False, evidence)  # noqa: FBT003 - as the record has it
    )
    shown = capsys.readouterr().out
    assert shown.count("it learned.") == 1
    assert "rules  a bias is wasted." in shown
