// Before all tests: two newsrooms of the real program. One is the demo. The other begins empty; what people paste is
// imported into it, and tests that write do so there.

import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, root, start, survey } from "./newsroom.mjs";

/** Where the page lies that Standfirst must be able to make. It is somebody's text, so it is not in the repository. */
const SEED = join(root, "../shared/seed");

export default async function setup() {
  const folder = await mkdtemp(join(tmpdir(), "standfirst-browser-"));
  const running = [];
  const end = async () => {
    await Promise.all(running.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [demo, pasted] = await Promise.all([demonstrate(join(folder, "demo"), running), paste(join(folder, "pasted"), running)]);
    // Workers inherit the environment; this is how they learn what was found.
    process.env.BROWSER_TESTS = JSON.stringify({ demo, pasted });
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

async function demonstrate(data, running) {
  const server = await start("demo", data);
  running.push(server);
  return { url: server.url, ...(await survey(server.url)) };
}

async function paste(data, running) {
  const take = async (...files) => {
    const report = await command(data, "import", "text", ...files, "--as", "live");
    return report.match(/ is live at (\S+)/)?.[1];
  };
  const sample = await take(join(root, "tests/browser/pasted.txt"));
  const files = existsSync(SEED) ? readdirSync(SEED).filter((name) => name.endsWith(".txt")).map((name) => join(SEED, name)) : [];
  const seed = files.length > 0 ? await take(files[0]) : null;
  // Enough for lists of several pages.
  await command(data, "seed", "--stories", "200");
  const token = (await command(data, "token", "add", "--role", "editor", "--name", "browser")).trim().split(/\s+/).at(-1);
  const server = await start("serve", data);
  running.push(server);
  return { url: server.url, sample, seed, seedFile: files[0] ?? null, token };
}
