// A story heard: what is said is marked where it is written, a reader goes on from any word, and nothing of it costs those
// who only read.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./newsroom.mjs";
import { DESK, PHONE, expect, listen as gather, open, sideways, test, unreadable, violations } from "./reader.mjs";

const LENGTH = 20;
const folder = mkdtempSync(join(tmpdir(), "standfirst-listen-"));
const sounds = {};
let section;

test.beforeAll(async () => {
  for (const [end, codec] of [["mp3", "libmp3lame"], ["opus", "libopus"]]) {
    const file = join(folder, `speech.${end}`);
    execFileSync("ffmpeg", ["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", `sine=frequency=220:duration=${LENGTH}`, "-b:a", "48k", "-c:a", codec, "-f", end === "opus" ? "ogg" : end, file]);
    sounds[end] = readFileSync(file);
  }
  // The place of the player as the template gives it.
  await command(join(folder, "data"), "check", "--render", join(folder, "pages"));
  [section] = readFileSync(join(folder, "pages/site/story.html"), "utf8").match(/<section class="listen".*?<\/section>/s);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cues of what stands on a page, and of a sentence that does not; `plain` as of a voice that knows no times of words. */
function cues(html, plain = false) {
  const text = (part) => part.replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&").trim();
  const parts = [html.match(/<h1.*?<\/h1>/s)[0], html.match(/<p class="stand".*?<\/p>/s)[0], "By Nobody at All.", ...[...html.split('<div class="body"')[1].matchAll(/<p>(.*?)<\/p>/gs)].slice(0, 3).map((m) => m[1])];
  const told = parts.flatMap((part, block) => text(part).split(/(?<=[.?!؟]) /).map((sentence) => ({ block, words: sentence.split(/\s+/) })));
  const each = LENGTH / told.reduce((sum, s) => sum + s.words.length, 0);
  const clock = (s) => new Date(Math.round(s * 1000)).toISOString().slice(11, 23);
  const escaped = (word) => word.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  let at = 0;
  for (const sentence of told) {
    sentence.starts = sentence.words.map((_, i) => (at + i) * each);
    at += sentence.words.length;
    const payload = sentence.words.map((word, i) => (i && !plain ? `<${clock(sentence.starts[i])}>` : "") + escaped(word)).join(" ");
    sentence.cue = `${sentence.block}\n${clock(sentence.starts[0])} --> ${clock(at * each)}\n${payload}\n`;
  }
  return { told, file: `WEBVTT\n\n${told.map((s) => s.cue).join("\n")}` };
}

/** Puts the player on a story of the newsroom, and what it plays beside it. What is asked for is gathered. */
async function voice(context, url, path, { plain = false, human = false, next } = {}) {
  const answer = await fetch(new URL(path, url));
  const html = await answer.text();
  const made = cues(html, plain);
  let place = section.replace(/data-seconds="\d+"/, `data-seconds="${LENGTH}"`).replace("3:18", "0:20").replace(/ data-next="[^"]*"/, next ? ` data-next="${next}"` : "");
  if (human) place = place.replace(/ data-cues="[^"]*"/, "").replace(/(<p class="made"><span>).*?(?=<\/span>)/, "$1");
  const body = html.replace(/(?=<div class="lead"|<p class="trust">)/, place);
  const asked = [];
  context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await context.route(new URL(path, url).href + "*", (route) => route.fulfill({ headers: Object.fromEntries(answer.headers), contentType: "text/html; charset=utf-8", body }));
  await context.route("**/media/speech-7/*", (route) => {
    const end = new URL(route.request().url()).pathname.split(".").pop();
    if (end === "vtt") return route.fulfill({ contentType: "text/vtt", body: made.file });
    const whole = sounds[end];
    const [from, to = whole.length - 1] = (route.request().headers().range ?? "bytes=0-").match(/\d+/g).map(Number);
    const headers = { "accept-ranges": "bytes", "content-range": `bytes ${from}-${to}/${whole.length}` };
    return route.fulfill({ status: 206, contentType: end === "opus" ? "audio/ogg" : "audio/mpeg", headers, body: whole.subarray(from, to + 1) });
  });
  return { asked, told: made.told };
}

/** The player, ready to be used. */
async function player(page, url, path) {
  await open(page, url, path);
  await page.locator(".listen").scrollIntoViewIfNeeded();
  const play = page.locator(".listen .toggle");
  await expect(play).toBeVisible();
  return play;
}

const time = (page) => page.evaluate(() => document.querySelector(".listen audio").currentTime);
const marked = (page, name) => page.evaluate((of) => [...(CSS.highlights.get(of) ?? [])].map(String).join("|"), name);
const kept = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("listen")));
/** Stands still at a moment, so that what is marked there can be read. */
const stand = (page, at) => page.evaluate(async (to) => {
  const audio = document.querySelector(".listen audio");
  audio.pause();
  audio.currentTime = to;
  await new Promise((done) => audio.addEventListener("seeked", () => setTimeout(done, 50), { once: true }));
}, at);

test("the script is small, and is fetched only where its place is near", async ({ page, context, demo }) => {
  const { asked } = await voice(context, demo.url, demo.stories[0]);
  await page.setViewportSize({ width: 390, height: 240 });
  await open(page, demo.url, demo.stories[0]);
  await page.waitForLoadState("networkidle");
  const ours = () => asked.filter((one) => /listen\.|speech/.test(one));
  expect(ours(), "far from view").toEqual([]);
  await page.locator(".listen").scrollIntoViewIfNeeded();
  await expect(page.locator(".listen .toggle")).toBeVisible();
  expect(ours(), "in view, not yet played").toEqual([expect.stringMatching(/^\/static\/listen\.\w+\.js$/)]);
  const [script] = ours();
  const sent = await new Promise((done, fail) => {
    let bytes = 0;
    http.get(new URL(script, demo.url), { headers: { "accept-encoding": "gzip" } }, (answer) => answer.on("data", (part) => (bytes += part.length)).on("end", () => done(bytes))).on("error", fail);
  });
  expect(sent).toBeLessThanOrEqual(6000);
  await page.locator(".listen .toggle").click();
  await expect.poll(() => time(page)).toBeGreaterThan(0.3);
  expect(ours().some((one) => one.endsWith(".opus")), "the smaller file").toBe(true);
  expect(ours().some((one) => one.endsWith(".mp3")), "not the larger").toBe(false);
});

test("everything is done by keys", async ({ page, context, demo }) => {
  await voice(context, demo.url, demo.stories[0]);
  const play = await player(page, demo.url, demo.stories[0]);
  const paused = () => page.evaluate(() => document.querySelector(".listen audio").paused);
  await expect(play).toHaveAccessibleName("Play");
  await page.keyboard.press("k");
  expect(await paused(), "keys are the page's own until somebody listens").toBe(true);
  await play.focus();
  await page.keyboard.press("Space");
  await expect(play).toHaveAccessibleName("Pause");
  await expect.poll(() => time(page)).toBeGreaterThan(0.2);
  await page.keyboard.press("k");
  await expect.poll(paused).toBe(true);
  await stand(page, 2);
  await page.keyboard.press("ArrowRight");
  expect(await time(page)).toBeCloseTo(7, 1);
  await page.keyboard.press("j");
  expect(await time(page), "not before the beginning").toBe(0);
  await page.keyboard.press("l");
  expect(await time(page)).toBeCloseTo(15, 1);
  const seek = page.getByRole("slider", { name: "Position" });
  await expect(seek).toHaveAttribute("aria-valuetext", "15 seconds of 20 seconds");
  await seek.focus();
  await page.keyboard.press("ArrowLeft");
  expect(await time(page)).toBeCloseTo(10, 1);
  await expect(page.locator(".clock")).toHaveText("0:10 / 0:20");
  const speed = page.getByRole("combobox", { name: "Speed" });
  await page.keyboard.press(">");
  await expect(speed).toHaveValue("1.25");
  await page.keyboard.press("<");
  await page.keyboard.press("<");
  await page.keyboard.press("<");
  await expect(speed, "there is none below").toHaveValue("0.75");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("k");
  await expect.poll(paused, "on the page too, once it is heard").toBe(false);
  await page.getByRole("button", { name: "More controls" }).click();
  await page.getByLabel("Keys K, J, L").uncheck();
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("k");
  expect(await paused(), "who has switched them off has them off").toBe(false);
});

test("the word that is said is marked, and a word that is clicked is said", async ({ page, context, demo }) => {
  const { told } = await voice(context, demo.url, demo.stories[0]);
  await page.setViewportSize(DESK);
  const play = await player(page, demo.url, demo.stories[0]);
  const html = await page.locator(".story > h1, .story > .stand, .body").evaluateAll((all) => all.map((e) => e.outerHTML));
  const before = page.locator(".body > p").first();
  await before.click({ position: { x: 60, y: 12 } });
  expect(await time(page), "before it is heard a click is a click").toBe(0);
  await play.click();
  await expect.poll(() => marked(page, "word")).not.toBe("");
  const body = told.filter((s) => s.block > 2);
  for (const sentence of [told[0], body[0], body[1]]) {
    const last = sentence.words.length - 1;
    for (const i of [0, 1, last]) {
      await stand(page, sentence.starts[i] + 0.03);
      expect(await marked(page, "word")).toBe(sentence.words[i]);
    }
    expect((await marked(page, "sentence")).replace(/\s+/g, " ")).toBe(sentence.words.join(" "));
  }
  await stand(page, told.find((s) => s.block === 2).starts[1] + 0.03);
  expect(await marked(page, "sentence"), "what does not stand there is not marked").toBe("");

  const target = body[1];
  const spot = await page.evaluate((words) => {
    const pattern = words.join(" ");
    for (const p of document.querySelectorAll(".body > p")) {
      const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const at = node.data.indexOf(pattern);
        if (at < 0) continue;
        const from = at + words.slice(0, 2).join(" ").length + 1;
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, from + words[2].length);
        p.scrollIntoView({ block: "center", behavior: "instant" });
        const box = range.getClientRects()[0];
        return [box.x + box.width / 2, box.y + box.height / 2];
      }
    }
    return null;
  }, target.words);
  await page.mouse.click(...spot);
  await expect.poll(() => marked(page, "word")).toBe(target.words[2]);
  expect(await time(page)).toBeCloseTo(target.starts[2], 1);

  await stand(page, 1);
  await page.mouse.dblclick(...spot);
  expect(await page.evaluate(() => getSelection().toString().trim()), "a word can be selected").not.toBe("");
  expect(await page.locator(".story > h1, .story > .stand, .body").evaluateAll((all) => all.map((e) => e.outerHTML)), "the story's HTML is what it was").toEqual(html);
});

test("by sentence and by paragraph, forward and back", async ({ page, context, demo }) => {
  const { told } = await voice(context, demo.url, demo.stories[0]);
  await player(page, demo.url, demo.stories[0]);
  await page.getByRole("button", { name: "More controls" }).click();
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  const first = (block) => told.find((s) => s.block === block).starts[0];
  await press("Forward: Sentence");
  await expect.poll(() => time(page)).toBeCloseTo(told[1].starts[0], 1);
  await press("Forward: Paragraph");
  await expect.poll(() => time(page)).toBeCloseTo(first(told[1].block + 1), 1);
  await page.locator(".toggle").click();
  await stand(page, first(3) + 1.8);
  await press("Back: Paragraph");
  await expect.poll(() => time(page)).toBeCloseTo(first(3), 1);
  await press("Back: Sentence");
  await expect.poll(() => time(page)).toBeLessThan(first(3) - 0.2);
});

test("a voice that knows no times of words is marked by the sentence", async ({ page, context, demo }) => {
  const { told } = await voice(context, demo.url, demo.stories[0], { plain: true });
  await (await player(page, demo.url, demo.stories[0])).click();
  await expect.poll(() => marked(page, "sentence")).not.toBe("");
  await stand(page, told.at(-1).starts[0] + 0.03);
  expect((await marked(page, "sentence")).replace(/\s+/g, " ")).toBe(told.at(-1).words.join(" "));
  expect(await marked(page, "word")).toBe("");
});

test("where the browser has no marks for words, the paragraph is marked", async ({ page, context, demo }) => {
  await page.addInitScript(() => delete globalThis.Highlight);
  const { told } = await voice(context, demo.url, demo.stories[0]);
  await (await player(page, demo.url, demo.stories[0])).click();
  await expect(page.locator("h1.heard")).toHaveCount(1);
  await stand(page, told.at(-1).starts[0] + 0.03);
  await expect(page.locator(".heard")).toHaveCount(1);
  await expect(page.locator(".body .heard")).toContainText(told.at(-1).words.slice(-2).join(" "));
});

test("speed and place are remembered, and the page follows only who asks for it", async ({ page, context, demo }) => {
  const { told } = await voice(context, demo.url, demo.stories[0]);
  const play = await player(page, demo.url, demo.stories[0]);
  await page.evaluate(() => localStorage.setItem("listen", JSON.stringify({ left: Array.from({ length: 30 }, (_, i) => [`/story/old-${i}`, 9]) })));
  await expect(page.getByRole("combobox", { name: "Speed" })).toHaveValue("1");
  await page.getByRole("combobox", { name: "Speed" }).selectOption("1.5");
  await play.click();
  await stand(page, 8);
  await expect.poll(async () => (await kept(page)).left.length).toBe(20);
  expect((await kept(page)).left[0]).toEqual([demo.stories[0], expect.closeTo(8, 0)]);
  await player(page, demo.url, demo.stories[0]);
  await expect(page.locator(".clock")).toHaveText("0:08 / 0:20");
  await expect(page.getByRole("combobox", { name: "Speed" })).toHaveValue("1.5");
  await play.click();
  await expect.poll(() => time(page)).toBeGreaterThan(8.3);
  expect(await page.evaluate(() => document.querySelector(".listen audio").playbackRate)).toBe(1.5);

  const last = told.at(-1);
  await page.evaluate((to) => ((document.querySelector(".listen audio").currentTime = to)), last.starts[0] - 0.4);
  const still = await page.evaluate(() => scrollY);
  await expect.poll(() => time(page)).toBeGreaterThan(last.starts[0] + 0.3);
  expect(await page.evaluate(() => scrollY)).toBe(still);
  await page.getByRole("button", { name: "More controls" }).click();
  await page.getByLabel("Follow the text").check();
  await page.evaluate((to) => ((document.querySelector(".listen audio").currentTime = to)), last.starts[0] - 0.4);
  if (await page.evaluate(() => document.querySelector(".listen audio").paused)) await play.click();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(still + 100);
});

test("out of view it stands small at the foot, until it is closed", async ({ page, context, demo }) => {
  await voice(context, demo.url, demo.stories[0]);
  await page.setViewportSize(PHONE);
  const play = await player(page, demo.url, demo.stories[0]);
  const foot = () => page.evaluate(() => scrollTo({ top: document.body.scrollHeight / 2, behavior: "instant" }));
  await foot();
  await expect(page.locator(".mini"), "nobody has listened").toHaveCount(0);
  await play.click();
  const tall = await page.locator(".body").evaluate((e) => e.getBoundingClientRect().top + scrollY);
  await foot();
  await expect(page.locator(".mini")).toBeInViewport();
  expect(await page.locator(".body").evaluate((e) => e.getBoundingClientRect().top + scrollY), "its place is kept").toBeCloseTo(tall, 0);
  await expect(page.locator(".mini .toggle")).toHaveAccessibleName("Pause");
  for (const one of await page.locator(".mini :is(button, select):visible").all()) {
    const box = await one.boundingBox();
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  }
  await page.locator(".listen").scrollIntoViewIfNeeded();
  await expect(page.locator(".mini")).toHaveCount(0);
  await foot();
  await page.locator(".mini .close").click();
  await expect(page.locator(".mini")).toHaveCount(0);
  expect(await page.evaluate(() => document.querySelector(".listen audio").paused)).toBe(true);
});

test("the machine is told what is heard, and the next story follows who wants it", async ({ page, context, demo }) => {
  const next = demo.stories[1];
  await voice(context, demo.url, demo.stories[0], { next });
  const play = await player(page, demo.url, demo.stories[0]);
  await page.getByRole("button", { name: "More controls" }).click();
  await page.getByLabel("Go on with the next story").check();
  await play.click();
  await expect.poll(() => time(page)).toBeGreaterThan(0.1);
  const told = await page.evaluate(() => ({ title: navigator.mediaSession.metadata.title, site: navigator.mediaSession.metadata.artist, h1: document.querySelector("h1").textContent }));
  expect(told.title).toBe(told.h1);
  expect(told.site).not.toBe("");
  await page.evaluate((to) => ((document.querySelector(".listen audio").currentTime = to)), LENGTH - 0.5);
  await page.waitForURL((url) => url.pathname === next && url.hash === "#listen");
});

test("who is sent to the player hears at once", async ({ page, context, demo }) => {
  await voice(context, demo.url, demo.stories[0]);
  await open(page, demo.url, "/");
  await page.evaluate((to) => {
    const link = Object.assign(document.createElement("a"), { href: `${to}#listen`, textContent: "Hear it", id: "hear" });
    document.querySelector("main").prepend(link);
  }, demo.stories[0]);
  await page.locator("#hear").click();
  await expect.poll(() => time(page)).toBeGreaterThan(0.2);
});

test("a reading by a person has no marks and no word of machines", async ({ page, context, demo }) => {
  await voice(context, demo.url, demo.stories[0], { human: true });
  await (await player(page, demo.url, demo.stories[0])).click();
  await expect.poll(() => time(page)).toBeGreaterThan(0.2);
  await expect(page.getByText("AI assistance")).toHaveCount(0);
  await page.getByRole("button", { name: "More controls" }).click();
  await expect(page.getByRole("button", { name: /Sentence/ })).toHaveCount(0);
  await expect(page.getByLabel("Follow the text")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Download" })).toHaveAttribute("href", /\.mp3$/);
});

test("without scripts it is the browser's own player, with what made the sound beside it", async ({ browser, demo, wrongs }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE });
  await gather(context, wrongs);
  await voice(context, demo.url, demo.stories[0]);
  const page = await context.newPage();
  await page.goto(new URL(demo.stories[0], demo.url).href);
  await expect(page.locator(".listen audio[controls]")).toBeVisible();
  expect(await page.locator(".listen source").evaluateAll((all) => all.map((s) => s.type))).toEqual(["audio/ogg; codecs=opus", "audio/mpeg"]);
  await expect(page.locator(".listen")).toContainText("Audio created using AI assistance");
  await expect(page.locator(".clock")).toHaveText(/0:20/);
  await context.close();
});

for (const [name, viewport] of Object.entries({ phone: PHONE, narrow: { width: 320, height: 640 }, desk: DESK })) {
  for (const scheme of ["light", "dark"]) {
    test(`it stands well, ${name}, ${scheme}`, async ({ page, context, demo }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      await page.addInitScript(() => {
        globalThis.jumps = [];
        new PerformanceObserver((list) => {
          for (const jump of list.getEntries()) globalThis.jumps.push(`${jump.value.toFixed(4)} ${jump.sources.map((s) => `${s.node?.localName}.${s.node?.className} ${JSON.stringify([s.previousRect, s.currentRect])}`)}`);
        }).observe({ type: "layout-shift", buffered: true });
      });
      for (const path of [demo.stories[0], demo.arabic]) {
        await voice(context, demo.url, path, { next: demo.stories[1] });
        // The script comes late, so that the room which was kept for it is seen to be kept.
        await page.route(/\.js$/, async (route) => {
          await new Promise((later) => setTimeout(later, 200));
          await route.continue();
        });
        await open(page, demo.url, path);
        const measure = () => page.evaluate(() => [document.querySelector(".listen").offsetHeight, document.querySelector(".body").offsetTop]);
        const shot = async (what, whole) => {
          if (process.env.LOOKS) await page.screenshot({ path: join(process.env.LOOKS, `listen-${name}-${scheme}-${path === demo.arabic ? "arabic" : "english"}-${what}.png`), fullPage: whole });
        };
        const good = async (what) => {
          expect.soft(await violations(page), what).toEqual([]);
          expect.soft(await sideways(page), what).toEqual([]);
          expect.soft(await unreadable(page), what).toEqual([]);
        };
        const before = await measure();
        await page.locator(".listen").evaluate((e) => e.scrollIntoView({ block: "center", behavior: "instant" }));
        await expect(page.locator(".toggle")).toBeVisible();
        expect(await measure(), "as tall as before").toEqual(before);
        expect(await page.evaluate(() => globalThis.jumps)).toEqual([]);
        await good("still");
        await shot("still");
        await page.locator(".toggle").click();
        await expect.poll(() => marked(page, "word")).not.toBe("");
        await stand(page, 9);
        await page.locator(".more").click();
        await good("open");
        await shot("open");
        await page.locator(".more").click();
        await page.locator(".body").evaluate((e) => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 60, behavior: "instant" }));
        if (await page.locator(".listen").evaluate((e) => e.getBoundingClientRect().bottom > 0)) await page.evaluate(() => scrollBy({ top: 400, behavior: "instant" }));
        await expect(page.locator(".mini")).toBeInViewport();
        await page.waitForTimeout(300);
        expect.soft(await violations(page), "small").toEqual([]);
        expect.soft(await sideways(page), "small").toEqual([]);
        await shot("mini");
        await page.emulateMedia({ media: "print", colorScheme: scheme });
        await expect(page.locator(".mini")).toBeHidden();
        await page.emulateMedia({ media: "screen", colorScheme: scheme });
      }
    });
  }
}
