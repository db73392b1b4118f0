# A dozen recipes; real work is a subcommand of the program. `./setup` installs what a recipe needs.

export CHROMIUM := env("CHROMIUM", "/usr/bin/chromium")

# Lists the recipes
default:
    @just --list

# Builds the program and serves the demo newsroom
demo *args:
    cargo build --release --package server
    for voice in target/voice/*.whl; do target/release/standfirst voice install --from "$voice" {{ if args =~ '--data[ =]' { replace_regex(args, '^.*(--data[ =]\S+).*$', '$1') } else { '' } }} || true; done
    target/release/standfirst demo {{ args }}

# Serves a newsroom of your own
serve *args:
    cargo run --release --package server -- serve {{ args }}

# Formatting, lints, unit and HTTP tests on both databases, browser tests
test:
    bash tests/all

# Formatting and lints only
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- --deny warnings

# The tests of one crate: story, store, media or server
unit crate:
    cargo nextest run --package {{ crate }}

# Browser tests only
browser:
    cargo build --package server
    npm ci --ignore-scripts --no-audit --no-fund
    npx playwright test

# Ratios against nginx, libvips and a small archive, printed as a table
bench *args:
    cargo build --release --package server --examples --bins
    python3 bench/run.py {{ args }}
    npm ci --ignore-scripts --no-audit --no-fund
    MEASURE=1 npx playwright test tests/browser/desk-weight.spec.mjs

# Has a recogniser and a forced aligner listen to the voice; to Kokoro with its folder and a speaker
listen-check *args:
    cargo build --release --package media --example aloud
    python3 bench/listen.py {{ args }}

# Puts an archive of N invented stories into a data folder
seed n="100000" data="./data":
    cargo run --release --package server -- seed --stories {{ n }} --data {{ data }}

# Formats everything
format:
    cargo fmt --all
