# The two commands that matter: `make run` and `make test`. Each installs what it needs.
PY ?= python3
V := .venv/bin
export PYTHONPATH := src

.PHONY: run test lint types contracts browser proof bench lock assets clean
.venv/ok: requirements.lock pyproject.toml
	@echo "→ Tạo môi trường Python (lần đầu khoảng một phút)"
	@$(PY) -m venv .venv
	@$(V)/pip install -q --disable-pip-version-check uv 2>/dev/null && UV_COMPILE_BYTECODE=1 $(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements.lock \
	  || $(V)/pip install -q --require-hashes -r requirements.lock
	@$(V)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/dev: .venv/ok requirements-dev.lock
	@echo "→ Cài công cụ phát triển"
	@UV_COMPILE_BYTECODE=1 $(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements-dev.lock 2>/dev/null \
	  || $(V)/pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

.build/assets.ok: .venv/ok $(shell find assets -type f -not -path '*/node_modules/*' 2>/dev/null)
	@echo "→ Dựng giao diện"
	@$(V)/python assets/build.py
	@$(V)/python tools/messages.py compile
	@mkdir -p .build && touch $@

assets: .build/assets.ok

run: .venv/ok .build/assets.ok
	@$(V)/congvu run --demo

test: .venv/dev .build/assets.ok
	@$(V)/python -m pytest -m "not browser and not proof" -n 2 tests

lint: .venv/dev
	@$(V)/ruff check . && $(V)/ruff format --check .

types: .venv/dev
	@$(V)/mypy

contracts: .venv/dev
	@$(V)/lint-imports

browser: .venv/dev .build/assets.ok
	@$(V)/python -m pytest -m browser tests/browser

proof: .venv/dev .build/assets.ok
	@$(V)/python -m pytest -m proof tests/proof

lock: .venv/dev
	@$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
	@$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.lock

clean:
	@rm -rf .venv .build assets/node_modules src/congvu/ui/static/ui/dist src/congvu/ui/fonts
