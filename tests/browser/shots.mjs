// Pictures of the main pages, for people to look at:  npm run shots -- FOLDER [URL] [--only story]
// Without an address it starts a demo newsroom of its own.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium as browserType } from "@playwright/test";
import { chromium, start, survey } from "./newsroom.mjs";
import { smaller } from "./png.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, readme: { type: "string" } },
});
const [folder, address] = positionals;
if (!folder && !values.readme) {
  console.error("usage: npm run shots -- FOLDER [URL] [--only NAME] | npm run shots -- --readme docs/story.png");
  process.exit(2);
}

const data = await mkdtemp(join(tmpdir(), "standfirst-shots-"));
const server = address ? undefined : await start("demo", data);
const url = address ?? server.url;
const browser = await browserType.launch(chromium());
try {
  const found = await survey(url);
  if (values.readme) await readme(found);
  else await all(found);
} finally {
  await browser.close();
  await server?.stop();
  await rm(data, { recursive: true });
}

async function all(found) {
  await mkdir(folder, { recursive: true });
  const pages = {
    front: "/",
    section: found.sections[0],
    story: found.stories[0],
    "story-arabic": found.arabic,
    "story-german": found.german,
    "story-table": found.table,
    "story-gallery": found.gallery,
    "story-film": found.film,
    "story-embed": found.embed,
    "story-correction": found.correction,
    "story-last": found.stories.at(-1),
    topic: found.topic,
    author: found.author,
    trust: "/trust",
    corrections: "/corrections",
    "not-found": "/story/nothing-999999",
    withdrawn: found.withdrawn,
  };
  for (const [name, path] of Object.entries(pages)) {
    if (!path || (values.only && values.only !== name)) continue;
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [390, 768, 1280]) {
        await shoot(path, { colorScheme, width }, join(folder, `${name}-${width}-${colorScheme}.png`), true);
      }
    }
  }
}

/** The picture of the README: the head of the first story, in as few bytes as a PNG of it takes. */
async function readme(found) {
  await shoot(found.stories[0], { colorScheme: "light", width: 1280, height: 1000 }, values.readme, false);
  const page = await browser.newPage();
  await writeFile(values.readme, await smaller(page, await readFile(values.readme)));
}

async function shoot(path, { colorScheme, width, height = 900 }, file, whole) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height }, reducedMotion: "reduce" });
  await page.goto(new URL(path, url).href);
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  });
  await page.screenshot({ path: file, fullPage: whole });
  await page.close();
  console.log(file);
}
