// Readers read in many ways: without scripts, by keyboard, in large letters, on paper, from right to left, in colours
// of their own.

import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as browserType } from "@playwright/test";
import { chromium } from "./newsroom.mjs";
import { DESK, KINDS, PHONE, addresses, expect, listen, open, sideways, test, unreadable } from "./reader.mjs";

test("without scripts everything is there", async ({ browser, demo, page, wrongs }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: DESK });
  await listen(context, wrongs);
  const plain = await context.newPage();
  const paths = ["/", demo.sections[0], demo.film, demo.embed, demo.gallery, demo.topic, "/trust", "/corrections"];
  await page.setViewportSize(DESK);
  for (const path of paths) {
    await open(page, demo.url, path);
    await plain.goto(new URL(path, demo.url).href);
    // Buttons are what scripts add; what they do is never the only way.
    const words = (of) => of.locator("body").evaluate((body) => {
      const copy = [];
      const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const { parentElement } = node;
        if (parentElement.checkVisibility() && !parentElement.closest("button, script")) copy.push(node.data.trim());
      }
      return copy.filter(Boolean);
    });
    expect(await words(plain), path).toEqual(await words(page));
    expect(await plain.locator("button:visible").count(), "buttons that do nothing").toBe(0);
  }
  await context.close();
});

for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`by keyboard, ${width}`, async ({ page, demo }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const path of ["/", demo.table, demo.arabic]) {
      await open(page, demo.url, path);
      await page.keyboard.press("Tab");
      const skip = page.locator(":focus");
      await expect(skip).toHaveAttribute("href", "#main");
      expect(await focus(page), "the skip link can be seen").toMatchObject({ wrong: [] });

      const [stops, seen] = [[], new Set()];
      for (let i = 0; i < 400; i += 1) {
        await page.keyboard.press("Tab");
        const stop = await focus(page);
        if (!stop || seen.has(stop.key)) break;
        seen.add(stop.key);
        stops.push(stop);
      }
      expect(stops.flatMap((stop) => stop.wrong.map((why) => `${why}: ${stop.name}`)), `focus on ${path}`).toEqual([]);
      expect(stops.map((stop) => stop.key), "tab order is the order of the page").toEqual(stops.map((s) => s.key).sort((a, b) => a - b));
      const parts = stops.map((stop) => stop.part).filter((part, i, all) => part !== all[i - 1]);
      expect(parts).toEqual(["header", "main", "footer"]);
      const reachable = await page.locator("a[href], button, audio[controls], video[controls], [tabindex='0']").evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
      expect(stops.length + 1, "everything that can be used can be reached").toBeGreaterThanOrEqual(reachable);

      await open(page, demo.url, path);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expect((await focus(page)).part, "the skip link skips").toBe("main");
    }
  });
}

/** The element that has the focus: what it is, where it stands in the page, and what is wrong with how it shows. */
async function focus(page) {
  return page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const wrong = [];
    const [style, box] = [getComputedStyle(e), e.getBoundingClientRect()];
    // The link of a card is as large as the card, and so is its outline: both are those of what stands after it.
    const drawn = [style, getComputedStyle(e, "::after")].some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
    if (!drawn) wrong.push("no outline");
    if (!e.checkVisibility() || box.width < 4 || box.height < 4 || style.clipPath !== "none") wrong.push("not visible");
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) wrong.push("out of view");
    const key = [...document.querySelectorAll("*")].indexOf(e);
    const part = e.closest("main") ? "main" : e.closest("footer.foot") ? "footer" : "header";
    return { key, part, name: `${e.localName} ${e.textContent.trim().slice(0, 40)}`, wrong };
  });
}

// The size of letters is a setting of the browser, so the browser is started with it.
for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`letters of twice the size, ${width}`, async ({ demo, wrongs }) => {
    const folder = await mkdtemp(join(tmpdir(), "standfirst-large-"));
    await mkdir(join(folder, "Default"));
    await writeFile(join(folder, "Default/Preferences"), JSON.stringify({ webkit: { webprefs: { default_font_size: 32, default_fixed_font_size: 26 } } }));
    const context = await browserType.launchPersistentContext(folder, { ...chromium(), viewport, reducedMotion: "reduce" });
    try {
      await listen(context, wrongs);
      const page = await context.newPage();
      for (const kind of Object.values(KINDS)) {
        const [path] = addresses(kind, demo);
        await open(page, demo.url, path);
        expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
        expect.soft(await sideways(page), `sideways scroll of ${path}`).toEqual([]);
        expect.soft(await unreadable(page), `text of ${path}`).toEqual([]);
      }
    } finally {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test(`text zoomed to twice its size, ${width}`, async ({ page, demo }) => {
    await page.setViewportSize(viewport);
    for (const kind of Object.values(KINDS)) {
      const [path] = addresses(kind, demo);
      await open(page, demo.url, path);
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      expect.soft(await sideways(page), `sideways scroll of ${path}`).toEqual([]);
      expect.soft(await unreadable(page), `text of ${path}`).toEqual([]);
    }
  });
}

test("a narrow screen of 320 pixels needs no sideways scroll", async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const kind of Object.values(KINDS)) {
    const [path] = addresses(kind, demo);
    await open(page, demo.url, path);
    expect.soft(await sideways(page), `sideways scroll of ${path}`).toEqual([]);
    expect.soft(await unreadable(page), `text of ${path}`).toEqual([]);
  }
});

test("on paper there is the story and no furniture", async ({ page, demo }) => {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const path of [demo.stories[0], demo.advertisement, demo.table, demo.arabic]) {
    await open(page, demo.url, path);
    for (const part of [page.getByRole("navigation"), page.locator("aside.ad"), page.locator(".skip"), page.locator("button"), page.locator("main ~ footer nav")]) {
      for (const one of await part.all()) await expect.soft(one, path).not.toBeVisible();
    }
    for (const part of ["h1", ".by", ".rail time", ".body > p >> nth=0", ".body > p >> nth=-1"]) await expect(page.locator(part).first(), part).toBeVisible();
    const colours = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]);
    expect(colours, "black on white, by night too").toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    await page.setViewportSize({ width: 680, height: 960 });
    expect.soft(await sideways(page), path).toEqual([]);
    expect.soft(await unreadable(page), path).toEqual([]);
  }
  await open(page, demo.url, demo.stories[0]);
  expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(5_000);
});

test("from right to left everything is mirrored", async ({ page, demo }) => {
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport);
    const edges = async (path) => {
      await open(page, demo.url, path);
      return page.evaluate(() => {
        const middle = innerWidth / 2;
        const textual = (e) => {
          const range = document.createRange();
          range.selectNodeContents(e);
          return range.getBoundingClientRect();
        };
        const side = (where) => {
          const e = document.querySelector(where);
          if (!e) return "missing";
          const box = textual(e);
          return Math.abs((box.left + box.right) / 2 - middle) < 2 ? "middle" : (box.left + box.right) / 2 > middle ? "right" : "left";
        };
        return {
          direction: getComputedStyle(document.documentElement).direction,
          navigation: side(".row li:first-child a"),
          kicker: side(".story .kicker a"),
          foot: side(".foot nav li:first-child a"),
        };
      });
    };
    const [arabic, english] = [await edges(demo.arabic), await edges(demo.stories[0])];
    expect(english).toMatchObject({ direction: "ltr", navigation: "left", kicker: "left" });
    expect(arabic.direction).toBe("rtl");
    const mirrored = { left: "right", right: "left", middle: "middle" };
    for (const part of ["navigation", "kicker", "foot"]) expect.soft(arabic[part], part).toBe(mirrored[english[part]]);
    if (viewport === DESK) {
      const [rail, body] = [await mid(page, demo, demo.arabic, ".rail"), await mid(page, demo, demo.arabic, ".body")];
      expect(rail, "the rail stands at the right of the text").toBeGreaterThan(body);
    }
  }
  await page.setViewportSize(DESK);
  await open(page, demo.url, demo.arabic);
  await expect(page.locator("h1")).toHaveCSS("direction", "rtl");
  const strangers = await page.locator(".card [lang=en]").evaluateAll((all) => all.map((e) => getComputedStyle(e).direction));
  expect(strangers.every((direction) => direction === "ltr"), "English headlines on an Arabic page").toBe(true);
});

async function mid(page, demo, path, where) {
  await open(page, demo.url, path);
  const box = await page.locator(where).first().boundingBox();
  return box.x + box.width / 2;
}

test("names and dates on cards of an Arabic page are not scrambled", async ({ page, demo }) => {
  await page.setViewportSize(DESK);
  await open(page, demo.url, demo.arabic);
  // The parts of the line stand one after the other from right to left, each in one piece.
  const wrong = await page.locator(".card .meta").evaluateAll((all) =>
    all.flatMap((line) => {
      const parts = [...line.children].map((part) => {
        const range = document.createRange();
        range.selectNodeContents(part);
        return [...range.getClientRects()].filter((r) => r.width > 0);
      });
      // Only lines that were not broken can be compared.
      const tops = new Set(parts.flat().map((r) => Math.round(r.top / 8)));
      if (tops.size !== 1) return [];
      const ends = parts.map((rects) => ({ left: Math.min(...rects.map((r) => r.left)), right: Math.max(...rects.map((r) => r.right)) }));
      return ends.some((end, i) => i > 0 && end.right > ends[i - 1].left + 2) ? [line.textContent] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test("nothing moves for those who ask for that", async ({ page, demo }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const path of ["/", demo.stories[0]]) {
    await open(page, demo.url, path);
    const moving = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")].map((e) => getComputedStyle(e));
      const lasting = (times) => times.split(",").some((time) => parseFloat(time) > 0);
      return all.filter((s) => lasting(s.transitionDuration) || lasting(s.animationDuration) || s.scrollBehavior === "smooth").length;
    });
    expect(moving).toBe(0);
  }
});

test("in forced colours nothing is lost", async ({ page, demo }) => {
  await page.emulateMedia({ forcedColors: "active" });
  for (const path of ["/", demo.stories[0], demo.film]) {
    await open(page, demo.url, path);
    expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
    await page.keyboard.press("Tab");
    expect((await focus(page)).wrong).toEqual([]);
    const buttons = await page.locator(".button:visible").evaluateAll((all) => all.map((e) => getComputedStyle(e).borderTopStyle));
    expect(buttons.filter((border) => border === "none"), "buttons without an edge").toEqual([]);
    expect(await unreadable(page)).toEqual([]);
    const marks = await page.locator(".reel").evaluateAll((all) => all.map((e) => getComputedStyle(e, "::before").backgroundColor));
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(marks.filter((colour) => colour === paper), "play signs in the colour of the paper").toEqual([]);
  }
});
