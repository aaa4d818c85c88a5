# make demo    build the plugin and tflint, and lint the examples
# make test    every test of every module
# make check   what needs no test: generated files, formatting, vet, tidy modules, lint
# make fuzz    every fuzz target for FUZZTIME each
# make bench   what the plugin costs; MAX=1000 leaves out the larger modules
# make peers   time other linters beside the plugin: PEERS="-tfsec=FILE -trivy=FILE -kics=FILE -assets=FOLDER"; with -cases, ask
#              what they say of the cases of docs/comparison
# make corpus  run the plugin over Terraform of others: DIRS=folders, CORPUSFLAGS="-list file" for some directories in one,
#              CORPUSFLAGS="-before=FOLDER -preset=strict" to compare with another build of the plugin
# make vuln    known vulnerabilities in the dependencies; where vuln.go.dev can't be reached, with a clone of golang/vulndb:
#              VULNFLAGS=-db=file:///CLONE/data/osv
# make docs    write the generated documentation
# make picture the picture of the report in the README: needs a Chromium, BROWSER=PROGRAM
# make install copy the plugin to where tflint looks for it
# make release-check  build a release, sign it with a key that is thrown away, and have tflint install it
# make release        build, sign and upload a release as a draft: for the workflow

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

# The same build everywhere, whatever the machine's own settings.
export GOFLAGS := -buildvcs=false
export GOWORK := off

PLUGIN  := tflint-ruleset-s3-encryption
EXE     := $(shell go env GOEXE)
BIN     := $(CURDIR)/.bin
PLUGINS := $(BIN)/plugins
TFLINT  := $(BIN)/tflint$(EXE)
OLDEST  := $(BIN)/tflint-oldest$(EXE)
LINT    := $(BIN)/golangci-lint$(EXE)
VULN    := $(BIN)/govulncheck$(EXE)
RELEASER := $(BIN)/goreleaser$(EXE)
ACTIONLINT := $(BIN)/actionlint$(EXE)

# Without tools/release: a test of a test of goreleaser's needs a module that not every proxy has.
MODULES  := . internal/e2e internal/e2e/tflint internal/e2e/tflint-oldest tools tools/actionlint
FUZZTIME ?= 10s
MAX      ?= 10000
TESTFLAGS ?=

# The race detector needs cgo, which go turns off where there is no C compiler.
RACE := $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)

.PHONY: build demo test check docs-current fmt-current vet tidy fix lint workflows vuln fuzz bench peers corpus docs picture install release-check release clean

build:
	@go build -trimpath -o $(PLUGINS)/$(PLUGIN)$(EXE) .

# tflint's exit status 2 says that it found something: the first example is there to be found at fault.
demo: build $(TFLINT)
	@cd examples; status=0; \
	  TFLINT_PLUGIN_DIR=$(PLUGINS) TFLINT_DISABLE_VERSION_CHECK=1 \
	    $(TFLINT) --recursive --config=$(CURDIR)/examples/.tflint.hcl || status=$$?; \
	  if [ $$status -ne 2 ]; then echo "demo: expected findings, but tflint ended with status $$status"; exit 1; fi

# Packages that several goroutines are in at a time, and rules, whose fixtures run beside each other through all the others. The
# race detector makes tests up to ten times slower, and finds nothing where there is one goroutine.
RACED := ./rules ./internal/lint ./internal/fakehost ./internal/timing
# The end-to-end tests run programs that the test cache doesn't know of: -count=1. They run with the newest tflint and with
# the oldest, with which cases that no version of tflint makes a difference to are left out.
E2E := go -C internal/e2e test -timeout=30m -count=1 -shuffle=on -parallel=2
test: $(OLDEST)
	go test -timeout=30m $(RACE) -shuffle=on $(TESTFLAGS) $(RACED)
	go test -timeout=30m -shuffle=on $(TESTFLAGS) ./...
	$(E2E) $(TESTFLAGS) ./...
	$(E2E) $(TESTFLAGS) -short . -args -tflint=$(OLDEST)

check: docs-current fmt-current vet tidy fix lint workflows

docs-current:
	.ci/assert-nothing-changed go generate ./...

fmt-current:
	@files=$$("$$(go env GOROOT)/bin/gofmt" -l .); \
	  if [ -n "$$files" ]; then echo "not formatted: run gofmt -w on"; echo "$$files"; exit 1; fi

vet:
	go vet ./...
	go -C internal/e2e vet ./...

tidy:
	for module in $(MODULES); do go -C $$module mod tidy -diff; done

fix:
	go fix -diff ./...
	go -C internal/e2e fix -diff ./...

lint: $(LINT)
	$(LINT) run --config=.golangci.yml
	cd internal/e2e && $(LINT) run --config=$(CURDIR)/.golangci.yml

# Without shellcheck and pyflakes: what it finds mustn't depend on what else a machine has.
workflows: $(ACTIONLINT)
	$(ACTIONLINT) -shellcheck= -pyflakes=

VULNFLAGS ?=
vuln: $(VULN)
	.ci/vuln $(VULN) $(VULNFLAGS) ./...

fuzz:
	.ci/fuzz $(FUZZTIME)

bench: build $(TFLINT)
	go test -run='^$$' -bench=. -benchmem ./...
	go -C internal/e2e run ./bench -tflint=$(TFLINT) -plugins=$(PLUGINS) -max=$(MAX)

# With -write among the flags, "make docs" puts what was found out into the documentation.
PEERS ?=
peers: build $(TFLINT)
	go -C internal/e2e build -o $(BIN)/peers$(EXE) ./peers
	$(BIN)/peers$(EXE) -tflint=$(TFLINT) -plugins=$(PLUGINS) $(PEERS)

# Fetched material stays outside of the repository. Relative paths are from here. The tool is a plugin as well, and needs its name.
DIRS ?=
CORPUSFLAGS ?=
corpus: build $(TFLINT)
	@[[ -n "$(DIRS)" ]] || { echo 'usage: make corpus DIRS="FOLDER..."'; exit 1; }
	go build -o $(BIN)/corpus/$(PLUGIN)$(EXE) ./internal/corpus
	$(BIN)/corpus/$(PLUGIN)$(EXE) -tflint=$(TFLINT) -plugins=$(PLUGINS) $(CORPUSFLAGS) $(DIRS)

docs:
	go generate ./...

BROWSER ?= chromium
picture: build $(TFLINT)
	page=$$(mktemp -d) && trap 'rm -rf "$$page"' EXIT; mkdir -p docs/images; \
	  (cd examples && $(PLUGINS)/$(PLUGIN)$(EXE) report --tflint=$(TFLINT) --config=$(CURDIR)/examples/.tflint.hcl --recursive --format=html --output="$$page/report.html" .); \
	  $(BROWSER) --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,760 --screenshot=docs/images/report.png "$$page/report.html"

install: build
	@dir="$${TFLINT_PLUGIN_DIR:-$$HOME/.tflint.d/plugins}"; mkdir -p "$$dir"; \
	  cp $(PLUGINS)/$(PLUGIN)$(EXE) "$$dir/"; echo "installed $$dir/$(PLUGIN)$(EXE)"

release-check: $(RELEASER)
	.ci/release-check $(RELEASER)

release: $(RELEASER)
	.ci/release $(RELEASER)

clean:
	rm -rf $(BIN)

# Built once. go leaves a program alone that is up to date; touch tells make so.
$(TFLINT): internal/e2e/tflint/go.mod internal/e2e/tflint/go.sum
	go -C internal/e2e/tflint build -o $@ github.com/terraform-linters/tflint
	@touch $@

$(OLDEST): internal/e2e/tflint-oldest/go.mod internal/e2e/tflint-oldest/go.sum
	go -C internal/e2e/tflint-oldest build -o $@ github.com/terraform-linters/tflint
	@touch $@

$(LINT): tools/go.mod tools/go.sum
	CGO_ENABLED=0 go -C tools build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

$(ACTIONLINT): tools/actionlint/go.mod tools/actionlint/go.sum
	CGO_ENABLED=0 go -C tools/actionlint build -o $@ github.com/rhysd/actionlint/cmd/actionlint
	@touch $@

$(VULN): tools/go.mod tools/go.sum
	go -C tools build -o $@ golang.org/x/vuln/cmd/govulncheck
	@touch $@

$(RELEASER): tools/release/go.mod tools/release/go.sum
	CGO_ENABLED=0 go -C tools/release build -o $@ github.com/goreleaser/goreleaser/v2
	@touch $@
