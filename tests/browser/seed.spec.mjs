// A page as people paste it, on the site with every part of it. The pasted text is the measure: what a part must say
// is read from the file by its form, so no word of it stands here.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./newsroom.mjs";
import { expect, open, test } from "./reader.mjs";

const pages = {
  "the seed page": {
    file: (pasted) => pasted.seedFile,
    path: (pasted) => pasted.seed,
    time: ["Monday 19 June 2023 13:44, UK", "2023-06-19T12:44:00Z"],
    films: ["1:09", "1:00", "4:30"],
    credit: "REUTERS/Leah Millis/Pool",
    paragraphs: 18,
    photos: 2,
    readMore: 2,
    topics: 4,
  },
  "a page of another paper": {
    file: () => join(root, "tests/browser/pasted.txt"),
    path: (pasted) => pasted.sample,
    names: ["Odile Marrow", "Bram Tetlow"],
    role: "Coast reporters",
    handle: "@odilemarrow",
    time: ["Tuesday 4 March 2025 09:05, UK", "2025-03-04T09:05:00Z"],
    films: ["0:48"],
    credit: "HARBOUR PICTURES/Nell Osgood/Pool",
    paragraphs: 6,
    photos: 1,
    readMore: 2,
    topics: 2,
  },
};

// Under headline and standfirst stand a name and, on the next line, a role and a handle.
const byline = (text) => {
  const [, , name, line] = text.split("\n").filter((row) => row.trim());
  const [role, handle] = line.split(" @");
  return { names: [name.trim()], role: role.trim(), handle: `@${handle.trim()}` };
};

for (const [name, is] of Object.entries(pages)) {
  test.describe(name, () => {
    let said;

    test.beforeEach(async ({ page, pasted }) => {
      test.skip(!is.path(pasted), "../shared/seed is not on this machine");
      const text = readFileSync(is.file(pasted), "utf8");
      said = read(text);
      if (!is.names) Object.assign(is, byline(text));
      await open(page, pasted.url, is.path(pasted));
    });

    test("headline, standfirst, byline, time", async ({ page }) => {
      const story = page.locator("main > article");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(said.headline);
      await expect(story.locator("h1 + p")).toHaveText(said.standfirst);
      const by = story.locator(".by");
      for (const author of is.names) await expect(by).toContainText(author);
      await expect(by.locator(".role")).toHaveText(is.role);
      await expect(by.locator(".handle")).toHaveText(is.handle);
      await expect(by).toHaveText(new RegExp(`^\\s*By\\s+${is.names.join("[^]*\\sand\\s+")}`));
      const time = story.locator("time").first();
      await expect(time).toHaveText(is.time[0]);
      expect(Date.parse(await time.getAttribute("datetime"))).toBe(Date.parse(is.time[1]));
      await expect(story.getByText(/^Updated/), "a story that was not updated does not say so").toHaveCount(0);
    });

    test("the author has a page", async ({ page, pasted, request }) => {
      const links = page.locator(".by a[rel=author]");
      await expect(links).toHaveText(is.names);
      for (const link of await links.all()) {
        const answer = await request.get(new URL(await link.getAttribute("href"), pasted.url).href);
        expect(answer.status()).toBe(200);
        expect(await answer.text()).toContain(is.path(pasted));
      }
    });

    test("passing on needs nobody's code", async ({ page }) => {
      const share = page.locator("nav.share");
      const to = await share.getByRole("link").evaluateAll((all) => all.map((a) => a.href));
      expect(to.length).toBeGreaterThan(2);
      const address = encodeURIComponent(await page.locator("link[rel=canonical]").getAttribute("href"));
      for (const href of to) expect(href).toContain(address);
      // What programs read of a page is no program.
      expect(await page.locator("script:not([src^='/']):not([type='application/ld+json'])").count()).toBe(0);
    });

    test("the advertisement is labelled and its room is kept", async ({ page }) => {
      const ad = page.getByRole("complementary", { name: "Advertisement" });
      await expect(ad).toHaveCount(1);
      await expect(ad).toContainText("Advertisement");
      expect((await ad.boundingBox()).height).toBeGreaterThanOrEqual(90);
      await expect(page.locator("main")).not.toContainText(said.advertiser);
    });

    test("films with title, caption, credit and length", async ({ page }) => {
      const films = page.locator("figure.film");
      await expect(films.locator("time")).toHaveText(is.films);
      await expect(films.locator(".title")).toHaveText(said.films.map((film) => film.title));
      await expect(films.first()).toHaveJSProperty("parentElement.className", "lead");
      for (const [i, film] of said.films.entries()) {
        const caption = films.nth(i).locator("figcaption .caption");
        await expect(caption).toContainText(film.caption.replace(is.credit, "").trim());
        await expect(caption).not.toContainText(is.credit);
        const credited = film.caption.includes(is.credit);
        await expect(films.nth(i).locator("figcaption .credit")).toHaveText(credited ? [is.credit] : []);
      }
    });

    test("photos with the credit apart from the caption", async ({ page }) => {
      const photos = page.locator("figure.photo");
      await expect(photos).toHaveCount(is.photos);
      await expect(photos.locator(".caption")).toHaveText(said.photos.map((line) => line.replace(is.credit, "").trim()));
      await expect(photos.locator(".credit")).toHaveText(Array(is.photos).fill(is.credit));
    });

    test("all paragraphs in order and nothing else among them", async ({ page }) => {
      expect(said.paragraphs).toHaveLength(is.paragraphs);
      await expect(page.locator(".body > p")).toHaveText(said.paragraphs);
    });

    test("why you can trust us", async ({ page }) => {
      await page.getByRole("article").getByRole("link", { name: /^Why you can trust / }).click();
      await expect(page).toHaveURL(/\/trust$/);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Why you can trust /);
    });

    test("podcast, read more, topics, reply", async ({ page, pasted, request }) => {
      const podcast = page.locator("aside.podcast");
      await expect(podcast).toHaveCount(1);
      await expect(podcast).toContainText(said.show);
      const more = page.getByRole("complementary", { name: "Read more" });
      await expect(more.getByRole("listitem")).toHaveText(said.readMore);
      expect(said.readMore).toHaveLength(is.readMore);
      await expect(page.getByRole("heading", { name: "Related Topics" })).toBeVisible();
      const topics = page.getByRole("navigation", { name: "Related Topics" }).getByRole("link");
      await expect(topics).toHaveText(said.topics);
      expect(said.topics).toHaveLength(is.topics);
      for (const topic of await topics.all()) {
        const answer = await request.get(new URL(await topic.getAttribute("href"), pasted.url).href);
        expect(answer.status()).toBe(200);
        expect(await answer.text()).toContain(is.path(pasted));
      }
      await expect(page.getByRole("region", { name: "Leave a reply" })).toBeVisible();
    });

    test("its parts stand in the order of the pasted page", async ({ page }) => {
      const order = await page.evaluate(() => {
        const parts = {
          headline: "h1", standfirst: "h1 + p", byline: ".by", time: ".rail time", advertisement: "aside.ad", film: ".lead .film",
          trust: ".trust a", first: ".body > p", photo: ".photo", podcast: ".podcast", more: ".readmore", last: ".body > p:last-of-type",
          topics: ".topics", reply: ".reply",
        };
        const all = [...document.querySelectorAll("main *")];
        return Object.entries(parts).map(([part, where]) => ({ part, at: all.indexOf(document.querySelector(`main ${where}`)) }));
      });
      expect(order.filter((o) => o.at < 0), "parts that are missing").toEqual([]);
      expect([...order].sort((a, b) => a.at - b.at).map((o) => o.part)).toEqual(order.map((o) => o.part));
    });

    test("nothing of the player's furniture is on the page", async ({ page }) => {
      const words = await page.locator("main").innerText();
      for (const furniture of said.furniture) expect(words).not.toContain(furniture);
      expect(words).not.toContain("Play Video");
    });
  });
}

/** The parts of a pasted page, by its form alone. */
function read(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const at = (pattern, from = 0) => lines.findIndex((line, i) => i >= from && pattern.test(line));
  const trust = at(/^Why you can trust /);
  const listen = at(/^Listen to this article$/);
  const topics = at(/^Related Topics$/);
  const more = at(/^Read more:?$/);
  const filled = (from, to) => lines.slice(from, to).filter(Boolean);
  const readMore = filled(more + 1, lines.indexOf("", more));
  const lead = at(/\d:\d\d$/, at(/^Audio created/));

  const [films, photos, paragraphs] = [[], [], []];
  let show;
  for (let i = lead; i < topics; i += 1) {
    const line = lines[i];
    const length = line.match(/^(.*?)(\d+:\d\d)$/);
    const credit = /\b[A-Z]{4,}[A-Z ]*\/\S/;
    if (length) {
      const title = lines[i + 1].replace(/^Play Video – /, "");
      films.push({ caption: length[1], title });
      // The play button's words, and the line under it: the title again or more of the caption.
      i += 2;
    } else if (!line || i === trust || i === more || readMore.includes(line)) continue;
    else if (credit.test(line)) photos.push(line);
    else if (/^Click to subscribe /.test(line)) show = line.match(/to the (.*) wherever/)[1];
    else paragraphs.push(line);
  }
  return {
    headline: lines[0],
    standfirst: lines[1],
    advertiser: filled(0, listen).at(-1),
    furniture: filled(listen + 1, lead),
    films,
    photos,
    paragraphs,
    show,
    readMore,
    topics: filled(topics + 1, at(/^LEAVE A REPLY$/)),
  };
}
