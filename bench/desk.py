"""The desk: people who type in one story at once, while many stories are open."""

import subprocess

from world import Site, loader, percentile

STORIES, PEOPLE = 200, 20


def invite(site, n):
    line = [site.standfirst, "staff", "add", f"person{n}@example.org", "--role", "editor", "--name", f"Person {n}"]
    line += ["--data", str(site.data)]
    said = subprocess.run(line, env=site.env, check=True, capture_output=True, text=True).stdout
    return next(word for word in said.split() if "/desk/invitation/" in word)


def run(table, bench):
    seconds = bench.pick(10, 30)
    with Site(bench.standfirst, bench.folder / "desk") as site:
        links = bench.folder / "invitations"
        links.write_text("".join(invite(site, n) + "\n" for n in range(PEOPLE)))
        bench.say(f"{PEOPLE} people type in one story for {seconds} s, {STORIES} stories open")
        before = site.cpu()
        said, _ = loader(bench.writers, site.address, site.token(), links, STORIES, seconds)
        cpu, memory = site.cpu() - before, site.memory("VmHWM")
    where = f"{PEOPLE} people in one story, {STORIES} open"
    for what, times in (("saved", said["saved_us"]), ("a colleague's screen", said["arrived_us"])):
        p50, p95, p99 = (percentile(times, p) / 1e3 for p in (50, 95, 99))
        table.limit(f"keystroke to {what} p95 ms, {where}", p95, 40, "{:.1f}", f"p50 {p50:.1f}, p99 {p99:.1f}")
    wrong = said["not_saved"] + said["not_arrived"] + said["unlike"]
    table.limit("keystrokes not saved or not arrived, documents unlike", wrong, 0, "{:,.0f}", f"of {said['typed']:,} typed")
    table.note("server CPU s / most memory MB, with signing in and opening", f"{cpu:.1f} / {memory:.0f}")
