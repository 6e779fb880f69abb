# Everything here sets up its own .venv first; the only thing needed is Python 3.11 or later with venv.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# These tests run in parts of their own; what they import is not loaded for the others.
BROWSER := tests/browser tests/sandbox/test_page.py
APART := tests/bench tests/crash tests/chaos tests/replicas $(BROWSER)
# More than there are cores: a test of the whole desk often waits.
WORKERS ?= 4

# The tests start hundreds of processes; compiling every module anew in each takes a third of their time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check bench test-postgres test-crash crash scoreboard soak storage-faults timers test-browser pictures week \
	month simulate footage meetings fuzz races life replicas replica-timers throughput

# Try it: a local Telegram and a sample estate. SCRIPT=FILE plays messages from a JSONL file and ends.
demo: $(STAMP)
	@$(BIN)/frontdesk demo $(if $(SCRIPT),--script $(SCRIPT))

# The default part of the tests: no PostgreSQL, no crashes, no browser, no measuring.
test: $(STAMP)
	@$(BIN)/pytest -q -n $(WORKERS) -m "not postgres" $(APART:%=--ignore=%)

# What must hold of the code as it is written.
check: $(STAMP)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest -q tests/test_size.py

# Measures on this machine; never a gate.
bench: $(STAMP)
	@$(BIN)/pytest -q tests/bench -s

# Lets a week of an estate of 500 homes pass on a clock that jumps, and prints which promises were kept.
week: $(STAMP)
	@$(BIN)/python -m tests.week --seed $(or $(SEED),1)

# The same for a month of 2,000 homes, with complaints from the first word to the end, outages and review meetings:
# [SEED=1] [HOMES=2000] [DAYS=30].
month: $(STAMP)
	@$(BIN)/python -m tests.month --seed $(or $(SEED),1) --homes $(or $(HOMES),2000) --days $(or $(DAYS),30)

# Lets stories pass with deaths at every commit and call. SEEDS=10000 [FROM=0]; SEED=17 replays one and prints it.
simulate: $(STAMP)
	@$(BIN)/python -m tests.simulate $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1000) --from $(or $(FROM),0))

# Lets weeks pass with footage that cameras overwrite, deaths and forgetful people. SEEDS=1000 [FROM=0].
footage: $(STAMP)
	@$(BIN)/python -m tests.followed footage --seeds $(or $(SEEDS),1000) --from $(or $(FROM),0)

# The same with review meetings: each decision ends, or is on the next list. SEEDS=1000 [FROM=0].
meetings: $(STAMP)
	@$(BIN)/python -m tests.followed meetings --seeds $(or $(SEEDS),1000) --from $(or $(FROM),0)

# Sends updates made from the Bot API's types, and broken ones, the whole way. UPDATES=100000 [SEED=1].
fuzz: $(STAMP)
	@$(BIN)/python -m tests.fuzz --updates $(or $(UPDATES),10000) --seed $(or $(SEED),1)

# Lets three processes claim the same tickets. CLAIMS=100000 [DATABASE=postgres].
races: $(STAMP)
	@$(BIN)/python -m tests.races --claims $(or $(CLAIMS),1000) --database $(or $(DATABASE),sqlite)

# The same promises on PostgreSQL; needs its server programs (Debian: postgresql).
test-postgres: $(STAMP)
	@$(BIN)/pytest -q -n 3 -m postgres $(addprefix tests/,bot handlers races scenarios storage)

# Kills the service again and again and counts what was lost.
test-crash: $(STAMP)
	@$(BIN)/pytest -q -n 3 tests/crash tests/chaos tests/replicas

# The same for as long as you like: ROUNDS=400 [SEED=1] [DRIVER=aiogram] [DATABASE=postgresql://… | POSTGRES=1]. With
# POSTGRES a server is started, and killed in every third round too.
crash: $(STAMP)
	@$(if $(DRIVER),FRONTDESK__TELEGRAM__DRIVER=$(DRIVER)) $(BIN)/python -m tests.crash.rig --rounds $(or $(ROUNDS),60) --seed $(or $(SEED),1) \
	  $(if $(DATABASE),--database '$(DATABASE)') $(if $(POSTGRES),--postgres)

# Three services on one PostgreSQL behind nginx, or one of them polling: KILLS=100 SERVER_KILLS=20 [MODE=polling] [SEED=1].
replicas: $(STAMP)
	@$(BIN)/python -m tests.replicas.rig --kills $(or $(KILLS),100) --server-kills $(or $(SERVER_KILLS),20) \
	  --mode $(or $(MODE),webhook) --seed $(or $(SEED),1)

# Timers and digests of three processes that are killed meanwhile: [TIMERS=10000] [ROUNDS=20] [KILLS=20] [SEED=1].
replica-timers: $(STAMP)
	@$(BIN)/python -m tests.replicas.ticking --timers $(or $(TIMERS),10000) --rounds $(or $(ROUNDS),20) \
	  --kills $(or $(KILLS),20) --seed $(or $(SEED),1)

# Updates a second of one, two, three replicas, and what holds them; never a gate: [UPDATES=600] [ROUNDS=3].
throughput: $(STAMP)
	@$(BIN)/python -m tests.replicas.throughput --updates $(or $(UPDATES),600) --rounds $(or $(ROUNDS),3)

# Our service and other bots under the same rig, as a table: [ROUNDS=12] [SEEDS=5].
scoreboard: $(STAMP)
	@$(BIN)/python -m tests.crash.scoreboard --rounds $(or $(ROUNDS),12) --seeds $(or $(SEEDS),5)

# Twenty acts a second behind a bad network, for twenty minutes: [MINUTES=20] [RATE=20] [SEED=1].
soak: $(STAMP)
	@$(BIN)/python -m tests.chaos.rig --minutes $(or $(MINUTES),20) --rate $(or $(RATE),20) --seed $(or $(SEED),1)

# A full disk, a read-only file, a lock of others, a server that is gone, each so long: [SECONDS=30]. Needs root.
storage-faults: $(STAMP)
	@$(BIN)/python -m tests.chaos.storage --seconds $(or $(SECONDS),30)

# Timers across downtime, sleep, clocks that are set and changes of season: [TIMERS=10000] [SEED=1].
timers: $(STAMP)
	@$(BIN)/python -m tests.clocks.rig --timers $(or $(TIMERS),10000) --seed $(or $(SEED),1)

# The picture of the life of a ticket, anew from its table.
life: $(STAMP)
	@$(BIN)/python -m tests.life

# The page in a browser; needs Chromium and a Chinese font (Debian: chromium fonts-noto-cjk).
test-browser: $(STAMP)
	@$(BIN)/pytest -q -n 2 --dist loadfile $(BROWSER)

# Takes the pictures for the documents anew; what they show is what the test of the page does.
pictures: $(STAMP)
	@FRONTDESK_PICTURES=docs/pictures $(BIN)/pytest -q tests/browser/test_pictures.py tests/browser/pictures_of_stories.py

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@
