// A reader walks through the site; an editor publishes, and the reader sees it.

import { DESK, PHONE, expect, open, test } from "./reader.mjs";

for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`a walk through the site, ${width}`, async ({ page, demo }) => {
    await page.setViewportSize(viewport);
    const heading = page.getByRole("heading", { level: 1 });
    await open(page, demo.url, "/");
    const front = await heading.textContent();

    const section = page.getByRole("banner").getByRole("navigation").getByRole("link").first();
    const name = await section.textContent();
    await section.click();
    await expect(heading).toHaveText(name);
    await expect(page.getByRole("banner").locator("[aria-current]")).toHaveText(name);

    // The whole card can be pressed, the picture too.
    const card = page.getByRole("main").getByRole("article").first();
    const headline = await card.getByRole("heading").textContent();
    await card.locator(".shot, .stand").first().click({ force: true });
    await expect(heading).toHaveText(headline);
    const story = page.url();

    const topic = page.locator(".topics").getByRole("link").first();
    const topicName = await topic.textContent();
    await topic.click();
    await expect(heading).toHaveText(topicName);
    const again = page.getByRole("main").getByRole("link", { name: headline, exact: true });
    await expect(again).toBeVisible();
    await again.click();
    await expect(page).toHaveURL(story);

    const author = page.locator("a[rel=author]").first();
    const authorName = await author.textContent();
    await author.click();
    await expect(heading).toContainText(authorName);
    await expect(page.getByRole("main").getByRole("link", { name: headline, exact: true })).toBeVisible();

    await page.getByRole("contentinfo").getByRole("link", { name: /^Why you can trust / }).click();
    await expect(page).toHaveURL(/\/trust$/);
    await page.goBack();
    await expect(heading).toContainText(authorName);
    await page.getByRole("banner").getByRole("link").first().click();
    await expect(heading).toHaveText(front);
  });
}

test("older stories, page by page, none twice and none left out", async ({ page, pasted }) => {
  await open(page, pasted.url, "/");
  const sections = await page.getByRole("banner").getByRole("navigation").getByRole("link").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const older = page.getByRole("link", { name: "Older stories" });
  let longest = 0;
  for (const path of sections) {
    const seen = [];
    await open(page, pasted.url, path);
    for (let pages = 1; ; pages += 1) {
      const here = await page.getByRole("main").getByRole("article").getByRole("heading").getByRole("link").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      expect(here.length, page.url()).toBeGreaterThan(0);
      seen.push(...here);
      longest = Math.max(longest, pages);
      if ((await older.count()) === 0) break;
      await older.click();
      await page.waitForURL(/before=/);
      expect(pages).toBeLessThan(30);
    }
    expect(new Set(seen).size, `stories that stand twice in ${path}`).toBe(seen.length);
  }
  expect(longest, "a section of several pages").toBeGreaterThan(1);
});

test("what is published is read at once, on every page that shows it", async ({ page, pasted, request }) => {
  const call = async (method, path, data) => {
    const answer = await request.fetch(new URL(`/api/v1${path}`, pasted.url).href, { method, data, headers: { authorization: `Bearer ${pasted.token}` } });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const stamp = `${Date.now()}`;
  const [first, second] = [`Ferry ${stamp} finds its berth`, `Ferry ${stamp} loses its berth again`];
  const paragraph = (text) => ({ type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text }] }] });
  const made = await call("POST", "/stories", {
    headline: first,
    standfirst: "It took two tugs.",
    slug: `ferry-${stamp}`,
    language: "en",
    zone: "Europe/London",
    section: "news",
    bylines: [{ name: "Odile Marrow", author: "odile-marrow" }],
    topics: [`Ferry ${stamp}`],
    replies: "open",
    body: paragraph("The first text."),
  });
  await call("POST", `/stories/${made.id}/publish`, {});
  const { url } = await call("GET", `/stories/${made.id}`);
  const path = new URL(url, pasted.url).pathname;

  // The browser may keep a page for some seconds; who reloads asks the server.
  const fresh = async (where) => {
    await open(page, pasted.url, where);
    return page.reload();
  };
  await fresh(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(first);
  const topic = await page.locator(".topics a").getAttribute("href");
  const lists = ["/", "/news", topic, "/author/odile-marrow"];
  for (const list of lists) {
    await fresh(list);
    await expect(page.getByRole("main").getByRole("link", { name: first }).first(), list).toBeVisible();
  }

  await call("PATCH", `/stories/${made.id}`, { headline: second, body: paragraph("The second text.") });
  await fresh(path);
  await expect(page.getByText("The first text."), "what is only saved is not read yet").toBeVisible();
  const words = "The ferry was early, not late.";
  await call("POST", `/stories/${made.id}/publish`, { significance: "correction", text: words });
  await page.reload();
  await expect(page.getByText("The second text.")).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Correction" })).toContainText(words);
  for (const list of lists) {
    await fresh(list);
    await expect(page.getByRole("main").getByRole("link", { name: second }).first(), list).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: first }), list).toHaveCount(0);
  }
  await fresh("/corrections");
  await expect(page.getByRole("listitem").filter({ hasText: words })).toContainText(second);

  await call("POST", `/stories/${made.id}/withdraw`, { text: "It was another ferry." });
  const gone = await fresh(path);
  expect(gone.status()).toBe(410);
  await expect(page.getByRole("main")).toContainText("It was another ferry.");
  for (const list of lists) {
    await fresh(list);
    await expect(page.getByRole("main").getByRole("link", { name: second }), list).toHaveCount(0);
  }
});
