"""What is said to run on PostgreSQL is there."""

from pathlib import Path

from tests.scenarios.conftest import ON_POSTGRES, ONLY


def test_every_scenario_that_is_named_for_postgresql_is_there():
    assert set(ONLY) <= set(ON_POSTGRES)
    for file in ON_POSTGRES:
        written = Path(__file__).with_name(f"{file}.py").read_text(encoding="utf-8")
        assert [name for name in ONLY.get(file, ()) if f"def {name}(" not in written] == []
