import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ground import LiveShop

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "walkthrough.md"


@pytest.mark.django_db(transaction=True)
def test_every_line_of_the_walkthrough_works(live_shop: LiveShop, tmp_path: Path):
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)
    assert len(blocks) >= 8
    script = tmp_path / "walkthrough.sh"
    script.write_text("set -eux\n" + "\n".join(blocks))
    done = subprocess.run(
        ["bash", str(script)],
        env={
            **live_shop.environment,
            "SHOP": live_shop.url,
            "MANAGE": f"{sys.executable} manage.py",
        },
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
