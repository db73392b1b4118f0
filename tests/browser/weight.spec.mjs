// What a page weighs until it can be seen, what it waits for, and whether anything jumps.

import http from "node:http";
import { DESK, PHONE, expect, open, test } from "./reader.mjs";

/** Ten packets: what a server may send before it must wait for the first answer. */
const FIRST_FLIGHT = 14_600;

/** An answer as it came over the wire: unpacked by nobody. */
function wire(url, path, encoding) {
  return new Promise((done, fail) => {
    http.get(new URL(path, url), { headers: { "accept-encoding": encoding } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part)).on("end", () => done({ headers: answer.headers, body: Buffer.concat(parts) }));
    }).on("error", fail);
  });
}

const sheet = (headers) => headers.link?.match(/<([^>]+)>; *rel=preload; *as=style/)?.[1];

for (const encoding of ["gzip", "br"]) {
  test(`story and style sheet fit into the first flight, ${encoding}`, async ({ demo, pasted }) => {
    const heavy = [];
    const all = demo.stories.map((path) => [demo.url, path]);
    for (const path of [pasted.sample, pasted.seed].filter(Boolean)) all.push([pasted.url, path]);
    for (const [url, path] of all) {
      const story = await wire(url, path, encoding);
      expect(story.headers["content-encoding"], path).toBe(encoding);
      const style = await wire(url, sheet(story.headers), encoding);
      expect(style.headers["content-encoding"], "style sheet").toBe(encoding);
      const sum = story.body.length + style.body.length;
      if (sum > FIRST_FLIGHT) heavy.push(`${path}: ${story.body.length} + ${style.body.length} = ${sum}`);
    }
    expect(heavy).toEqual([]);
  });
}

test("nothing holds up the first paint but the one style sheet", async ({ page, demo, pasted }) => {
  for (const [url, path] of [[demo.url, "/"], [demo.url, demo.stories[0]], [demo.url, demo.topic], [pasted.url, pasted.sample]]) {
    const answer = await open(page, url, path);
    const head = await page.evaluate(() => ({
      blocking: [...document.head.querySelectorAll("script")].filter((s) => !s.defer && !s.async && s.type !== "module" && s.type !== "application/ld+json").map((s) => s.src),
      scripts: [...document.body.querySelectorAll("script")].map((s) => s.src),
      styles: [...document.querySelectorAll("link[rel=stylesheet]")].map((l) => new URL(l.href).pathname),
      held: performance.getEntriesByType("resource").filter((r) => r.renderBlockingStatus === "blocking").map((r) => new URL(r.name).pathname),
    }));
    expect(head.blocking).toEqual([]);
    expect(head.scripts).toEqual([]);
    expect(head.styles).toHaveLength(1);
    // A style sheet that came by the preload header is no longer counted as holding up.
    expect(head.held.filter((path) => !head.styles.includes(path))).toEqual([]);
    expect(sheet(answer.headers()), "the preload header names it").toBe(head.styles[0]);
  }
});

test("the site has an icon", async ({ page, request, demo }) => {
  await open(page, demo.url, "/");
  const linked = page.locator("link[rel~=icon]");
  const path = (await linked.count()) > 0 ? await linked.first().getAttribute("href") : "/favicon.ico";
  const answer = await request.get(new URL(path, demo.url).href);
  expect(answer.status(), path).toBe(200);
  expect(answer.headers()["content-type"]).toMatch(/^image\//);
});

for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`nothing jumps while pictures come, ${width}`, async ({ page, demo, pasted }) => {
    await page.setViewportSize(viewport);
    await page.addInitScript(() => {
      globalThis.jumps = [];
      new PerformanceObserver((list) => {
        for (const jump of list.getEntries()) {
          globalThis.jumps.push(`${jump.value.toFixed(4)} ${jump.sources.map((s) => `${s.node?.localName}.${s.node?.className} ${Math.round(s.previousRect.y)} to ${Math.round(s.currentRect.y)}`).join(", ")}`);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    // Pictures come late, so that the room that was kept for them is seen to be kept; and the script after them.
    await page.route(/\/media\/|\.js$/, async (route) => {
      await new Promise((later) => setTimeout(later, 300));
      await route.continue();
    });
    const pages = [[demo.url, "/"], [demo.url, demo.gallery], [demo.url, demo.advertisement], [demo.url, demo.film], [demo.url, demo.arabic], [demo.url, demo.sections[0]], [pasted.url, pasted.sample]];
    for (const [url, path] of pages) {
      await open(page, url, path);
      await page.evaluate(async () => {
        const pause = (ms) => new Promise((later) => setTimeout(later, ms));
        await pause(200);
        // Scrolling by script counts no jump of its own; each picture that comes in is waited for.
        for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
          scrollTo({ top: y, behavior: "instant" });
          await pause(60);
        }
        await Promise.all([...document.images].map((i) => i.complete || new Promise((done) => (i.onload = i.onerror = done))));
        await pause(150);
      });
      expect.soft(await page.evaluate(() => globalThis.jumps), path).toEqual([]);
      const empty = await page.evaluate(() => [...document.images].filter((i) => !i.width || !i.getAttribute("width") || !i.getAttribute("height")).map((i) => i.currentSrc));
      expect.soft(empty, "pictures without measures").toEqual([]);
      const broken = await page.evaluate(() => [...document.images].filter((i) => i.naturalWidth === 0).map((i) => i.currentSrc));
      expect.soft(broken, "pictures that did not come").toEqual([]);
    }
  });
}
