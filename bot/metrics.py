"""What /metrics tells, in Prometheus' words: figures only, never a chat, a person or a word.

Each service has a registry of its own, so that several may live in one process.
"""

import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric

from bot.channel import Failure
from bot.courier import Courier
from bot.health import Report
from bot.leadership import Leadership
from bot.pauses import Pauses
from bot.pushing import Pushes
from bot.receiver import Receiver
from bot.webhook import Webhook

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# From one commit on a good disk to the patience of a unit.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_RESULTS = ("sent", *Failure)


@dataclass(frozen=True, slots=True)
class Counted:
    """The parts of the service that count for themselves; the last two only where updates are pushed."""

    receiver: Receiver
    courier: Courier
    pauses: Pauses
    leadership: Leadership
    pushes: Pushes | None = None
    webhook: Webhook | None = None


class Metrics:
    """Collects from the running parts at the moment it is asked."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._report: Report | None = None
        self._registry = CollectorRegistry()
        self._writes = Histogram(
            "frontdesk_database_write_seconds",
            "From queueing a unit of work to its commit or failure.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def wrote(self, seconds: float) -> None:
        """Note how long a unit of work took."""
        self._writes.observe(seconds)

    def text(self, report: Report) -> bytes:
        """Return everything, with what was found in the database just now."""
        self._report = report
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Return our own families, as the library asks for them."""
        yield InfoMetricFamily(
            "frontdesk_build",
            "Which program this is.",
            {"version": version("frontdesk"), "python": platform.python_version()},
        )
        yield from self._counters()
        yield from self._of_channel()
        if self._report is not None:
            yield from _of_report(self._report)

    def _counters(self) -> Iterator[Metric]:
        receiver, courier = self._counted.receiver, self._counted.courier
        yield _counter("updates_received", "Updates that were kept, known ones too.", receiver.received)
        yield _counter("updates_duplicate", "Updates that had been kept before.", receiver.known)
        results = {(result,): courier.results[result] for result in _RESULTS}
        yield _counters("sends", "What became of sends and edits; slow_down is 429.", "result", results)
        yield _counter(
            "budget_waits", "Looks at which something had to wait for the limit of the bot.", courier.waits
        )
        yield _gauge(
            "leader", "1 where this service leads all on its database.", self._counted.leadership.leads
        )
        yield _gauge(
            "breaker_open", "1 while nothing is sent, because of an outage.", self._counted.pauses.closed_off
        )
        if self._counted.webhook is not None:
            answers = {(str(code),): count for code, count in self._counted.webhook.answers.items()}
            yield _counters("webhook_answers", "Answers to deliveries, by code.", "code", answers)

    def _of_channel(self) -> Iterator[Metric]:
        seen = self._counted.pushes.seen if self._counted.pushes else None
        if seen is not None:
            yield _gauge("webhook_waiting", "Updates the channel could not push yet.", seen.waiting)
            failed = 0.0 if seen.failed_at is None else seen.failed_at.timestamp()
            yield _gauge(
                "webhook_last_error_timestamp_seconds", "When pushing failed last; 0: never.", failed
            )


def _of_report(report: Report) -> Iterator[Metric]:
    yield _gauge("ready", "1 when /readyz says so.", not report.reasons)
    yield _gauge("database_writable", "1 when a row could be written just now.", report.database == "ok")
    if report.heard_age is not None:
        yield _gauge("channel_answer_age_seconds", "Since the channel answered last.", report.heard_age)
    found, backlog = report.found, report.found.backlog
    if backlog is None:
        return
    yield _gauge("timer_lag_seconds", "By how much the next timer is late.", found.timer_lag)
    yield _gauge("timers_parked", "Timers that failed for good.", backlog.timers_parked)
    yield _gauge("inbox_oldest_seconds", "Age of the oldest unfinished update.", found.inbox_age or 0)
    ages = {(priority.name,): age for priority, age in found.outbox_ages.items()}
    yield _gauges("outbox_oldest_seconds", "Age of the oldest unsent message.", "priority", ages)
    for name, counts in (("inbox", backlog.inbox), ("outbox", backlog.outbox)):
        rows = {(state,): count for state, count in counts.items()}
        yield _gauges(f"{name}_rows", "Unfinished rows and those that need a person.", "state", rows)


def _counter(name: str, help_: str, value: float) -> Metric:
    return CounterMetricFamily(f"frontdesk_{name}", help_, value=value)


def _counters(name: str, help_: str, label: str, values: Mapping[tuple[str], float]) -> Metric:
    return _filled(CounterMetricFamily(f"frontdesk_{name}", help_, labels=[label]), values)


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"frontdesk_{name}", help_, value=value)


def _gauges(name: str, help_: str, label: str, values: Mapping[tuple[str], float]) -> Metric:
    return _filled(GaugeMetricFamily(f"frontdesk_{name}", help_, labels=[label]), values)


def _filled(family: CounterMetricFamily | GaugeMetricFamily, values: Mapping[tuple[str], float]) -> Metric:
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family
