"""`make bench` runs to its end; what it measures says something on a quiet machine only."""

import json
import subprocess
import sys
from pathlib import Path

from tests import ground


def test_every_row_is_measured_and_written_down(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--out", str(out)],
        cwd=ground.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    for row in report["rows"]:
        assert row["what"] in done.stdout
        assert row["figures"] or row["note"]
    [share] = [row["figures"]["share"] for row in report["rows"] if "share" in row["figures"]]
    assert share == 1.0
