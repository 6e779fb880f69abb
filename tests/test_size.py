"""Two ceilings: no module over 400 lines, no function over 50."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path for room in ("bot", "handlers", "nlp", "storage") for path in (ROOT / room).rglob("*.py")
)
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 50


def too_long(path):
    """Name the module, or its functions, where they are over the ceilings."""
    text = path.read_text(encoding="utf-8")
    if text.count("\n") > MOST_LINES:
        yield f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{path.relative_to(ROOT)}: {node.name}: {lines} lines"


def test_modules_and_their_functions_stay_short():
    found = [told for path in MODULES for told in too_long(path)]
    assert not found, "\n".join(found)


def test_there_are_modules_to_measure():
    assert len(MODULES) > 30
