// Every screen that the desk's server renders, with its menus and questions open and with what is wrong said.

import { atEnd, digits, expect, holdPasskeys, openStory, test } from "./desk.mjs";
import { everywhere } from "./looks.mjs";

const PASSWORD = "lantern gravel teapot nine";

everywhere("the doors", async ({ newsroom, sit, look, tag }) => {
  const page = await sit(null);
  await page.goto(newsroom.at("/desk/sign-in"));
  await look(page, "sign-in");
  await page.getByLabel("Email").fill("nobody@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not the right words");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look(page, "sign-in-refused");

  const invitation = newsroom.at(await newsroom.invite(`guest-${tag}@example.org`, "reporter", "Gus Ash"));
  await page.goto(invitation);
  await look(page, "invitation");
  await page.getByText("A password and an authenticator app").click();
  await look(page, "invitation-password");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Six digits").fill("000000");
  await page.getByRole("button", { name: "Finish with a password" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look(page, "invitation-refused");
  await holdPasskeys(page);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
  await look(page, "recovery");
  await page.goto(invitation);
  await look(page, "invitation-used");
  await page.goto(newsroom.at("/desk/story/999999"));
  await look(page, "not-found");
  await page.goto(newsroom.at("/desk/admin/staff"));
  await look(page, "not-allowed");
});

everywhere("the second step at the door", async ({ newsroom, sit, look, tag }) => {
  const page = await sit(null);
  const email = `step-${tag}@example.org`;
  await page.goto(newsroom.at(await newsroom.invite(email, "reporter", "Liv Dahl")));
  await page.getByText("A password and an authenticator app").click();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Six digits").fill(digits(await page.locator("code.secret").innerText()));
  await page.getByRole("button", { name: "Finish with a password" }).click();
  await page.getByRole("link", { name: "I have kept them; continue" }).click();
  await page.locator(".desk-bar summary").click();
  await look(page, "bar-menu");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  await look(page, "sign-in-code");
  await page.getByLabel("Code from your authenticator app").fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await look(page, "sign-in-code-refused");
});

/** Opens the menu that a button of a row is, or the first of them. */
async function openMenu(place, name) {
  await place.locator("details.menu > summary", { hasText: name }).first().click();
}

/** Goes to a screen that is there. */
async function open(page, newsroom, path) {
  expect((await page.goto(newsroom.at(path))).status(), path).toBe(200);
}

everywhere("the screens around a story", async ({ newsroom, sit, look, tag }) => {
  const page = await sit("ada");
  await openStory(page, newsroom, 1);
  await atEnd(page);
  await page.keyboard.type(` Looked at ${tag}.`);
  await page.keyboard.press("Control+s");
  await expect(page.locator("[data-told]")).toHaveText("A version was saved.");
  await open(page, newsroom, "/desk");
  await look(page, "stories");
  await openMenu(page.getByRole("main"), "Unassigned");
  await look(page, "stories-assign", { whole: false });
  await open(page, newsroom, "/desk?q=nothingatall");
  await look(page, "stories-none");
  await open(page, newsroom, "/desk/story/1/versions");
  await look(page, "versions");
  await openMenu(page.getByRole("main"), "Restore");
  await look(page, "versions-restore");
  for (const [name, path] of Object.entries({
    compare: "/desk/story/1/versions/compare?from=1&to=2",
    "compare-sides": "/desk/story/1/versions/compare?from=1&to=2&view=side",
    "compare-same": "/desk/story/1/versions/compare?from=2&to=2",
    preview: "/desk/story/1/preview?width=phone",
    "preview-wide": "/desk/story/1/preview?width=desktop",
    audit: "/desk/audit",
    "audit-none": "/desk/audit?story=424242",
    "audit-story": "/desk/story/1/audit",
  })) {
    await open(page, newsroom, path);
    await look(page, name);
  }
});

everywhere("one's own account", async ({ newsroom, sit, look }) => {
  const page = await sit("dan");
  await open(page, newsroom, "/desk/me");
  await look(page, "me");
  await page.getByText("Set up an app").click();
  await page.getByLabel("Six digits").fill("000000");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look(page, "me-refused");
  await page.getByRole("button", { name: "Make new codes" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await look(page, "me-confirm", { whole: false });
});

everywhere("the front by hand", async ({ newsroom, sit, look }) => {
  const page = await sit("cleo");
  await open(page, newsroom, "/desk/curate");
  await look(page, "curate");
  const first = (await page.locator("nav.tabs a").nth(1).getAttribute("href")) ?? "";
  await open(page, newsroom, first);
  await look(page, "curate-section");
  await open(page, newsroom, "/desk/curate?q=the");
  await look(page, "curate-found");
  const slots = page.locator("[data-slot]");
  const before = await slots.count();
  for (const more of [1, 2]) {
    await page.getByLabel("Search the live stories").fill("the");
    await expect(page.locator("#find-list")).toBeVisible();
    if (more === 1) await look(page, "curate-finding", { whole: false });
    // The first that is found now stands on the page already the second time.
    for (let i = 0; i < more; i += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(slots).toHaveCount(before + more);
  }
  await look(page, "curate-changed");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await look(page, "curate-confirm", { whole: false });
  // As it was, for whoever looks next.
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("Readers see this order.")).toBeVisible();
});

everywhere("administration: people, sections and topics", async ({ newsroom, sit, look, tag }) => {
  const page = await sit("ada");
  await open(page, newsroom, "/desk/admin/staff");
  await look(page, "staff");
  await openMenu(page.locator("li.row", { hasText: "Cleo Lind" }), "Change");
  await look(page, "staff-change");
  await page.getByRole("button", { name: "Has left" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await look(page, "staff-confirm", { whole: false });
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  await page.keyboard.press("Escape");
  await page.getByLabel("Email").fill("ada@example.org");
  await page.getByRole("button", { name: "Make invitation" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look(page, "staff-refused");
  await page.getByLabel("Email").fill(`new-${tag}@example.org`);
  await page.getByLabel("Name", { exact: true }).fill("Noa Wild");
  await page.getByRole("button", { name: "Make invitation" }).click();
  await expect(page.locator("#invitation-link")).toBeVisible();
  await look(page, "staff-invited");

  await open(page, newsroom, "/desk/admin/sections");
  await look(page, "sections");
  await openMenu(page.getByRole("main"), "Change");
  await look(page, "sections-change");
  await open(page, newsroom, "/desk/admin/topics");
  await look(page, "topics");
  await page.locator("li.row a.title").first().click();
  await expect(page.getByRole("heading", { name: "Merge into another topic" })).toBeVisible();
  await look(page, "topic");
  await open(page, newsroom, "/desk/admin/topics?q=nothingatall");
  await look(page, "topics-none");
});

everywhere("administration: the site, the house's words and tokens", async ({ newsroom, sit, look, tag }) => {
  const page = await sit("ada");
  await open(page, newsroom, "/desk/admin/site");
  await look(page, "site");
  await page.getByLabel("Time zone").fill("Nowhere/Land");
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look(page, "site-refused");
  await open(page, newsroom, "/desk/admin/house-style");
  await look(page, "house-style");
  await page.getByRole("button", { name: "British" }).click();
  await expect(page.getByRole("link", { name: /^Edit/ }).first()).toBeVisible();
  await look(page, "house-style-rules", { whole: false });
  await page.getByRole("link", { name: /^Edit/ }).first().click();
  await expect(page.getByRole("link", { name: "← All rules" })).toBeVisible();
  await look(page, "house-style-rule");
  await open(page, newsroom, "/desk/lexicon");
  await look(page, "lexicon");
  await open(page, newsroom, "/desk/story/1/voice");
  await look(page, "voice");
  await open(page, newsroom, "/desk/admin/tokens");
  await look(page, "tokens");
  await page.getByLabel("Name of the program").fill(`reader of ${tag}`);
  await page.getByRole("button", { name: "Make token" }).click();
  await expect(page.locator("#fresh-token")).toBeVisible();
  await look(page, "tokens-fresh");
  await page.getByRole("button", { name: `Revoke reader of ${tag}` }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await look(page, "tokens-confirm", { whole: false });
});

test("a screen of the desk that is not there says so to whoever asks", async ({ newsroom, sit }) => {
  const [nobody, ada] = [await sit(null), await sit("ada")];
  expect((await ada.goto(newsroom.at("/desk/no/such/screen"))).status()).toBe(404);
  await expect(ada.getByRole("heading", { level: 1 })).toBeVisible();
  await nobody.goto(newsroom.at("/desk/story/1"));
  await expect(nobody.getByRole("heading", { name: "Sign in to the desk" }), "nothing is shown to nobody").toBeVisible();
});

everywhere("podcasts", async ({ newsroom, sit, look, tag }) => {
  const page = await sit("cleo");
  await page.goto(newsroom.at("/desk/podcasts"));
  await look(page, "podcasts");
  await page.getByLabel("Name").fill(`Tideline ${tag}`);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Tideline ${tag}` })).toBeVisible();
  await page.getByLabel("Language").fill("no language at all");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look(page, "podcast-refused");
  await page.getByLabel("Title of the next").fill("Low water");
  await page.getByRole("button", { name: "Begin an episode" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Low water" })).toBeVisible();
  await look(page, "episode");
  await page.getByRole("button", { name: "Publish now" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("alert").first()).toContainText("The sound is missing");
  await look(page, "episode-refused");
  await page.getByLabel("A file from this machine").setInputFiles({ name: "tone.wav", mimeType: "audio/wav", buffer: tone(2) });
  await page.getByRole("button", { name: "Send the sound" }).click();
  await expect(page.getByText("The sound is chosen.")).toBeVisible({ timeout: 30_000 });
  await expect(async () => {
    await page.reload();
    await expect(page.getByLabel("What listeners hear")).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole("button", { name: "Publish now" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("The episode is live.")).toBeVisible();
  await look(page, "episode-live");
});

/** Seconds of a tone, as a WAV file of 8 kHz. */
function tone(seconds) {
  const samples = Buffer.alloc(seconds * 16_000);
  for (let at = 0; at < samples.length; at += 2) samples.writeInt16LE(Math.round(9000 * Math.sin((at / 2) * 0.35)), at);
  const head = Buffer.from("RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0", "latin1");
  head.writeUInt32LE(36 + samples.length, 4);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
