#!/usr/bin/env python3
"""Measures the site beside nginx and beside a small archive, and prints one table of ratios.

All of it happens in one run on one machine, on loopback, in a folder that is removed at the end; only the archive
of 100,000 stories is kept in the folder for temporary files, for the next run. It is no test and never fails for
being slow: a noisy machine shows in single figures, the ratios and processor times bear it best.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import desk
import hits
import media
import pages
import publishing
import voice
from world import Missing, archive, program, seed, tool

PARTS = {"hits": hits.run, "publishing": publishing.run, "pages": pages.run, "desk": desk.run, "media": media.run, "voice": voice.run}
SMALL, LARGE = 1_000, 100_000


class Table:
    """Rows of: what, ours, other, ratio, wanted, holds."""

    def __init__(self):
        self.rows = [("what", "ours", "other", "ratio", "wanted", "holds")]

    def row(self, what, ours, other, ratio, least=None, most=None):
        wanted, holds = "", ""
        if least is not None:
            wanted, holds = f"≥ {least}", ratio >= least
        if most is not None:
            wanted, holds = f"≤ {most}", ratio <= most
        self.add(what, ours, other, f"{ratio:.2f}", wanted, holds)

    def limit(self, what, value, most, form, other=""):
        """A figure that is measured by itself; the ratio is to what it may be."""
        ratio = f"{value / most:.2f}" if most else ""
        self.add(what, form.format(value), other, ratio, f"≤ {most:,.4g}" if most < 1e3 else f"≤ {most:,}", value <= most)

    def note(self, what, value):
        self.add(what, value, "", "", "", "")

    def add(self, what, ours, other, ratio, wanted, holds):
        holds = {True: "yes", False: "NO"}.get(holds, "")
        self.rows.append((what, ours, other, ratio, wanted, holds))

    def print(self):
        widths = [max(len(row[i]) for row in self.rows) for i in range(6)]
        for row in self.rows:
            cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
            print("  ".join(cells).rstrip())


class Bench:
    def __init__(self, asked, folder):
        self.quick, self.folder, self.markers = asked.quick, folder, 0
        self.standfirst = program(asked.program, "target/release/standfirst", "cargo build --release --package server")
        self.loader = program(asked.loader, "target/release/examples/bench_load",
                              "cargo build --release --package server --example bench_load")
        self.writers = program(asked.writers, "target/release/examples/desk_load",
                               "cargo build --release --package server --example desk_load")
        self.small_count, self.large_count = SMALL, asked.stories
        self.sizes = (self.small_count, self.large_count)
        self.small, self.large = folder / "small", folder / "large"

    def pick(self, quick, full):
        return quick if self.quick else full

    def data(self, n):
        return self.small if n == self.small_count else self.large

    def marker(self):
        """The first marker of whoever publishes next, above all that were."""
        self.markers += 1_000_000
        return self.markers

    @staticmethod
    def say(text):
        print(f"  {text}", file=sys.stderr, flush=True)

    def fill(self, table, fresh):
        seed(self.standfirst, self.small, self.small_count)
        kept = Path(tempfile.gettempdir()) / f"standfirst-bench-{self.large_count // 1000}k"
        if fresh:
            shutil.rmtree(kept, ignore_errors=True)
        self.say(f"the archive of {self.large_count:,} stories: {kept}")
        seconds, by_this = archive(self.standfirst, kept, self.large_count)
        when = "" if by_this else "by an earlier build"
        table.limit(f"seed of {self.large_count:,} stories, s", seconds, 300, "{:.0f}", when)
        subprocess.run(["cp", "-r", "--reflink=auto", str(kept / "data"), str(self.large)], check=True)


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="about a minute and a half instead of some minutes")
    words.add_argument("--only", choices=PARTS, help="one part")
    words.add_argument("--fresh", action="store_true", help="makes the big archive anew")
    words.add_argument("--stories", type=int, default=LARGE, help="how many stories the big archive has")
    words.add_argument("--program", help="another standfirst than target/release/standfirst")
    words.add_argument("--loader", help="another bench_load than target/release/examples/bench_load")
    words.add_argument("--writers", help="another desk_load than target/release/examples/desk_load")
    asked = words.parse_args()
    # A bench that is told to end removes what it has made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    table, begun = Table(), time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="standfirst-bench-run-") as folder:
            bench = Bench(asked, Path(folder))
            if asked.only in (None, "hits", "media", "voice"):
                tool("nginx", "nginx-light")
                tool("wrk", "wrk")
            if asked.only not in ("desk", "media", "voice"):
                bench.fill(table, asked.fresh)
            for name, part in PARTS.items():
                if asked.only in (None, name):
                    print(f"{name}:", file=sys.stderr)
                    part(table, bench)
    except Missing as why:
        sys.exit(f"bench: {why}")
    table.print()
    took, load = time.perf_counter() - begun, os.getloadavg()[0]
    print(f"\n{took:.0f} s on {os.cpu_count()} processors, load at the end {load:.1f}")


if __name__ == "__main__":
    main()
