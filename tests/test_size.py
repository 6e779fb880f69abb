"""Two ceilings: no module over 400 lines, no function over 50."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path for room in ("bot", "handlers", "nlp", "storage") for path in (ROOT / room).rglob("*.py")
)
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 50


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_and_its_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno + 1 <= MOST_LINES_OF_A_FUNCTION, node.name


def test_there_are_modules_to_measure():
    assert len(MODULES) > 30
