"""A driver brings its own library along and no other: each takes time and memory."""

import subprocess
import sys

import pytest

from bot.channels.telegram import DRIVERS

_OPEN = """
import sys
from bot.channels import CHANNELS
CHANNELS["telegram"](token="1:x", api="http://127.0.0.1:1", driver=sys.argv[1])
print(*sorted({"telegram", "httpx", "aiogram"} & set(sys.modules)))
"""


@pytest.mark.parametrize(("driver", "libraries"), [("ptb", "httpx telegram"), ("aiogram", "aiogram")])
def test_only_the_library_of_the_driver_is_imported(driver, libraries):
    assert driver in DRIVERS
    result = subprocess.run([sys.executable, "-c", _OPEN, driver], capture_output=True, check=True, text=True)
    assert result.stdout.split() == libraries.split()
