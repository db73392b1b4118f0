// Every kind of page, on a telephone and on a desk, by day and by night.

import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { DESK, KINDS, PHONE, addresses, expect, open, sideways, test, unreadable, violations } from "./reader.mjs";

for (const [name, kind] of Object.entries(KINDS)) {
  for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    test(`${name}, ${width}`, async ({ page, demo }) => {
      await page.setViewportSize(viewport);
      for (const path of addresses(kind, demo)) {
        const answer = await open(page, demo.url, path);
        expect(answer.status(), path).toBe(kind.status ?? 200);
        expect.soft(await outline(page), `headings of ${path}`).toEqual([]);
        expect.soft(await names(page), `landmarks of ${path}`).toEqual([]);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          expect.soft(await violations(page), `axe, ${colorScheme}, ${path}`).toEqual([]);
        }
        expect.soft(await sideways(page), `sideways scroll of ${path}`).toEqual([]);
        expect.soft(await unreadable(page), `text of ${path}`).toEqual([]);
      }
    });
  }
}

test("the checker of HTML and CSS finds nothing", async ({ request, demo, pasted }, info) => {
  const kept = async (url, path, name) => {
    const answer = await request.get(new URL(path, url).href);
    const file = info.outputPath(name);
    await writeFile(file, await answer.body());
    return answer;
  };
  let number = 0;
  const kinds = Object.values(KINDS).flatMap((kind) => addresses(kind, demo));
  for (const path of new Set([...kinds, ...demo.stories])) await kept(demo.url, path, `demo-${(number += 1)}.html`);
  for (const path of ["/", "/news", pasted.sample, pasted.seed].filter(Boolean)) await kept(pasted.url, path, `pasted-${(number += 1)}.html`);
  const front = await request.get(demo.url);
  await kept(demo.url, (await front.text()).match(/<link rel="stylesheet" href="([^"]+)"/)[1], "site.css");

  const jar = join(dirname(createRequire(import.meta.url).resolve("vnu-jar")), "build/dist/vnu.jar");
  const words = ["-Xss1m", "-jar", jar, "--also-check-css", "--format", "json", "--exit-zero-always", info.outputPath()];
  const { stderr } = await promisify(execFile)("java", words, { maxBuffer: 1 << 26 });
  const said = JSON.parse(stderr).messages.filter((m) => m.type !== "info" || m.subType === "warning");
  const lines = said.map((m) => `${m.type} ${m.url.split("/").at(-1)}:${m.lastLine}: ${m.message} ${m.extract ?? ""}`);
  expect(lines.filter((line) => !line.startsWith("info"))).toEqual([]);
});

/** One h1, and no level left out on the way down. */
async function outline(page) {
  const levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluateAll((all) => all.filter((h) => h.checkVisibility()).map((h) => Number(h.localName[1])));
  const wrong = [];
  const ones = levels.filter((level) => level === 1).length;
  if (ones !== 1) wrong.push(`${ones} headings of level 1`);
  // Those before h1 are none: the masthead has no heading of its own.
  levels.forEach((level, i) => {
    if (level > (levels[i - 1] ?? 0) + 1) wrong.push(`level ${level} after ${levels[i - 1] ?? "nothing"}`);
  });
  return wrong;
}

/** One banner, one main, one foot; each navigation and aside with a name that no other of its kind has. */
async function names(page) {
  const wrong = [];
  for (const role of ["banner", "main", "contentinfo"]) {
    const count = await page.getByRole(role).count();
    if (count !== 1) wrong.push(`${count} of ${role}`);
  }
  for (const role of ["navigation", "complementary", "region"]) {
    const heard = await page.getByRole(role).evaluateAll((all) =>
      all.map((e) => (e.getAttribute("aria-label") ?? document.getElementById(e.getAttribute("aria-labelledby"))?.textContent ?? "").trim()),
    );
    heard.forEach((name, i) => {
      if (!name) wrong.push(`a ${role} without a name`);
      else if (heard.indexOf(name) < i) wrong.push(`two of ${role} are called ${name}`);
    });
  }
  return wrong;
}
