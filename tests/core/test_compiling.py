"""A kernel's cache must notice when another file that it calls has changed."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

CORE = Path(__file__).parents[2] / "core"


def test_a_changed_callee_in_another_file_is_noticed(tmp_path: Path) -> None:
    package = tmp_path / "kernels"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "compiling.py").write_text((CORE / "compiling.py").read_text())
    (package / "caller.py").write_text(
        textwrap.dedent("""
            from kernels.callee import part
            from kernels.compiling import kernel

            @kernel
            def whole():
                return 10 * part()
        """)
    )

    def answer(part: int) -> str:
        (package / "callee.py").write_text(
            f"from kernels.compiling import kernel\n\n@kernel\ndef part():\n    return {part}\n"
        )
        command = [sys.executable, "-c", "from kernels.caller import whole; print(whole())"]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert answer(1) == "10"
    assert answer(2) == "20"
