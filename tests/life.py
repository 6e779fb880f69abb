"""`make life`: writes docs/life-of-a-ticket.md from the table of the machine."""

import argparse
from pathlib import Path

from handlers import texts
from handlers.ticket.lifecycle import (
    ARROWS,
    AT_WORK,
    DONE,
    FINISHED,
    HELD,
    OPEN,
    RULES,
    TIMERS,
    Guard,
    Move,
    Step,
    Who,
)

DOCUMENT = Path(__file__).parents[1] / "docs" / "life-of-a-ticket.md"
_GROUPS = {"open": OPEN, "held": HELD, "at_work": AT_WORK, "done": DONE}
_GUARDS = {
    Guard.not_begun: "the owner only before it was ever answered",
    Guard.file_ready: "a complaint's file says what it must by then",
    Guard.summed_up: "a serious complaint is summed up",
    Guard.talked_about: "it came back three times, and the manager has talked to its owner since; summed up",
}
_PEOPLE = {
    Who.staff: "staff",
    Who.assignee: "assignee",
    Who.lead: "lead, manager",
    Who.manager: "manager",
    Who.reporter: "reporter",
    Who.desk: "time",
}
_HEAD = """\
# The life of a ticket

Written by `make life` from `handlers/ticket/lifecycle.py`; a test fails when it is stale. What is not an arrow here cannot
happen: `handlers/ticket/moves.py` is the only code that moves a ticket, by compare-and-set on its version, with one row of
the journal, in the transaction that also writes the timers and messages it causes.
"""


def document() -> str:
    """Return what the document should say."""
    return "\n".join([_HEAD, *_picture(), "", *_steps(), "", *_moves(), "", *_timers(), ""])


def _picture():
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {Step.received}"
    yield "    state open {"
    yield f"        {Step.received}"
    yield "        state held {"
    yield "            state at_work {"
    yield from (f"                {step}" for step in Step if step in AT_WORK)
    yield "            }"
    yield f"            {Step.waiting_owner}"
    yield f"            {Step.waiting_other}"
    yield "        }"
    yield "    }"
    yield "    state done {"
    yield from (f"        {step}" for step in Step if step in DONE)
    yield "    }"
    for (begin, to), moves in _lines().items():
        yield f"    {begin} --> {to}: {', '.join(moves)}"
    yield "```"


def _lines():
    """Return the moves from each step, or from all steps of a group at once, to another."""
    lines = {}
    for move in Move:
        leads = {step: to for (step, one), to in ARROWS.items() if one is move and step is not to}
        for to in dict.fromkeys(leads.values()):
            rest = {step for step, at in leads.items() if at is to}
            for name, group in _GROUPS.items():
                if group <= rest:
                    lines.setdefault((name, to), []).append(move.value)
                    rest -= group
            for step in (step for step in Step if step in rest):
                lines.setdefault((step, to), []).append(move.value)
    return lines


def _steps():
    names = texts.load("en").entries
    yield "| step | | |"
    yield "|---|---|---|"
    for step in Step:
        held = "somebody has it" if step in HELD else "open" if step in OPEN else ""
        ended = "ended" if step in FINISHED else "done, not ended" if step not in OPEN else held
        yield f"| `{step}` | {names[f'steps.{step}']} | {ended} |"


def _moves():
    yield "| move, and its code in the journal | by | only if | the owner reads | the group reads |"
    yield "|---|---|---|---|---|"
    for move in Move:
        rule = RULES[move]
        who = ", ".join(_PEOPLE[one] for one in rule.who)
        guard = _GUARDS[rule.guard] if rule.guard else ""
        owner, group = (" ".join(f"`{key}`" for key in keys) for keys in (rule.owner, rule.group))
        yield f"| `{move}` | {who} | {guard} | {owner} | {group} |"


def _timers():
    yield "| timer | may be due in |"
    yield "|---|---|"
    for kind, steps in TIMERS.items():
        yield f"| `{kind}` | {' '.join(f'`{step}`' for step in Step if step in steps)} |"


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    DOCUMENT.write_text(document(), encoding="utf-8")
