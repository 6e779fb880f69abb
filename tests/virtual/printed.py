"""Printing what a stretch of time was like, for the commands behind `make week` and `make month`."""

import asyncio
import logging
import sys
import time
from collections.abc import Coroutine
from pathlib import Path

import structlog

from tests.virtual.chats import Line
from tests.virtual.findings import Report


def passes(what: str, living: Coroutine[None, None, tuple[Report, list[Line]]], log: Path | None) -> None:
    """Let it pass and print its figures; exit 1 when something was promised and not kept."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began = time.monotonic()
    report, lines = asyncio.run(living)
    print(f"{what}, seed {report.seed}: {time.monotonic() - began:.1f} s, digest {report.digest}")
    print(report.table())
    if log is not None:
        log.write_text("\n".join(map(str, lines)), encoding="utf-8")
    if report.broken:
        print(report.story(lines))
        sys.exit(1)
