// Podcasts as others read them: the feeds by two readers that other people wrote, the pages by ear and by key.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./newsroom.mjs";
import { DESK, PHONE, expect, open, test } from "./reader.mjs";

const { parseFeed } = createRequire(import.meta.url)("podcast-partytime");
const READER = join(root, "target/feeds");

/** The feed of the demo's first show, once its episodes are made. */
async function feed(request, demo) {
  const address = new URL(`${demo.show}/feed.xml`, demo.url).href;
  let text = "";
  await expect(async () => {
    const answer = await request.get(address);
    text = await answer.text();
    expect(text.match(/<item>/g)?.length ?? 0).toBeGreaterThan(2);
    expect(text).toContain("<itunes:image");
  }).toPass({ timeout: 90_000 });
  return { address, text };
}

test("a program of the Podcasting 2.0 namespace reads the whole feed", async ({ request, demo }) => {
  const { address, text } = await feed(request, demo);
  const read = parseFeed(text);
  expect(read.title).toBe("Tideline");
  expect(read.itunesCategory).toEqual(["News > Daily News"]);
  expect(read.explicit).toBe(false);
  expect(read.guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(read.medium).toBe("podcast");
  expect(read.locked).toBe(true);
  expect(read.podcastPeople.map((p) => [p.name, p.role])).toContainEqual(["Rosa Ilves", "Host"]);
  expect(read.trailers?.length ?? 0).toBe(1);
  expect(read.items.length).toBe(text.match(/<item>/g).length);
  const [newest] = read.items;
  expect(newest.podcastChapters.type).toBe("application/json+chapters");
  expect(newest.podcastSeason.number).toBe(3);
  expect(newest.podcastEpisode.number).toBe(118);
  expect(newest.alternativeEnclosures[0].type).toBe("audio/ogg");
  for (const item of read.items) {
    // Each address answers, with as many bytes as the feed says.
    const sound = await request.get(item.enclosure.url);
    expect(sound.status()).toBe(200);
    expect((await sound.body()).length).toBe(item.enclosure.length);
    expect(sound.headers()["content-type"]).toBe(item.enclosure.type);
  }
  const chapters = await (await request.get(newest.podcastChapters.url)).json();
  expect(chapters.chapters.map((c) => c.startTime)).toEqual([0, 20, 45, 70]);
  expect(address).toContain(demo.show);
});

test("the feeds of shows and of stories are strict RSS", async ({ request, demo }) => {
  test.skip(!existsSync(join(READER, "feedparser")), "there is no feedparser in target/feeds (./setup fetches it)");
  const { text } = await feed(request, demo);
  const stories = await (await request.get(new URL("/listen/feed.xml", demo.url).href)).text();
  const program = "import sys, json, feedparser; f = feedparser.parse(sys.stdin.buffer.read()); print(json.dumps([bool(f.bozo), f.version, len(f.entries), [bool(e.get('published_parsed')) and bool(e.enclosures) for e in f.entries]]))";
  for (const xml of [text, stories]) {
    const said = execFileSync("python3", ["-c", program], { input: xml, env: { ...process.env, PYTHONPATH: READER } });
    const [bozo, version, entries, whole] = JSON.parse(said);
    expect([bozo, version]).toEqual([false, "rss20"]);
    expect(entries).toBe(xml.match(/<item>/g)?.length ?? 0);
    expect(whole.every(Boolean)).toBe(true);
  }
});

for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`an episode is heard from a chapter on, ${width}`, async ({ page, demo, request }) => {
    await feed(request, demo);
    await page.setViewportSize(viewport);
    await open(page, demo.url, demo.episode);
    const play = page.getByRole("button", { name: "Play" });
    await expect(play).toBeVisible();
    await page.getByRole("link", { name: "0:45, In the control room" }).click();
    const audio = page.locator(".listen audio");
    await expect.poll(() => audio.evaluate((a) => a.currentTime)).toBeGreaterThan(44.5);
    await expect.poll(() => audio.evaluate((a) => !a.paused)).toBe(true);
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
    // The page of the show is one step away, and so is its feed.
    await expect(page.getByRole("navigation", { name: "Subscribe" }).getByRole("link")).toHaveText(["Apple Podcasts", "Overcast", "Pocket Casts", "AntennaPod", "RSS feed"]);
    await page.getByRole("link", { name: "Tideline", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tideline");
  });
}

test("without a script the browser's own player is there, and chapters lead into the sound", async ({ browser, demo, request }) => {
  await feed(request, demo);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(new URL(demo.episode, demo.url).href);
  await expect(page.locator(".listen audio[controls]")).toBeVisible();
  const chapter = page.getByRole("link", { name: "0:45, In the control room" });
  expect(await chapter.getAttribute("href")).toMatch(/\.mp3#t=45$/);
  await context.close();
});
