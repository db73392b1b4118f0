"""From the publish call to what readers see."""

import contextlib
import json
import re

from world import Site, loader, median, percentile

PLACES = 8
READERS = 8


def places(site, token, folder):
    """Places in the newsroom where the newest stories stand: section, topic and author with a page of their own."""
    _, _, front = site.get("/")
    numbers = dict.fromkeys(re.findall(rb'href="/story/[^"]*-(\d+)"', front))
    lines = []
    for number in map(int, numbers):
        story = site.story(number, token)
        _, _, page = site.get(site.path(number, token))
        topic = re.search(rb'href="(/topic/[^"]+)"', page)
        author = re.search(rb'href="(/author/[^"]+)"', page)
        if not (topic and author and story["section"]):
            continue
        kept = ("section", "bylines", "topics", "language", "zone", "standfirst", "body")
        new = {name: story[name] for name in kept}
        new["headline"] = "@MARK@ " + story["headline"]
        new["slugline"] = "@MARK@"
        change = {"headline": "@MARK@ changed", "body": json.loads(json.dumps(story["body"]))}
        first = {"type": "paragraph", "content": [{"type": "text", "text": "@MARK@ in the text."}]}
        change["body"]["content"].insert(0, first)
        parts = [f"/{story['section']}", topic[1].decode(), author[1].decode(), json.dumps(new), json.dumps(change)]
        lines.append("\t".join(parts))
        if len(lines) == PLACES:
            break
    file = folder / f"places-{site.pid}"
    file.write_text("\n".join(lines) + "\n")
    return file


class Desk:
    """Publishes on one site."""

    def __init__(self, bench, site):
        self.bench, self.site, self.token, self.next = bench, site, site.token(), bench.marker()
        self.lost = 0
        self.file = places(site, self.token, bench.folder)

    def publish(self, count, readers, rate):
        words = ["publish", self.site.address, self.token, self.file, self.next, count, readers, rate]
        self.next += count + 1
        said, complaints = loader(self.bench.loader, *words)
        self.lost += said["lost"]
        for line in complaints.splitlines()[:5]:
            self.bench.say(line)
        return said


def stale(said):
    return said["reader_stale"] + sum(n for name, n in said.items() if name.startswith("stale_"))


def ms(values, p):
    return percentile(values, p) / 1e3


@contextlib.contextmanager
def opened(bench):
    """A desk on each archive, by the number of its stories."""
    with contextlib.ExitStack() as stack:
        yield {n: Desk(bench, stack.enter_context(Site(bench.standfirst, bench.data(n)))) for n in bench.sizes}


def run(table, bench):
    with opened(bench) as desks:
        lost = 0
        for n, desk in desks.items():
            count = bench.pick(200, 1_000)
            bench.say(f"{count} publishes under load, {n:,} stories")
            said = desk.publish(count, READERS, 0)
            looks = said["checks"] + said["reads"]
            per_second = said["reads"] / said["seconds"]
            what = f"stale reads, {count:,} publishes, {per_second:,.0f} reads/s, {n:,} stories"
            table.limit(what, stale(said), 0, "{:,.0f}", f"of {looks:,} looks")
            lost += desk.lost
    # Started anew: what the load has left to do in the background must not fall on one of the two.
    with opened(bench) as desks:
        times = {n: {"publish_us": [], "patch_us": [], "create_us": []} for n in desks}
        quiet = {n: {} for n in desks}
        disk, cpu = [], dict.fromkeys(desks, 0.0)
        for turn in range(bench.pick(3, 10)):
            bench.say(f"publishing, round {turn + 1}")
            for n in sorted(desks, reverse=turn % 2 == 1):
                said = desks[n].publish(bench.pick(40, 100), READERS, 400)
                for name, values in times[n].items():
                    values += said[name]
            for n in sorted(desks, reverse=turn % 2 == 1):
                before = desks[n].site.cpu()
                said = desks[n].publish(bench.pick(20, 40), 0, 0)
                cpu[n] += desks[n].site.cpu() - before
                for name, values in said.items():
                    if name.startswith("look_"):
                        quiet[n].setdefault(name, []).extend(values)
            disk += loader(bench.loader, "disk", bench.folder, 50)[0]["us"]
        lost += sum(desk.lost for desk in desks.values())
    report(table, times, quiet, disk)
    # The server ends what says nothing for 20 s, as the desk's readers do when the disk keeps one publish that long.
    table.note("connections ended without an answer meanwhile, opened anew", f"{lost}")
    rounds = bench.pick(3 * (20 + PLACES), 10 * (40 + PLACES))
    small, large = sorted(cpu)
    one, other = (cpu[n] / rounds * 1e3 for n in (large, small))
    what = f"server CPU ms: save, publish, make five pages, {large:,} beside {small:,}"
    table.row(what, f"{one:.2f}", f"{other:.2f}", one / other)


def report(table, times, quiet, disk):
    small, large = sorted(times)
    table.note("disk alone keeps 4 KiB (fdatasync), ms p50 / p99", f"{ms(disk, 50):.2f} / {ms(disk, 99):.2f}")
    for n, each in times.items():
        calls = each["publish_us"]
        table.limit(f"publish call p99 ms, {n:,} stories", ms(calls, 99), 25, "{:.2f}", f"p50 {ms(calls, 50):.2f}")
    for p in (50, 99):
        one, other = (ms(times[n]["publish_us"], p) for n in (large, small))
        what = f"publish call p{p} ms, {large:,} beside {small:,} stories"
        table.row(what, f"{one:.2f}", f"{other:.2f}", one / other, most=1.5)
    one, other = (ms(times[n]["patch_us"], 50) for n in (large, small))
    table.row(f"save call p50 ms, {large:,} beside {small:,}", f"{one:.2f}", f"{other:.2f}", one / other)
    for kind in ("story", "front", "section", "topic", "author"):
        one, other = (median(quiet[n][f"look_{kind}_us"]) / 1e3 for n in (large, small))
        what = f"{kind}: first look after a publish, ms, {large:,} beside {small:,}"
        table.row(what, f"{one:.2f}", f"{other:.2f}", one / other)
