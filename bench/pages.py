"""Pages that are not in memory, what they weigh, and what the program weighs."""

import contextlib
import random
import time
from html.parser import HTMLParser

from hits import wait_for_best
from world import Site, loader, median, percentile


def paths(site, token, most, count):
    """Addresses of so many stories, drawn at random but the same ones each time."""
    numbers = random.Random(1).sample(range(1, most + 1), min(count, most))
    return [p for p in (site.path(n, token) for n in numbers) if p]


def collect(bench, n, count):
    # A server of its own, so that the one that is measured has read none of them.
    with Site(bench.standfirst, bench.data(n)) as site:
        return paths(site, site.token(), n, count)


def run(table, bench):
    uncached(table, bench)
    idle(table, bench)
    weight(table, bench)


def uncached(table, bench):
    count = bench.pick(200, 500)
    asked = {n: collect(bench, n, count) for n in bench.sizes}
    times = {n: [] for n in bench.sizes}
    again = {n: [] for n in bench.sizes}
    bad = 0
    with contextlib.ExitStack() as stack:
        sites = {n: stack.enter_context(Site(bench.standfirst, bench.data(n))) for n in bench.sizes}
        for begin in range(0, count, 50):
            for n, site in sites.items():
                file = bench.folder / "paths"
                file.write_text("\n".join(asked[n][begin : begin + 50]) + "\n")
                for kept in (times, again):
                    said, _ = loader(bench.loader, "once", site.address, file)
                    kept[n] += said["us"]
                    bad += said["bad"]
        small, large = sorted(sites)
        lists = {n: list_pages(bench, sites[n], n) for n in sites}
    one, other = (median(times[n]) / 1e3 for n in (large, small))
    table.limit(f"story page not in memory, ms median, {large:,} stories", one, 2, "{:.2f}",
                f"p99 {percentile(times[large], 99) / 1e3:.2f}")
    table.row(f"… beside {small:,} stories", f"{one:.2f}", f"{other:.2f}", one / other, most=1.5)
    table.note("… the same page in memory, ms median", f"{median(again[large]) / 1e3:.3f}")
    one, other = (median(lists[n]) / 1e3 for n in (large, small))
    table.row(f"older page of a section, ms median, {large:,} beside {small:,}", f"{one:.2f}", f"{other:.2f}", one / other)
    if bad:
        table.limit("answers other than 200 meanwhile", bad, 0, "{:.0f}")


def list_pages(bench, site, n):
    """Pages of sections that go back to somewhere in the newer half of the archive, so that each is full."""
    token = site.token()
    stories = (site.story(n - i, token) for i in range(50))
    sections = sorted({s["section"] for s in stories if s and s["section"]})
    numbers = random.Random(2).sample(range(n // 2, n), bench.pick(15, 40))
    file = bench.folder / "lists"
    file.write_text("".join(f"/{section}?before={number}\n" for number in numbers for section in sections))
    return loader(bench.loader, "once", site.address, file)[0]["us"]


def idle(table, bench):
    small, large = sorted(bench.sizes)
    for n, most in ((small, 0.1), (large, 0.5)):
        starts = []
        for _ in range(bench.pick(3, 5)):
            with Site(bench.standfirst, bench.data(n)) as site:
                status, _, _ = site.get("/")
                assert status == 200, status
                starts.append(time.perf_counter() - site.begun)
        table.limit(f"start to first front page, s, {n:,} stories", median(starts), most, "{:.3f}")
    views = bench.pick(2_000, 5_000)
    asked = collect(bench, large, views)
    file = bench.folder / "views"
    file.write_text("\n".join(asked) + "\n")
    for n, most in ((small, 40 * 1.048576), (large, 150)):
        with Site(bench.standfirst, bench.data(n)) as site:
            site.get("/")
            time.sleep(bench.pick(1, 5))
            said = f"PSS {site.memory('Pss', 'smaps_rollup'):.0f}"
            table.limit(f"idle memory, MB, {n:,} stories", site.memory(), most, "{:.0f}", said)
            if n == large:
                bench.say(f"{views} page views")
                loader(bench.loader, "once", site.address, file)
                time.sleep(bench.pick(3, 10))
                said = f"peak {site.memory('VmHWM'):.0f}"
                what = f"… after {len(asked):,} different pages and a rest"
                table.limit(what, site.memory(), most, "{:.0f}", said)


class Page(HTMLParser):
    """What a browser must fetch before it paints, and from whom."""

    def __init__(self, text):
        super().__init__()
        self.styles, self.blocking, self.others = [], 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        rel = (a.get("rel") or "").split()
        if tag == "link" and "stylesheet" in rel and a.get("media") != "print":
            self.styles.append(a.get("href"))
        if tag == "script" and "src" in a and not ({"async", "defer"} & a.keys() or a.get("type") == "module"):
            self.blocking += 1
        loads = {"stylesheet", "preload", "icon", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
        fetched = [a.get("src"), a.get("poster"), a.get("srcset")]
        fetched += [a.get("href")] if tag == "link" and loads & set(rel) else []
        self.others += [u for u in fetched if u and ("//" in u.split("?")[0] or u.startswith("http"))]


def weigh(site, path):
    # At once, before the slow levels of compression are through.
    quick = {encoding: len(site.get(path, {"Accept-Encoding": encoding})[2]) for encoding in ("gzip", "br")}
    status, _, body = site.get(path)
    assert status == 200, (status, path)
    page = Page(body.decode())
    sizes = {}
    for encoding in ("gzip", "br"):
        parts = [wait_for_best(site, address, encoding)[1] for address in [path, *page.styles]]
        sizes[encoding] = sum(map(len, parts))
        sizes[f"{encoding} at first"] = quick[encoding] + sum(map(len, parts[1:]))
    others = [u for u in page.others if f"//{site.address}/" not in u]
    return path, sizes, page.blocking, others


def weight(table, bench):
    found = []
    with Site(bench.standfirst, bench.small) as site:
        found += [weigh(site, p) for p in paths(site, site.token(), bench.small_count, 20)]
    bench.say("the demo newsroom")
    with Site(bench.standfirst, bench.folder / "demo", "demo") as site:
        token = site.token()
        live = [p for p in (site.path(n, token) for n in range(1, 60)) if p][:20]
        found += [weigh(site, p) for p in live]
    for encoding in ("gzip", "br"):
        path, sizes, _, _ = max(found, key=lambda f: f[1][encoding])
        said = f"median {median([f[1][encoding] for f in found]):,.0f}"
        what = f"HTML + CSS, {encoding}, most bytes of {len(found)} stories"
        table.limit(what, sizes[encoding], 14_600, "{:,.0f}", said)
        bench.say(f"heaviest in {encoding}: {path}")
        most = max(f[1][f"{encoding} at first"] for f in found)
        table.note(f"… {encoding}, while packed quickly only", f"{most:,}")
    table.limit("blocking scripts on a story page", max(f[2] for f in found), 0, "{:.0f}")
    others = {u for f in found for u in f[3]}
    table.limit("requests to others from a story page", len(others), 0, "{:.0f}")
