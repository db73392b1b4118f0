// A newsroom of one's own: the real program, an own data folder, any free port.

import { execFile, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The program under test: $STANDFIRST, else the newest build that is there. */
export function program() {
  const age = (file) => -statSync(file).mtimeMs;
  const built = ["release", "debug"].map((kind) => join(root, "target", kind, "standfirst")).filter(existsSync);
  const found = process.env.STANDFIRST ?? built.sort((a, b) => age(a) - age(b))[0];
  if (!found || !existsSync(found)) {
    throw new Error(`${found ?? "target/{release,debug}/standfirst"} is not there: run cargo build, or say where it is in STANDFIRST`);
  }
  return found;
}

/** Settings of the person who runs the tests must not change what is tested. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STANDFIRST")));
}

/** Runs a command on a data folder; its standard output. */
export async function command(data, ...words) {
  const { stdout } = await run(program(), [...words, "--data", data], { env: environment(), maxBuffer: 1 << 24 });
  return stdout;
}

/** Starts `serve` or `demo`; where it listens, how to end it, and how to end it without a word. */
export async function start(verb, data, listen = "127.0.0.1:0") {
  const words = [verb, "--data", data, "--listen", listen];
  const child = spawn(program(), words, { env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  child.stderr.on("data", (part) => said.push(part));
  const ended = new Promise((done) => child.once("close", done));
  const url = await new Promise((done, fail) => {
    createInterface(child.stdout).once("line", (line) => {
      const found = line.match(/^listening on (http:\S+)$/);
      if (found) done(found[1]);
      else fail(new Error(`the first line of ${verb} is not where it listens: ${line}`));
    });
    child.once("error", fail);
    ended.then((code) => fail(new Error(`${words.join(" ")} ended with ${code}:\n${Buffer.concat(said)}`)));
  });
  const end = (signal) => async () => {
    child.kill(signal);
    await ended;
  };
  return { url, stop: end("SIGTERM"), kill: end("SIGKILL") };
}

/** How Debian's chromium is started: nothing of it may call home. */
export function chromium() {
  const args = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--hide-scrollbars",
  ];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args };
}

/** Every page of a kind of which a newsroom has one, found by walking: nothing here knows a story by its name. */
export async function survey(url) {
  const get = async (path) => {
    const answer = await fetch(new URL(path, url));
    return { status: answer.status, path: new URL(answer.url).pathname, html: await answer.text() };
  };
  const front = await get("/");
  const row = front.html.match(/<nav class="row".*?<\/nav>/s)?.[0] ?? "";
  const sections = [...row.matchAll(/href="(\/[^"]*)"/g)].map((m) => m[1]);
  const stories = [];
  let withdrawn;
  // Numbers are given in order; after a dozen that lead nowhere there are no more.
  for (let number = 1, missed = 0; missed < 12; number += 1) {
    const page = await get(`/story/x-${number}`);
    if (page.status === 200) stories.push(page);
    if (page.status === 410) withdrawn ??= page.path;
    missed = page.status === 404 ? missed + 1 : 0;
  }
  const having = (pattern) => stories.find((page) => pattern.test(page.html))?.path;
  const first = (pattern) => stories.map((page) => page.html.match(pattern)?.[1]).find(Boolean);
  const show = first(/href="(\/podcast\/[^"/]+)"/);
  const episodes = show ? [...(await get(show)).html.matchAll(/href="(\/podcast\/[^"/]+\/[^"/]+-\d+)"/g)].map((m) => m[1]) : [];
  return {
    sections,
    stories: stories.map((page) => page.path),
    withdrawn,
    topic: first(/href="(\/topic\/[^"]+)"/),
    author: first(/href="(\/author\/[^"]+)"/),
    arabic: having(/<html lang="ar"/),
    german: having(/<html lang="de"/),
    table: having(/<table/),
    gallery: having(/class="gallery"/),
    film: having(/<figure class="film/),
    embed: having(/<figure class="embed/),
    correction: having(/<aside class="correction/),
    live: having(/class="label live"/),
    sponsored: having(/class="label sponsored"/),
    advertisement: having(/<aside class="ad"/),
    podcast: having(/<aside class="podcast"/),
    show,
    episode: episodes[0],
    pullquote: having(/<aside class="pullquote"/),
  };
}
