// What all browser tests share: the newsrooms under test, and a reader whose browser reports what went wrong.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect } from "@playwright/test";

export { expect };

/** The newsrooms that the set-up has started. */
const newsrooms = () => JSON.parse(process.env.BROWSER_TESTS);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

export const test = base.extend({
  demo: async ({}, use) => use(newsrooms().demo),
  pasted: async ({}, use) => use(newsrooms().pasted),
  // Everything that a page must never do: it is gathered all along and looked at when the test is over.
  wrongs: [
    async ({ context }, use) => {
      const wrongs = [];
      await listen(context, wrongs);
      await use(wrongs);
      expect(wrongs, "console errors, requests to others, violations of the content policy").toEqual([]);
    },
    { auto: true },
  ],
});

/** Gathers what goes wrong in a context; for tests that make one of their own. */
export async function listen(context, wrongs) {
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
  });
  context.on("request", (request) => {
    const [asked, from] = [new URL(request.url()), new URL(request.frame().url() || request.url())];
    const own = ["127.0.0.1", "localhost"].includes(asked.hostname) && (from.protocol === "about:" || asked.origin === from.origin || request.isNavigationRequest());
    if (!own && !["data:", "blob:"].includes(asked.protocol)) wrongs.push(`request to ${asked}`);
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") wrongs.push(`${why}: ${request.url()}`);
  });
  context.on("weberror", (error) => wrongs.push(`thrown: ${error.error().message}`));
  context.on("console", (message) => {
    // That the page itself is a 404 is what some tests ask for.
    const itself = message.location().url === message.page()?.url() && /the server responded with a status of/.test(message.text());
    // One test asks for the icon; without one, each of the others would say so.
    const icon = message.location().url.endsWith("/favicon.ico");
    if (["error", "warning"].includes(message.type()) && !itself && !icon) wrongs.push(`console: ${message.text()} (${message.location().url})`);
  });
}

/** Opens a page and waits until its type and its first pictures stand. */
export async function open(page, url, path) {
  const answer = await page.goto(new URL(path, url).href);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  return answer;
}

/** What axe has to say against a page, one line a place. Every rule, those of best practice and target size too. */
export async function violations(page) {
  // Sent by the debugger's way: the page's own policy lets no script in.
  await page.evaluate(`window.axe || (() => { ${axe} })()`);
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }),
  );
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(" ")}: ${n.html.slice(0, 160)}: ${n.failureSummary.replace(/\s+/g, " ")}`));
}

/** What sticks out at the sides, if the page scrolls sideways. */
export async function sideways(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    const over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return [];
    const out = [...document.body.querySelectorAll("*")].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1);
    });
    return [`${over} px too wide`, ...out.slice(0, 5).map((e) => `${e.localName}.${e.className} ${e.textContent.trim().slice(0, 40)}`)];
  });
}

/** Text that a reader cannot see whole: cut off, beyond the sides, or under other text. */
export async function unreadable(page) {
  return page.evaluate(() => {
    const wide = document.scrollingElement.clientWidth;
    const wrong = [];
    const said = (e) => `${e.localName}.${e.className}: ${e.textContent.trim().replace(/\s+/g, " ").slice(0, 50)}`;
    const seen = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const holder = node.parentElement;
      if (!node.data.trim() || !holder.checkVisibility() || holder.closest(".off, .skip, script, style, option")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
      let scrolls = false;
      for (let e = holder; e && e !== document.body; e = e.parentElement) {
        const { overflowX, overflowY, clipPath } = getComputedStyle(e);
        const box = e.getBoundingClientRect();
        if (["auto", "scroll"].includes(overflowX)) scrolls = true;
        if (overflowY === "hidden" || overflowY === "clip" || overflowX === "hidden" || overflowX === "clip") {
          if (lines.some((r) => r.right > box.right + 1 || r.left < box.left - 1 || r.bottom > box.bottom + r.height / 4)) wrong.push(`cut off: ${said(holder)}`);
        }
        if (clipPath === "inset(50%)") scrolls = true;
      }
      if (scrolls) continue;
      if (lines.some((r) => r.right > wide + 1 || r.left < -1)) wrong.push(`beyond the side: ${said(holder)}`);
      for (const r of lines) seen.push({ holder, top: r.top + r.height * 0.3, bottom: r.bottom - r.height * 0.3, left: r.left + 2, right: r.right - 2 });
    }
    seen.sort((a, b) => a.top - b.top);
    seen.forEach((a, i) => {
      for (let j = i + 1; j < seen.length && seen[j].top < a.bottom; j += 1) {
        const b = seen[j];
        if (a.holder !== b.holder && a.left < b.right && b.left < a.right) wrong.push(`over each other: ${said(a.holder)} | ${said(b.holder)}`);
      }
    });
    return [...new Set(wrong)];
  });
}

/** The kinds of page, each with where one is found. */
export const KINDS = {
  front: { path: () => "/" },
  sections: { paths: (found) => found.sections },
  story: { path: (found) => found.stories[0] },
  "story with a table": { path: (found) => found.table },
  "story with a gallery": { path: (found) => found.gallery },
  "story with a film": { path: (found) => found.film },
  "story with an embed": { path: (found) => found.embed },
  "story with a correction": { path: (found) => found.correction },
  "story with an advertisement": { path: (found) => found.advertisement },
  "story with a podcast": { path: (found) => found.podcast },
  "story with a pull quote": { path: (found) => found.pullquote },
  "live story": { path: (found) => found.live },
  "sponsored story": { path: (found) => found.sponsored },
  "story in Arabic": { path: (found) => found.arabic },
  "story in German": { path: (found) => found.german },
  topic: { path: (found) => found.topic },
  podcasts: { path: () => "/podcast" },
  podcast: { path: (found) => found.show },
  episode: { path: (found) => found.episode },
  author: { path: (found) => found.author },
  trust: { path: () => "/trust" },
  corrections: { path: () => "/corrections" },
  "not found": { path: () => "/story/nothing-999999", status: 404 },
  withdrawn: { path: (found) => found.withdrawn, status: 410 },
  refused: { path: (found) => `${found.sections[0]}?before=x`, status: 400 },
};

/** The addresses of a kind; a demo newsroom that has none of it fails the test, for then nothing was tested. */
export function addresses(kind, found) {
  const paths = kind.paths?.(found) ?? [kind.path(found)];
  expect(paths.length, "pages of this kind").toBeGreaterThan(0);
  for (const path of paths) expect(path, "the address of a page of this kind").toBeTruthy();
  return paths;
}
