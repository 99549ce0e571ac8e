#!/usr/bin/env bash
# Fuzzes the Compose reader, guided by coverage, on stable Rust: `fuzz/run.sh [SECONDS]`, 600 by default.
set -euo pipefail
cd "$(dirname "$0")"
seconds="${1:-600}"
host="$(rustc -vV | sed -n 's/^host: //p')"
mkdir -p corpus/compose
for file in ../tests/fixtures/compose/*/*.y*ml; do
  cp "$file" "corpus/compose/$(basename "$(dirname "$file")")-$(basename "$file")"
done
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares"
cargo build --release --target "$host"
target="${CARGO_TARGET_DIR:-target}"
exec nice -n 19 "$target/$host/release/compose" corpus/compose \
  -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
