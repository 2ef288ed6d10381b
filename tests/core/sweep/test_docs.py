"""What docs/sweeps.md says to type does what it says."""

from __future__ import annotations

import re
import runpy
import shlex

import pytest

from core.__main__ import main
from core.sweep import from_toml
from tests.serving import ROOT

PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, flags=re.DOTALL)
README = re.findall(r"^python -m core (sweep .*)$", (ROOT / "README.md").read_text(), flags=re.M)


def test_the_commands_and_the_python_run_one_after_the_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = []
    for kind, text in BLOCKS:
        if kind == "python":
            (tmp_path / "said.py").write_text(text, encoding="utf-8")
            runpy.run_path("said.py")
            said.append(capsys.readouterr().out)
        elif text.startswith("python -m core sweep"):
            assert main(shlex.split(text)[3:]) == 0
            assert "rows in" in capsys.readouterr().out
    shares, verdict = said
    assert "low" in shares
    assert verdict.startswith("Consistent: the exponent is -1.5")


def test_the_file_is_a_sweep():
    (text,) = (text for kind, text in BLOCKS if kind == "toml")
    assert len(from_toml(text)) == 2_500


@pytest.mark.parametrize("command", README)
def test_the_readmes_commands_are_sweeps(command, capsys):
    assert main([*shlex.split(command), "--dry-run"]) == 0
    assert "runs, about" in capsys.readouterr().out


def test_no_two_of_the_readmes_commands_write_to_one_place():
    places = [shlex.split(command)[-1] for command in README]
    assert 2 <= len(set(places)) == len(places)
