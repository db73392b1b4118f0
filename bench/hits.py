"""A page from memory, beside nginx with the same bytes as a file."""

import subprocess
import time

from world import HERE, Nginx, Site, median, tool

GZIP, PLAIN = ["-H", "Accept-Encoding: gzip"], []


def wait_for_best(site, path, encoding):
    """The page once it is packed as well as it will be: its validator then ends in t."""
    for _ in range(200):
        _, headers, body = site.get(path, {"Accept-Encoding": encoding})
        if headers["etag"].strip('"').endswith("t"):
            break
        time.sleep(0.05)
    return headers, body


class Wrk:
    def __init__(self, seconds):
        self.wrk, self.seconds = tool("wrk", "wrk"), seconds

    def run(self, server, url, headers, seconds=None):
        """Requests a second, p99 in ms, processor time of the server per request in µs, p50 in ms."""
        line = [self.wrk, "-t2", "-c64", f"-d{seconds or self.seconds}s", "--latency", "-s", str(HERE / "wrk.lua")]
        line += headers
        before = server.cpu()
        said = subprocess.run([*line, url], capture_output=True, text=True, timeout=120).stdout
        used = server.cpu() - before
        result = [l for l in said.splitlines() if l.startswith("RESULT")]
        if not result:
            raise RuntimeError(f"wrk said nothing of use about {url}: {said[-300:]}")
        requests, micros, p50, p99, errors = map(int, result[0].split()[1:])
        if errors or not requests:
            raise RuntimeError(f"{errors} of {requests} requests to {url} failed")
        return requests / micros * 1e6, p99 / 1e3, used / requests * 1e6, p50 / 1e3


def run(table, bench):
    nginx = tool("nginx", "nginx-light")
    wrk = Wrk(bench.pick(2, 5))
    with Site(bench.standfirst, bench.small) as site:
        path = site.path(bench.small_count, site.token())
        site.get(path)
        plain = site.get(path)[2]
        headers, packed = wait_for_best(site, path, "gzip")
        ours = f"http://{site.address}{path}"
        with Nginx(nginx, bench.folder / "nginx", plain, packed) as peer:
            runs = {
                "ours": (site, ours, GZIP),
                "nginx": (peer, peer.plain, GZIP),
                "nginx+": (peer, peer.cached, GZIP),
                "plain": (site, ours, PLAIN),
                "nginx plain": (peer, peer.plain, PLAIN),
            }
            figures = {name: [] for name in runs}
            for server, url, headers in runs.values():
                wrk.run(server, url, headers, 1)
            for turn in range(bench.pick(3, 7)):
                # Forth and back, so that neither always comes after the other.
                for name in sorted(runs, reverse=turn % 2 == 1):
                    figures[name].append(wrk.run(*runs[name]))
                bench.say(f"pair {turn + 1}: " + ", ".join(f"{n} {f[-1][0]:,.0f}/s" for n, f in figures.items()))
        peak = site.memory("VmHWM")
    report(table, figures, len(packed), peak)


def report(table, figures, size, peak):
    def ratio(a, b, i):
        return median([x[i] / y[i] for x, y in zip(figures[a], figures[b])])

    def row(what, a, b, i, form, **wanted):
        one, other = (median([f[i] for f in figures[name]]) for name in (a, b))
        table.row(what, form.format(one), form.format(other), ratio(a, b, i), **wanted)

    page = f"story page, gzip, {size:,} bytes"
    row(f"{page}: requests/s, nginx", "ours", "nginx", 0, "{:,.0f}", least=1.0)
    row("… p99 ms, nginx", "ours", "nginx", 1, "{:.2f}", most=1.0)
    row("… p50 ms, nginx", "ours", "nginx", 3, "{:.2f}")
    row("… server CPU µs a request, nginx", "ours", "nginx", 2, "{:.1f}")
    row("… requests/s, nginx with open_file_cache", "ours", "nginx+", 0, "{:,.0f}")
    row("… p99 ms, nginx with open_file_cache", "ours", "nginx+", 1, "{:.2f}")
    row("… CPU µs, nginx with open_file_cache", "ours", "nginx+", 2, "{:.1f}")
    row("story page, identity: requests/s, own gzip", "plain", "ours", 0, "{:,.0f}", least=0.8)
    row("… requests/s, nginx identity", "plain", "nginx plain", 0, "{:,.0f}")
    row("… CPU µs a request, nginx identity", "plain", "nginx plain", 2, "{:.1f}")
    table.limit("peak memory under this load, 1,000 stories, MB", peak, 80 * 1.048576, "{:.0f}")
