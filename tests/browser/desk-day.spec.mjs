// A day in a newsroom, from the invitations to a story that is withdrawn. The tests of the story follow each other.

import { act, atEnd, body, digits, expect, field, holdPasskeys, openStory, panel, ready, saved, status, test, words } from "./desk.mjs";
import { seascape } from "./png.mjs";

const dialog = (page) => page.getByRole("dialog");

/** Chooses from a list that opens while one types. */
async function choose(page, label, typed, option) {
  const box = page.getByRole("combobox", { name: label, exact: true });
  await box.click();
  await box.fill(typed);
  await page.getByRole("option", { name: option }).first().click();
}

/** Puts in a block by the menu that "/" opens. */
async function slash(page, name) {
  await page.keyboard.type(`/${name}`);
  await expect(page.locator("#block-menu")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(80);
}

const signOut = async (page) => {
  await page.locator(".desk-bar summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
};

test("an invitation, a passkey, and in again with it", async ({ newsroom, sit }) => {
  const page = await sit(null);
  const path = await newsroom.invite("eva@example.org", "editor", "Eva Holm");
  await holdPasskeys(page);
  // Such a browser would offer the passkey by itself, and the virtual authenticator say yes at once: that is the next test.
  await page.addInitScript(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
  await page.goto(newsroom.at(path));
  await expect(page.getByText("You are invited as Editor")).toBeVisible();
  await page.getByLabel("Your name, as colleagues see it").fill("Eva Holm-Berg");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
  expect(await page.locator("#codes li").count()).toBeGreaterThanOrEqual(8);
  await page.getByRole("link", { name: "I have kept them; continue" }).click();
  await expect(page.locator(".desk-bar")).toContainText("Eva Holm-Berg");

  await signOut(page);
  await page.goto(newsroom.at("/desk/me"));
  await expect(page.getByRole("heading", { name: "Sign in to the desk" }), "nothing is shown to nobody").toBeVisible();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your account" }), "back where one was going").toBeVisible();
  await expect(page.locator("#passkeys + ul")).toContainText("Last used");

  await page.goto(newsroom.at(path));
  await expect(page.getByRole("button", { name: "Make a passkey" }), "the link works once").toHaveCount(0);
});

test("a browser that offers the passkey by itself lets one in without a press", async ({ newsroom, sit }) => {
  const page = await sit(null);
  await holdPasskeys(page);
  await page.goto(newsroom.at(await newsroom.invite("gus@example.org", "reporter", "Gus Reed")));
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByRole("link", { name: "I have kept them; continue" }).click();
  await expect(page.locator(".desk-bar")).toContainText("Gus Reed");
  // Signing out leads to the door, where the browser offers it at once and the virtual authenticator agrees.
  const answered = page.waitForResponse(/\/desk\/passkey\/answer$/);
  await signOut(page);
  expect((await answered).status()).toBe(200);
  await expect(page.locator(".desk-bar")).toContainText("Gus Reed");
});

test("a password with an authenticator app, and a recovery code in its place", async ({ newsroom, sit }) => {
  const page = await sit(null);
  await page.goto(newsroom.at(await newsroom.invite("fay@example.org", "reporter", "Fay Ito")));
  await page.getByText("A password and an authenticator app").click();
  await page.getByLabel("Password", { exact: true }).fill("lantern gravel teapot nine");
  const secret = await page.locator("code.secret").innerText();
  await page.getByLabel("Six digits").fill(digits(secret));
  await page.getByRole("button", { name: "Finish with a password" }).click();
  await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
  const recovery = await page.locator("#codes code").first().innerText();
  await page.getByRole("link", { name: "I have kept them; continue" }).click();

  // The code that was used is used up; the next one is good already.
  for (const [code, right] of [["000000", false], [digits(secret, Date.now() + 30_000), true], [recovery, true], [recovery, false]]) {
    if (await page.locator(".desk-bar").isVisible()) await signOut(page);
    await page.goto(newsroom.at("/desk/sign-in"));
    await page.getByLabel("Email").fill("fay@example.org");
    await page.getByLabel("Password", { exact: true }).fill("lantern gravel teapot nine");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByLabel("Code from your authenticator app").fill(code);
    await page.getByRole("button", { name: "Continue" }).click();
    if (right) await expect(page.locator(".desk-bar"), code).toContainText("Fay Ito");
    else await expect(page.getByRole("alert"), code).toBeVisible();
  }
});

test.describe.serial("a story", () => {
  let story;
  let url;

  test("is begun, with a block of every kind, by two people", async ({ newsroom, sit }) => {
    const [ben, cleo] = [await sit("ben"), await sit("cleo")];
    story = await openStory(ben, newsroom);
    await field(ben, "headline").click();
    await ben.keyboard.type("Harbour wall gives way");
    await ben.keyboard.press("Enter");
    await ben.keyboard.type("Nobody was hurt; the ferry is late.");
    await ben.keyboard.press("Enter");
    await ben.keyboard.type("The old wall fell at dawn, ");
    await ben.keyboard.press("Control+b");
    await ben.keyboard.type("without warning");
    await ben.keyboard.press("Control+b");
    await ben.keyboard.type(".");
    await ben.keyboard.press("Enter");
    await ben.keyboard.type("## What happened");
    await ben.keyboard.press("Enter");
    await ben.keyboard.type("- The tide rose");
    await ben.keyboard.press("Enter");
    await ben.keyboard.type("The stones moved");
    await ben.keyboard.press("Enter");
    await ben.keyboard.press("Enter");
    await ben.keyboard.type("> It sounded like a train");
    await ben.locator(".block-quote").getByLabel("Who said it").fill("Mira Vane");
    await atEnd(ben);
    await ben.keyboard.press("Control+Enter");
    await slash(ben, "pull");
    await ben.keyboard.type("Like a train");
    await ben.keyboard.press("Control+Enter");
    await slash(ben, "table");
    for (const cell of ["Year", "Falls", "Cost"]) {
      await ben.keyboard.type(cell);
      await ben.keyboard.press("Tab");
    }
    await ben.keyboard.type("1987");
    await atEnd(ben);
    await slash(ben, "rule");
    await slash(ben, "code");
    await ben.keyboard.type("tide = 4.1");
    await ben.keyboard.press("Control+Enter");
    await slash(ben, "podcast");
    await ben.locator(".block-podcast").getByLabel("Show").fill("Low Water");
    await atEnd(ben);
    await slash(ben, "embed");
    await ben.locator(".block-embed").first().getByLabel("Address").fill("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    await atEnd(ben);
    await slash(ben, "advert");
    await atEnd(ben);
    await slash(ben, "read");
    await expect(ben.locator(".block-readmore")).toBeVisible();
    await saved(ben);

    await openStory(cleo, newsroom, story);
    await expect(ben.locator(".people li")).toContainText("Cleo Lind");
    await expect(cleo.locator(".people li")).toContainText("Ben Okoro");
    await expect(field(cleo, "headline")).toHaveValue("Harbour wall gives way");
    await body(cleo).focus();
    await cleo.keyboard.press("Control+Home");
    await cleo.keyboard.press("End");
    await cleo.waitForTimeout(80);
    await atEnd(ben);
    await Promise.all([cleo.keyboard.type(" Police closed the quay.", { delay: 5 }), ben.keyboard.type("More when we know more.", { delay: 5 })]);
    await expect(ben.locator(".colleague-flag")).toHaveText("Cleo Lind");
    await saved(ben);
    await saved(cleo);
    for (const page of [ben, cleo]) {
      await expect(body(page)).toContainText("without warning. Police closed the quay.");
      await expect(body(page)).toContainText("More when we know more.");
    }
  });

  test("gets a picture, a byline, a section and topics; the checks block until nothing is missing", async ({ newsroom, sit }) => {
    const ben = await sit("ben");
    await openStory(ben, newsroom, story);
    await atEnd(ben);
    await ben.keyboard.press("Enter");
    const png = seascape().toString("base64");
    await body(ben).evaluate(async (place, png) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
      data.items.add(new File([bytes], "quay.png", { type: "image/png" }));
      const box = place.lastElementChild.getBoundingClientRect();
      place.lastElementChild.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, clientX: box.left + 5, clientY: box.top + box.height / 2 }));
    }, png);
    const picture = ben.locator(".block-image");
    await expect(picture.locator("img")).toBeVisible({ timeout: 15_000 });
    await picture.locator("figcaption").click();
    await ben.keyboard.type("The quay on Tuesday");
    await saved(ben);

    const checks = await panel(ben, "checks");
    await expect(checks.locator("[data-level=block]", { hasText: /section/i })).toBeVisible();
    await expect(checks.locator("[data-level=block]", { hasText: /alternative text|picture/i }).first()).toBeVisible();
    await picture.getByLabel("Alternative text").fill("A broken sea wall and a grey sea");
    await picture.getByLabel("Credit").fill("Nell Osgood");

    await panel(ben, "details");
    await choose(ben, "Add a name", "Ben Okoro", /^Ben Okoro|Add “Ben Okoro”/);
    await ben.getByLabel("Section", { exact: true }).selectOption({ label: "City" });
    await choose(ben, "Topics", "Sea walls", /New topic “Sea walls”/);
    await ben.getByRole("button", { name: "subject", exact: true }).click();
    await expect(ben.getByRole("list", { name: "Topics of this story" })).toContainText("Sea walls");
    await ben.locator(".block-readmore").getByRole("combobox").click();
    await ben.locator(".block-readmore").getByRole("option").first().click();
    await saved(ben);

    await panel(ben, "checks");
    await expect(checks.locator("[data-level=block]")).toHaveCount(0, { timeout: 10_000 });
    await expect(checks.locator(".findings, .all-well").first()).toBeVisible();
  });

  test("notes with a name in them are answered and resolved, and are no part of the story", async ({ newsroom, sit }) => {
    const [ben, cleo] = [await sit("ben"), await sit("cleo")];
    await openStory(ben, newsroom, story);
    await openStory(cleo, newsroom, story);
    await body(cleo).locator("p").first().click();
    await cleo.keyboard.press("Home");
    await cleo.waitForTimeout(80);
    for (let i = 0; i < 12; i += 1) await cleo.keyboard.press("Shift+ArrowRight");
    await cleo.waitForTimeout(80);
    await cleo.locator("[data-tool=note]").click();
    await expect(cleo.locator("#panel textarea").first()).toBeFocused();
    await cleo.keyboard.type("How old? @ben");
    await cleo.getByRole("option", { name: /Ben Okoro/ }).waitFor();
    await cleo.keyboard.press("Enter");
    await cleo.keyboard.press("Control+Enter");
    await expect(cleo.locator(".noted")).toHaveText("The old wall");

    await expect(ben.locator(".noted")).toHaveText("The old wall");
    await expect(ben.locator("button[data-panel=notes] .count")).toContainText("1");
    const notes = await panel(ben, "notes");
    await expect(notes.locator(".note")).toContainText("How old? @benokoro");
    await notes.getByRole("button", { name: "Reply" }).click();
    await ben.keyboard.type("Built in 1911.");
    await notes.getByRole("button", { name: "Send" }).click();
    await expect(cleo.locator("#panel .said").nth(1)).toContainText("Built in 1911.");
    await cleo.locator("#panel").getByRole("button", { name: "Resolve", exact: true }).click();
    await expect(cleo.locator(".noted")).toHaveCount(0);
    await expect(ben.locator(".noted")).toHaveCount(0);
  });

  test("is submitted, sent back with a reason, submitted again, approved", async ({ newsroom, sit }) => {
    const [ben, cleo] = [await sit("ben"), await sit("cleo")];
    await openStory(ben, newsroom, story);
    await act(ben, "submit");
    await expect(status(ben)).toHaveText("In review");
    await expect(ben.locator("[data-act=publish]"), "a reporter does not publish").toHaveCount(0);
    await openStory(cleo, newsroom, story);
    await act(cleo, "return");
    await expect(dialog(cleo).getByRole("button", { name: "Send back" }), "not without a reason").toBeDisabled();
    await dialog(cleo).getByLabel("Reason").fill("Who owns the wall?");
    await dialog(cleo).getByRole("button", { name: "Send back" }).click();
    await expect(status(cleo)).toHaveText("Draft");
    await expect(status(ben), "the writer sees it at once").toHaveText("Draft");
    await atEnd(ben);
    await ben.keyboard.type(" The wall is the port’s.");
    await saved(ben);
    await act(ben, "submit");
    await expect(status(cleo), "the editor sees it at once").toHaveText("In review");
    await act(cleo, "approve");
    await expect(status(cleo)).toHaveText("Ready");
  });

  test("is looked at as on a phone and on a desktop, and published: the page shows all of it", async ({ newsroom, sit }) => {
    const cleo = await sit("cleo");
    for (const [width, pixels] of [["Phone", 390], ["Desktop", 1280]]) {
      await cleo.goto(newsroom.at(`/desk/story/${story}/preview`));
      await cleo.getByRole("link", { name: width, exact: true }).click();
      await expect(cleo.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveText("Harbour wall gives way");
      expect(await cleo.locator("iframe").evaluate((e) => e.clientWidth)).toBe(pixels);
    }
    await openStory(cleo, newsroom, story);
    await act(cleo, "publish");
    await dialog(cleo).getByRole("button", { name: "Publish" }).click();
    await expect(status(cleo)).toHaveText("Live");
    const state = await (await cleo.request.get(newsroom.at(`/desk/story/${story}/state`))).json();
    url = state.url;

    const reader = await sit(null);
    const answer = await reader.goto(newsroom.at(url));
    expect(answer.status()).toBe(200);
    await expect(reader.getByRole("heading", { level: 1 })).toHaveText("Harbour wall gives way");
    const article = reader.locator("main > article");
    for (const part of ["Nobody was hurt", "Ben Okoro", "What happened", "The stones moved", "It sounded like a train", "Mira Vane", "1987", "tide = 4.1", "Low Water", "The quay on Tuesday", "Nell Osgood", "The wall is the port’s."]) {
      await expect.soft(article, part).toContainText(part);
    }
    await expect(reader.locator('a[href^="/topic/"]', { hasText: "Sea walls" }).first()).toBeVisible();
    await expect(article.locator("strong")).toHaveText("without warning");
    const image = article.getByRole("img", { name: "A broken sea wall and a grey sea" });
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => image.evaluate((e) => e.complete && e.naturalWidth)).toBeGreaterThan(100);
    expect(await article.innerText()).not.toContain("How old?");
  });

  test("is updated, corrected, and a version restored", async ({ newsroom, sit }) => {
    const [cleo, reader] = [await sit("cleo"), await sit(null)];
    await openStory(cleo, newsroom, story);
    const publish = async (kind, text) => {
      await saved(cleo);
      await act(cleo, "publish");
      await dialog(cleo).getByLabel(kind).check();
      if (text) {
        await expect(dialog(cleo).getByRole("button", { name: "Publish" }), "not without words").toBeDisabled();
        await dialog(cleo).getByLabel("What was wrong").fill(text);
      }
      await dialog(cleo).getByRole("button", { name: "Publish" }).click();
      await expect(dialog(cleo)).toHaveCount(0);
    };
    await atEnd(cleo);
    await cleo.keyboard.type(" The ferry sails at noon.");
    await saved(cleo);
    await reader.goto(newsroom.at(url));
    await expect(reader.locator("main"), "readers see what is published, and no more").not.toContainText("sails at noon");
    await publish("Update");
    await reader.reload();
    await expect(reader.locator("main")).toContainText("sails at noon");

    await field(cleo, "headline").fill("Sea wall gives way");
    await publish("Correction", "We said that it was the harbour wall. It was the sea wall.");
    await reader.reload();
    await expect(reader.getByRole("heading", { level: 1 })).toHaveText("Sea wall gives way");
    await expect(reader.locator("main")).toContainText("We said that it was the harbour wall.");
    await reader.goto(newsroom.at("/corrections"));
    await expect(reader.locator("main")).toContainText("We said that it was the harbour wall.");

    // Somebody has the story open while an old version is brought back.
    await cleo.goto(newsroom.at(`/desk/story/${story}/versions`));
    const ben = await sit("ada");
    await openStory(ben, newsroom, story);
    const before = await words(ben);
    const oldest = cleo.locator(".versions > li").filter({ has: cleo.locator("details") }).last();
    await oldest.locator("summary").click();
    await oldest.getByLabel("Reason").fill("To see how it began");
    await oldest.getByRole("button", { name: /^Restore revision/ }).click();
    await expect(cleo.locator(".versions > li").first()).toContainText("To see how it began");
    await expect.poll(() => words(ben), "the open page follows").not.toBe(before);
    await reader.goto(newsroom.at(url));
    await expect(reader.getByRole("heading", { level: 1 }), "readers see the restored one only when it is published").toHaveText("Sea wall gives way");
  });

  test("is withdrawn with a notice, which stands at its address", async ({ newsroom, sit }) => {
    const [cleo, reader] = [await sit("cleo"), await sit(null)];
    await openStory(cleo, newsroom, story);
    await act(cleo, "withdraw");
    await dialog(cleo).getByLabel("Notice to readers").fill("This story rested on a mistake.");
    await dialog(cleo).getByRole("button", { name: "Withdraw" }).click();
    await expect(status(cleo)).toHaveText("Withdrawn");
    const answer = await reader.goto(newsroom.at(url));
    expect(answer.status()).toBe(410);
    await expect(reader.locator("main")).toContainText("This story rested on a mistake.");
    await expect(reader.locator("main")).not.toContainText("without warning");
  });
});

test("a story is scheduled and kept under embargo", async ({ newsroom, sit }) => {
  const [ada, reader] = [await sit("ada"), await sit(null)];
  const story = await openStory(ada, newsroom);
  await field(ada, "headline").fill("Budget in full");
  await panel(ada, "details");
  await ada.getByLabel("Section", { exact: true }).selectOption({ label: "City" });
  await atEnd(ada);
  await ada.keyboard.type("All the numbers.");
  await saved(ada);
  await act(ada, "submit");
  await expect(status(ada)).toHaveText("In review");
  await act(ada, "approve");
  await expect(status(ada)).toHaveText("Ready");
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await act(ada, "embargo");
  await dialog(ada).getByLabel("Until").fill(`${tomorrow}T09:30`);
  await dialog(ada).getByRole("button", { name: "Keep until then" }).click();
  await expect(ada.locator('[data-status="embargoed"]')).toBeVisible();
  await act(ada, "schedule");
  await dialog(ada).getByLabel("Goes live at").fill(`${tomorrow}T10:00`);
  await dialog(ada).getByRole("button", { name: "Schedule" }).click();
  await expect(status(ada)).toHaveText("Scheduled");
  expect((await reader.goto(newsroom.at(`/story/budget-in-full-${story}`))).status()).toBe(404);
  await ada.goto(newsroom.at("/desk"));
  await ada.getByRole("button", { name: /^Scheduled/ }).click();
  await expect(ada.locator(".stories li", { hasText: "Budget in full" })).toContainText("Embargoed until");
});

test("from an empty desk to a submitted story without a mouse", async ({ newsroom, sit }) => {
  const page = await sit("dan");
  const to = async (part, key = "Tab") => {
    for (let i = 0; i < 90; i += 1) {
      if (await part.evaluateAll((all) => all.includes(document.activeElement))) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${part} is not reached by ${key}`);
  };
  await page.goto(newsroom.at("/desk"));
  await to(page.getByRole("button", { name: "New story" }));
  await page.keyboard.press("Enter");
  await ready(page);
  await to(field(page, "headline"));
  await page.keyboard.type("Written by hand");
  await page.keyboard.press("Enter");
  await page.keyboard.type("No mouse was near.");
  await page.keyboard.press("Enter");
  await expect(body(page)).toBeFocused();
  await page.keyboard.type("Keys are enough.");
  await page.keyboard.press("Enter");
  await slash(page, "smaller");
  await page.keyboard.type("Why");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Hands stay where they are.");
  await page.waitForTimeout(80);
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("Shift+ArrowLeft");
  await page.waitForTimeout(80);
  // The toolbar is one stop; inside it the arrow keys walk.
  await page.keyboard.press("Alt+F10");
  await to(page.locator("[data-tool=em]"), "ArrowRight");
  await page.keyboard.press("Enter");
  await expect(body(page)).toBeFocused();
  await page.keyboard.press("End");
  await page.waitForTimeout(80);
  await page.keyboard.press("Control+k");
  await expect(dialog(page)).toBeVisible();
  // The first closes the list of stories, the second the dialog.
  await expect(dialog(page).getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(body(page)).toBeFocused();
  await expect(body(page).locator("em")).toHaveText("are.");
  await to(page.getByLabel("Section", { exact: true }));
  await page.keyboard.type("Cit");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Section", { exact: true })).toHaveValue("city");
  await to(page.getByRole("combobox", { name: "Topics", exact: true }));
  await page.keyboard.type("Keyboards");
  await page.getByRole("option", { name: /Keyboards/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await to(page.getByRole("button", { name: "subject", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Topics of this story" })).toContainText("Keyboards");
  await to(page.getByRole("combobox", { name: "Add a name" }), "Shift+Tab");
  await page.keyboard.type("Dan Frey");
  await page.getByRole("option", { name: /Add “Dan Frey”/ }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name 1" })).toHaveValue("Dan Frey");
  await saved(page);
  await to(page.locator("[data-act=submit]"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(status(page)).toHaveText("In review");
});
