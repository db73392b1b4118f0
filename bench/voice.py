"""Stories read aloud by the running program: how soon after publishing they can be heard, what a correction costs, and
what readers notice while a hundred are read at once."""

import http.client
import json
import shutil
import subprocess
import time
from pathlib import Path

from hits import Wrk
from listen import texts
from media import Desk
from world import ROOT, Missing, Site, median

JSON = {"content-type": "application/json"}


def run(table, bench):
    wheel = next((ROOT / "target/voice").glob("*.whl"), None)
    if wheel is None:
        raise Missing("there is no voice in target/voice; ./setup fetches it")
    data = bench.folder / "voice"
    line = [bench.standfirst, "voice", "install", "--from", str(wheel), "--data", str(data)]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    words = [text for _, text in texts()]
    with Site(bench.standfirst, data) as site:
        room = Room(site)
        # The first play of a story like the one that readers know from other sites: about 470 words, three minutes.
        waits, costs = [], []
        for turn in range(bench.pick(1, 3)):
            paragraphs = [f"{text} It was number {turn}." for text in words[:14]]
            story = room.write(f"A long story {turn}", paragraphs)
            before, begun = room.voice(), time.perf_counter()
            room.publish(story)
            room.heard(story)
            waits.append(time.perf_counter() - begun)
            costs.append(room.voice() - before)
        seconds = room.sound(story)["length"]
        many = sum(len(text.split()) for text in paragraphs)
        table.limit(f"first play of {many} words ({seconds} s of sound), s", median(waits), 6.0, "{:.2f}")
        table.limit("  processor seconds a second of sound", median(costs) / seconds, 0.015, "{:.4f}")

        new = "A whole new paragraph stands here now, as long as the others, and nobody has ever read it. It has two sentences."
        paragraphs[5] = new
        old, before = room.sound(story)["renditions"][0]["name"], room.voice()
        room.change(story, paragraphs)
        room.publish(story, {"significance": "correction", "text": "A paragraph was wrong."})
        while room.sound(story)["renditions"][0]["name"] == old:
            time.sleep(0.05)
        cost = room.voice() - before
        table.row("a corrected paragraph beside the whole, s", f"{cost:.2f}", f"{median(costs):.2f}", cost / median(costs), most=0.15)

        wrk, path = Wrk(bench.pick(2, 4)), room.path(story)
        page, gzip = f"http://{site.address}{path}", ["-H", "accept-encoding: gzip"]
        time.sleep(1)
        alone = median([wrk.run(site, page, gzip)[0] for _ in range(3)])
        count = bench.pick(20, 100)
        many = [room.write(f"Story {n}", [f"{words[n % 22]} That was {n}.", f"{words[(n + 7) % 22]} This is {n}."]) for n in range(count)]
        begun = time.perf_counter()
        for story in many:
            room.publish(story)
        beside = median([wrk.run(site, page, gzip)[0] for _ in range(3)])
        order = room.order(many)
        table.row(f"pages a second while {count} stories are read", f"{beside:,.0f}", f"{alone:,.0f}", alone / beside, most=1.2)
        table.note(f"  all of them can be heard after, s", f"{time.perf_counter() - begun:.0f}")
        # The newest first; what was begun when the first of them were published is the only exception.
        late = sum(1 for one, next in zip(order, order[1:]) if one < next)
        table.note("  of which an older one came before a newer", f"{late} of {count}")
        table.limit("  memory of the program at most, MB", site.memory("VmHWM"), 260, "{:.0f}")
    shutil.rmtree(data, ignore_errors=True)


class Room:
    """A newsroom that publishes stories and waits for their sound."""

    def __init__(self, site):
        self.site, self.desk = site, Desk(site)

    def write(self, headline, paragraphs):
        made = self.desk.ask("POST", "/api/v1/stories", json.dumps({"headline": headline, "body": body(paragraphs)}), JSON)
        return made["id"]

    def change(self, story, paragraphs):
        self.desk.ask("PATCH", f"/api/v1/stories/{story}", json.dumps({"body": body(paragraphs)}), JSON)

    def publish(self, story, how=None):
        self.desk.ask("POST", f"/api/v1/stories/{story}/publish", json.dumps(how or {}), JSON)

    def path(self, story):
        return self.site.path(story, self.desk.token)

    def sound(self, story):
        return self.desk.asset(f"speech-{story}")

    def is_heard(self, story):
        # A connection of its own: the site's is closed while others are measured.
        connection = http.client.HTTPConnection(self.site.address, timeout=30)
        connection.request("HEAD", f"/media/speech-{story}/speech.x.mp3")
        status = connection.getresponse().status
        connection.close()
        return status in (200, 302)

    def heard(self, story):
        while not self.is_heard(story):
            time.sleep(0.05)

    def order(self, stories):
        """The stories in the order in which they can be heard."""
        left, found = set(stories), []
        while left:
            there = sorted((story for story in left if self.is_heard(story)), reverse=True)
            found += there
            left -= set(there)
            time.sleep(0.1)
        return found

    def voice(self):
        """Seconds of processor that the threads of the voice have used."""
        ticks = 0
        for task in Path(f"/proc/{self.site.pid}/task").iterdir():
            if (task / "comm").read_text().strip().startswith(("voice", "rten")):
                stat = (task / "stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(stat[11]) + int(stat[12])
        return ticks / 100


def body(paragraphs):
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs]}
