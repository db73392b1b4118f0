"""What is measured: servers started on loopback with folders of their own, and what the system says of them."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


class Missing(Exception):
    """Something that the bench needs is not there; says how to get it."""


def program(given, default, build):
    path = Path(given) if given else ROOT / default
    if not path.is_file():
        raise Missing(f"{path} is missing; build it with: {build}")
    return str(path.resolve())


def tool(name, package):
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if not found:
        raise Missing(f"{name} is missing; on Debian: apt-get install {package}")
    return found


def median(values):
    return percentile(values, 50)


def percentile(values, p):
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(len(ordered) * p / 100))]


class Process:
    """A server; ended when the block is left, whatever happens in it."""

    def __init__(self, line, **more):
        self.process = subprocess.Popen(line, text=True, **more)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def pids(self):
        """The process and its children."""
        found = [self.pid]
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            found += [int(p) for p in (task / "children").read_text().split()]
        return found

    def cpu(self):
        """Seconds of processor that it has used, with threads that have ended."""
        ticks = 0
        for pid in self.pids():
            stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(stat[11]) + int(stat[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, field="VmRSS", file="status"):
        """Megabytes, as /proc says."""
        for line in Path(f"/proc/{self.pid}/{file}").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024 / 1e6
        return float("nan")


class Site(Process):
    """`standfirst serve` on a data folder."""

    def __init__(self, standfirst, data, command="serve"):
        self.begun = time.perf_counter()
        env = {k: v for k, v in os.environ.items() if not k.startswith("STANDFIRST_")}
        env["STANDFIRST_LOG"] = "error"
        self.data, self.standfirst, self.env = data, standfirst, env
        line = [standfirst, command, "--data", str(data), "--listen", "127.0.0.1:0"]
        super().__init__(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
        first = self.process.stdout.readline().strip()
        if not first.startswith("listening on http://"):
            self.end()
            raise RuntimeError(f"{command} said {first!r} instead of where it listens")
        self.address = first.rsplit("/", 1)[1]
        self.connection = http.client.HTTPConnection(self.address, timeout=30)

    def get(self, path, headers=None):
        """Status, headers and body."""
        self.connection.request("GET", path, headers=headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def token(self):
        line = [self.standfirst, "token", "add", "--data", str(self.data), "--role", "editor", "--name", "bench"]
        said = subprocess.run(line, env=self.env, check=True, capture_output=True, text=True).stdout
        return said.split()[-1]

    def story(self, number, token):
        """A story as the API shows it, or None."""
        status, _, body = self.get(f"/api/v1/stories/{number}", {"Authorization": f"Bearer {token}"})
        return json.loads(body) if status == 200 else None

    def path(self, number, token):
        """The path of a live story, or None."""
        story = self.story(number, token)
        if not story or story["status"] != "live":
            return None
        return "/story/" + story["url"].split("/story/", 1)[1]


def seed(standfirst, data, count):
    """Fills a folder with an archive; answers how many seconds it took."""
    begun = time.perf_counter()
    line = [standfirst, "seed", "--stories", str(count), "--data", str(data)]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def archive(standfirst, kept, count):
    """A big archive that is kept from run to run, with the seconds that it took to make."""
    done = kept / "seconds"
    made_by = f"{os.stat(standfirst).st_size} {os.stat(standfirst).st_mtime_ns}"
    if done.is_file():
        seconds, by = done.read_text().split("\n")[:2]
        return float(seconds), by == made_by
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    seconds = seed(standfirst, kept / "data", count)
    done.write_text(f"{seconds}\n{made_by}\n")
    return seconds, True


def loader(path, *words):
    """Runs the load program and reads its line."""
    ran = subprocess.run([path, *map(str, words)], capture_output=True, text=True, timeout=900)
    if ran.returncode:
        raise RuntimeError(f"bench_load {words[0]}: {ran.stderr.strip()[-600:]}")
    return json.loads(ran.stdout), ran.stderr


NGINX = """
{user}worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 75s;
    keepalive_requests 1000000000;
    gzip_static on;
    default_type "text/html; charset=utf-8";
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{plain}; root {folder}/www; }}
    server {{
        listen 127.0.0.1:{cached};
        root {folder}/www;
        open_file_cache max=1000 inactive=60s;
        open_file_cache_valid 60s;
    }}
    server {{
        listen 127.0.0.1:{parts};
        root {folder}/www;
        tcp_nopush off;
    }}
}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nginx(Process):
    """nginx with one page as a static file, beside it the same packed: without and with its cache of open files, and once
    as parts of it go out best: with tcp_nopush the last of a part waits for the reader's delayed acknowledgement."""

    def __init__(self, nginx, folder, identity, packed):
        www = folder / "www"
        www.mkdir(parents=True)
        (www / "story").write_bytes(identity)
        (www / "story.gz").write_bytes(packed)
        # nginx packs statically only what is not older than the file.
        stamp = time.time()
        for name in ("story", "story.gz"):
            os.utime(www / name, (stamp, stamp))
        plain, cached, parts = free_port(), free_port(), free_port()
        user = "user root;\n" if os.geteuid() == 0 else ""
        text = NGINX.format(folder=folder, plain=plain, cached=cached, parts=parts, user=user)
        (folder / "nginx.conf").write_text(text)
        line = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        super().__init__(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.plain = f"http://127.0.0.1:{plain}/story"
        self.cached = f"http://127.0.0.1:{cached}/story"
        self.parts = f"http://127.0.0.1:{parts}/story"
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", cached)) == 0:
                    return
            time.sleep(0.05)
        self.end()
        raise RuntimeError("nginx did not start: " + (folder / "error.log").read_text()[-500:])
