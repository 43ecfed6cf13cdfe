# Border Tracker's two commands are `make run` and `make test`; each does all of its set-up by itself.
# Needs only git, make and Python 3.11 to 3.14. A second call finds the stamps in .venv and starts at once.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --require-virtualenv
ARGS ?=

# What a set-up step may need from the system, as file=Debian package: Qt's libraries, and what drives a
# real window in the tests. The right-hand sides are names that Debian 12, 13 and Ubuntu all understand.
QT_LIBRARIES := libGL.so.1=libgl1 libEGL.so.1=libegl1 libdbus-1.so.3=libdbus-1-3 \
	libfontconfig.so.1=libfontconfig1 libglib-2.0.so.0=libglib2.0-0 libgssapi_krb5.so.2=libgssapi-krb5-2 \
	libxkbcommon.so.0=libxkbcommon0 libxkbcommon-x11.so.0=libxkbcommon-x11-0 libX11-xcb.so.1=libx11-xcb1 \
	libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0 \
	libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 libxcb-shape.so.0=libxcb-shape0 \
	libxcb-render-util.so.0=libxcb-render-util0 libxcb-xinerama.so.0=libxcb-xinerama0 \
	libxcb-xkb.so.1=libxcb-xkb1 libwayland-client.so.0=libwayland-client0 \
	libwayland-cursor.so.0=libwayland-cursor0 libwayland-egl.so.1=libwayland-egl1
TEST_PROGRAMS := Xvfb=xvfb xdotool=xdotool openbox=openbox pdftotext=poppler-utils dbus-daemon=dbus \
	/usr/libexec/at-spi-bus-launcher=at-spi2-core /usr/lib/python3/dist-packages/gi=python3-gi

# The first Python that will do; `make run PYTHON=/path/to/python` names another.
PYTHON := python3
FIND_PYTHON = for p in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo "$$p" && break; done

# Installs the Debian packages in $$packages where it may, and else says what to do.
APT_INSTALL = \
	if [ -z "$$packages" ]; then :; \
	elif ! command -v apt-get >/dev/null; then \
		echo "Missing on this system (Debian's names):$$packages. Install them, then call make again." >&2; exit 1; \
	elif [ "$$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then \
		echo "Missing on this system. Install it with: sudo apt-get install$$packages" >&2; exit 1; \
	else \
		echo "Installing through apt:$$packages"; \
		if [ "$$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi; \
		$$sudo apt-get update -qq || echo "apt-get update failed; going on with the package lists at hand"; \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
			-o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 $$packages; \
	fi

.PHONY: help run demo test check format bench attack faults fuzz lock clean display
.NOTPARALLEL:

help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run: display $(VENV)/.ready-to-run ## Opens the window: on this laptop's own store once there is one, else on the demo
	@own=$$($(BIN)/python -c 'from tracker.settings import default_store_path as p; print(p().exists())') && \
	if [ "$$own" = True ]; then exec $(BIN)/border-tracker $(ARGS); else exec $(BIN)/border-tracker --demo $(ARGS); fi

demo: display $(VENV)/.ready-to-run ## Opens the window on the demo, Lithuania 2021
	@exec $(BIN)/border-tracker --demo $(ARGS)

test: check ## Runs every check and test; ARGS="-k quickline" chooses some
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --ignore=tests/faults $(ARGS)

check: $(VENV)/.ready-to-test ## Formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict tracker

format: $(VENV)/.ready-to-test ## Formats the code and mends what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.ready-to-test ## Prints the figures of the performance goals, each beside its floor; ARGS="export" chooses some
	$(BIN)/python -m tests.bench $(ARGS)

attack: $(VENV)/.ready-to-test ## Lets an attacker at what is published of ATTACKS=3000 made-up histories, and at the demo
	ATTACKS=$(or $(ATTACKS),3000) $(BIN)/python -m pytest -n 2 -p no:cacheprovider \
		tests/tracker/test_disclosure_attack.py tests/tracker/test_publication.py $(ARGS)

faults: $(VENV)/.ready-to-test ## Kills the program in the midst of its work, ROUNDS=200 times, and looks at what is left
	ROUNDS=$(or $(ROUNDS),200) $(BIN)/python -m tests.faults

fuzz: $(VENV)/.ready-to-fuzz ## Feeds each parser what a fuzzer thinks of, RUNS=1000000 times; TARGETS="csv rows" chooses, FOR=60 ends each after so many seconds
	RUNS=$(or $(RUNS),1000000) FOR=$(FOR) TARGETS="$(TARGETS)" $(BIN)/python -m tests.fuzz

# Needs uv (`pip install uv`). The lock files carry hashes and no address.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"
lock: ## Writes requirements.txt and requirements-dev.txt anew; ARGS=--upgrade takes newer releases
	$(LOCK) $(ARGS) --group build pyproject.toml --output-file requirements.txt
	$(LOCK) $(ARGS) --group dev --constraints requirements.txt pyproject.toml --output-file requirements-dev.txt

clean: ## Deletes what tools left behind, but not the virtual environment
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find tracker ui resources tests -name __pycache__ -type d -prune -exec rm -rf {} +

# On Linux a window needs X11 or Wayland. Asked before the set-up, which may take minutes.
display:
	$(if $(filter-out Linux,$(shell uname -s))$(DISPLAY)$(WAYLAND_DISPLAY)$(QT_QPA_PLATFORM),,$(error \
	No display: DISPLAY and WAYLAND_DISPLAY are not set. Log in to a desktop, use `ssh -X`, or `xvfb-run make run`))
	@:

# --- Set-up, in the order in which it happens ---

$(VENV)/.system-to-run: Makefile
	$(eval python := $(shell $(FIND_PYTHON)))
	$(if $(python),,$(error Border Tracker needs Python 3.11 to 3.14 and finds $(or $(shell \
	$(PYTHON) --version 2>&1),none). Install one, or name it: make run PYTHON=/path/to/python3.12))
	@mkdir -p $(VENV); packages=; \
	if [ ! -x $(BIN)/python ] && ! $(python) -c 'import ensurepip, venv' 2>/dev/null; then \
		packages=" $$($(python) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	fi; \
	if [ "$$(uname -s)" = Linux ]; then \
		have=$$(PATH="$$PATH:/sbin:/usr/sbin" ldconfig -p); \
		for pair in $(QT_LIBRARIES); do \
			case "$$have" in *"$${pair%=*} "*) ;; *) packages="$$packages $${pair#*=}" ;; esac; \
		done; \
	fi; \
	$(APT_INSTALL)
	@touch $@

$(VENV)/.system-to-test: $(VENV)/.system-to-run
	@packages=; \
	if [ "$$(uname -s)" = Linux ]; then \
		for pair in $(TEST_PROGRAMS); do \
			command -v "$${pair%=*}" >/dev/null || [ -e "$${pair%=*}" ] || packages="$$packages $${pair#*=}"; \
		done; \
	fi; \
	$(APT_INSTALL)
	@touch $@

# An environment made by uv has no pip: it is given one.
$(BIN)/python: | $(VENV)/.system-to-run
	$(or $(python),$(shell $(FIND_PYTHON))) -m venv $(VENV)

$(VENV)/.pip: | $(BIN)/python
	@$(PIP) --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip
	@touch $@

$(VENV)/.ready-to-run: requirements.txt pyproject.toml | $(VENV)/.system-to-run $(VENV)/.pip
	$(PIP) install --require-hashes --only-binary :all: -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: requirements-dev.txt pyproject.toml | $(VENV)/.system-to-test $(VENV)/.pip
	$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.ready-to-run # all that `make run` needs is among it

$(VENV)/.ready-to-fuzz: tests/fuzz/requirements.txt $(VENV)/.ready-to-test
	$(PIP) install --require-hashes --only-binary :all: -r tests/fuzz/requirements.txt
	@touch $@
