"""Pictures beside libvips' own program, films beside their length, parts of files beside nginx."""

import http.client
import json
import os
import shutil
import subprocess
import time
import uuid

from hits import Wrk
from world import Nginx, Site, median, tool

WIDTHS = [320, 480, 640, 800, 1280, 1600, 2048]
FORMATS = {"avif": "Q=50,effort=4,strip", "webp": "Q=75,effort=4,strip", "jpg": "Q=75,optimize_coding,interlace,strip"}


class Desk:
    """A newsroom that takes files in."""

    def __init__(self, site):
        self.site, self.token = site, site.token()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.site.address, timeout=300)
        connection.request(method, path, body, {"Authorization": f"Bearer {self.token}", **(headers or {})})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:300]}")
        return json.loads(said)

    def send(self, file):
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\ncontent-disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", "/api/v1/media", body, {"content-type": f"multipart/form-data; boundary={edge}"})

    def asset(self, id):
        return self.ask("GET", f"/api/v1/media/{id}")

    def when(self, id, holds, most=1_800):
        begun = time.perf_counter()
        while time.perf_counter() - begun < most:
            asset = self.asset(id)
            if asset["status"] == "failed":
                raise RuntimeError(asset["reason"])
            if holds(asset):
                return asset
            time.sleep(0.1)
        raise RuntimeError(f"{id} is not made within {most} s")


def ffmpeg(*line):
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *map(str, line)], check=True)


def pictures(table, bench, desk):
    """24 megapixels with as much in them as a photo has: every width in three formats, and the crops."""
    tool("vipsthumbnail", "libvips-tools")
    folder = bench.folder / "pictures"
    folder.mkdir()
    ratios, ours, theirs = [], [], []
    for turn in range(bench.pick(1, 3)):
        photo = folder / f"photo{turn}.jpg"
        ffmpeg("-f", "lavfi", "-i", f"mandelbrot=size=6000x4000:start_scale={0.8 + turn / 10}:maxiter=900", "-frames:v", 1,
               "-vf", "noise=alls=9:allf=t", "-q:v", 2, photo)
        begun = time.perf_counter()
        id = desk.send(photo)["id"]
        desk.when(id, lambda a: any(r["name"].startswith("4x5-1200") for r in a["renditions"]))
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for end, options in FORMATS.items():
            for width in WIDTHS:
                out = f"{folder}/out-{width}.{end}[{options}]"
                subprocess.run(["vipsthumbnail", str(photo), "--size", f"{width}x100000", "-o", out], check=True)
        for number, crop in enumerate([(16, 9), (4, 3), (1, 1), (4, 5)]):
            for width in (640, 1200):
                height = width * crop[1] // crop[0]
                line = ["vipsthumbnail", str(photo), "--size", f"{width}x{height}", "--smartcrop", "centre"]
                subprocess.run([*line, "-o", f"{folder}/crop-{number}-{width}.jpg[{FORMATS['jpg']}]"], check=True)
        theirs.append(time.perf_counter() - begun)
        ratios.append(ours[-1] / theirs[-1])
        bench.say(f"picture {turn + 1}: {ours[-1]:.1f} s, vipsthumbnail {theirs[-1]:.1f} s")
    table.row("24-megapixel JPEG, every size and crop: s, vipsthumbnail", f"{median(ours):.1f}", f"{median(theirs):.1f}",
              median(ratios), most=1.0)


def films(table, bench, desk):
    """A film of a minute in 1080 lines, with movement and noise in it."""
    length = bench.pick(20, 60)
    film = bench.folder / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", f"testsrc2=size=1920x1080:rate=30:duration={length}", "-f", "lavfi", "-i",
           f"anoisesrc=amplitude=0.1:duration={length}", "-vf", "noise=alls=6:allf=t", "-c:v", "libx264", "-preset", "ultrafast",
           "-b:v", "16M", "-pix_fmt", "yuv420p", "-c:a", "aac", film)
    begun = time.perf_counter()
    id = desk.send(film)["id"]
    desk.when(id, lambda a: a["status"] == "ready")
    first = time.perf_counter() - begun
    asset = desk.when(id, lambda a: a["progress"] is None)
    whole = time.perf_counter() - begun
    table.row(f"film of {length} s, 1080 lines: playable after s, its length", f"{first:.1f}", f"{length}", first / length, most=0.5)
    table.row("… all rungs after s, its length", f"{whole:.1f}", f"{length}", whole / length, most=3.0)
    rungs = [r for r in asset["renditions"] if r["name"].endswith(".m4s")]
    table.note("… rungs", ", ".join(f"{r['height']}: {r['bytes'] * 8 / length / 1e3:,.0f} kbit/s" for r in rungs))
    return id


def ranges(table, bench, site, desk, id):
    """Parts of the plain file, as players ask for them."""
    nginx, wrk = tool("nginx", "nginx-light"), Wrk(bench.pick(2, 4))
    body = {"type": "doc", "content": [{"type": "video", "attrs": {"asset": id}}]}
    story = desk.ask("POST", "/api/v1/stories", json.dumps({"headline": "A film", "body": body}), {"content-type": "application/json"})
    desk.ask("POST", f"/api/v1/stories/{story['id']}/publish", "{}", {"content-type": "application/json"})
    renditions = desk.asset(id)["renditions"]
    path = max((r for r in renditions if r["type"] == "video/mp4"), key=lambda r: r["bytes"])["url"].split("/media/", 1)[1]
    file = site.get(f"/media/{path}")[2]
    with Nginx(nginx, bench.folder / "nginx-media", file, b"") as peer:
        for name, size in (("64 kB", 64 << 10), ("1 MB", 1 << 20)):
            asked = ["-H", f"Range: bytes=100000-{100000 + size - 1}"]
            figures = {"ours": [], "nginx": []}
            runs = {"ours": (site, f"http://{site.address}/media/{path}"), "nginx": (peer, peer.parts)}
            for turn in range(bench.pick(3, 5)):
                for who in sorted(runs, reverse=turn % 2 == 1):
                    figures[who].append(wrk.run(*runs[who], asked))
            one, other = (median([f[0] for f in figures[who]]) for who in ("ours", "nginx"))
            ratio = median([a[0] / b[0] for a, b in zip(figures["ours"], figures["nginx"])])
            table.row(f"parts of a film, {name}: requests/s, nginx", f"{one:,.0f}", f"{other:,.0f}", ratio, least=1.0)


def lighthouse(table, bench, site, desk):
    """A story with twelve photos as Google's Lighthouse sees it on its phone."""
    npx = tool("npx", "npm")
    words = {"type": "paragraph", "content": [{"type": "text", "text": "The water rose in the night, and the lamps went out one by one. " * 8}]}
    ids, body = [], []
    for turn in range(12):
        photo = bench.folder / "page.jpg"
        ffmpeg("-f", "lavfi", "-i", f"mandelbrot=size=2400x1600:start_scale={0.5 + turn / 10}:maxiter=900", "-frames:v", 1,
               "-vf", "noise=alls=8:allf=t", "-q:v", 3, photo)
        ids.append(desk.send(photo)["id"])
    for id in ids:
        desk.when(id, lambda a: any(r["name"].startswith("4x5-1200") for r in a["renditions"]))
        desk.ask("PATCH", f"/api/v1/media/{id}", json.dumps({"alt": "A fern that grows into itself", "caption": "A fern"}),
                 {"content-type": "application/json"})
    for id in ids[1:]:
        body += [words, {"type": "image", "attrs": {"asset": id}}]
    story = {"headline": "Twelve ferns", "standfirst": "And no forest.", "lead": {"asset": ids[0]}, "body": {"type": "doc", "content": body}}
    story = desk.ask("POST", "/api/v1/stories", json.dumps(story), {"content-type": "application/json"})
    live = desk.ask("POST", f"/api/v1/stories/{story['id']}/publish", "{}", {"content-type": "application/json"})
    address = f"http://{site.address}/" + live["url"].split("/", 3)[3]
    out, scores, largest = bench.folder / "lighthouse.json", [], []
    for _ in range(3):
        line = [npx, "--yes", "lighthouse@12.8.2", address, "--quiet", "--only-categories=performance", "--output=json",
                f"--output-path={out}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        subprocess.run(line, check=True, env={**os.environ, "CHROME_PATH": tool("chromium", "chromium")})
        said = json.loads(out.read_text())
        scores.append(said["categories"]["performance"]["score"] * 100)
        largest.append(said["audits"]["largest-contentful-paint"]["numericValue"] / 1000)
    table.row("page with 12 photos: Lighthouse performance, median of three", f"{median(scores):.0f}", "100", median(scores) / 100, least=0.95)
    table.note("… largest thing painted after s, on its slow phone", f"{median(largest):.1f}")


def run(table, bench):
    data = bench.folder / "media"
    with Site(bench.standfirst, data) as site:
        desk = Desk(site)
        pictures(table, bench, desk)
        id = films(table, bench, desk)
        ranges(table, bench, site, desk, id)
        lighthouse(table, bench, site, desk)
    shutil.rmtree(data, ignore_errors=True)
