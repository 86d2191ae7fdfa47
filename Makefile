# The two commands that matter: `make run` and `make test`. Each installs what it needs.
# A machine needs Python 3.11 or newer with venv, and make. `make run ARGS="--port 9000 --no-demo"` passes options on.
PY ?= python3
V := .venv/bin
DIST := src/congvu/ui/static/ui/dist
ARGS ?=
export PYTHONPATH := src

.PHONY: run test whole lint types contracts browser proof bench lock assets clean

.venv/ok: requirements.lock pyproject.toml
	@$(PY) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Cần Python 3.11 trở lên có venv (Debian: apt-get install python3-venv; chọn bản khác bằng PY=…)."; exit 1; }
	@echo "→ Tạo môi trường Python (lần đầu khoảng một phút)"
	@$(PY) -m venv .venv
	@{ $(V)/pip install -q --disable-pip-version-check uv 2>/dev/null && \
	   UV_COMPILE_BYTECODE=1 $(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements.lock 2>.venv/uv.log; } \
	  || $(V)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(V)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/dev: .venv/ok requirements-dev.lock requirements-alone.lock
	@echo "→ Cài công cụ phát triển"
	@UV_COMPILE_BYTECODE=1 $(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements-dev.lock 2>.venv/uv.log \
	  || $(V)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(V)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-alone.lock
	@touch $@

# The mark stands beside what was built: when that is removed, it is built anew.
$(DIST)/.built: .venv/ok $(shell find assets -type f -not -path '*/node_modules/*' 2>/dev/null)
	@echo "→ Dựng giao diện"
	@$(V)/python assets/build.py
	@$(V)/python -m whitenoise.compress -q --no-brotli $(DIST)
	@touch $@

.build/messages: .venv/ok tools/messages.py $(shell find src/congvu/locale -name '*.po')
	@$(V)/python tools/messages.py compile
	@mkdir -p .build && touch $@

assets: $(DIST)/.built .build/messages

run: assets
	@exec $(V)/congvu run $(ARGS)

test: .venv/dev assets
	@$(V)/python -m pytest -m "not browser and not proof and not whole" -n 3 --dist loadfile --no-loadscope-reorder tests

# What starts, fills, kills or moves whole installations: the rest of the tests, for which a developer seldom waits.
whole: .venv/dev assets
	@$(V)/python -m pytest -m whole -n 2 --dist loadfile --no-loadscope-reorder tests

lint: .venv/dev
	@$(V)/ruff check . && $(V)/ruff format --check .

types: .venv/dev
	@$(V)/mypy

contracts: .venv/dev
	@$(V)/lint-imports

browser: .venv/dev assets
	@$(V)/python -m pytest -m browser -n 2 --dist loadgroup tests/browser

proof: .venv/dev assets
	@$(V)/python -m pytest -m proof tests/proof

# What takes less than a minute, for a look; only a wrong answer fails it. The long ones are named in benchmarks/README.md.
bench: .venv/dev assets
	@$(V)/python -m benchmarks.office_million --rows 2000 --runs 1 --short

lock: .venv/dev
	@$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
	@$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.lock
	@$(V)/uv pip compile -q --no-deps --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-alone.in -o requirements-alone.lock

clean:
	@rm -rf .venv .build assets/node_modules $(DIST) src/congvu/ui/fonts
