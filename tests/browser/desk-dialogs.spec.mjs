// The editor as people see it: empty and full, each panel, each dialog, and what it says when something is wrong.

import { act, atEnd, body, expect, field, openStory, panel, saved, status, tap } from "./desk.mjs";
import { everywhere } from "./looks.mjs";
import { seascape } from "./png.mjs";

const dialog = (page) => page.getByRole("dialog");

/** Closes the panel, if one is open: on a phone it lies over the story. */
async function alone(page) {
  const close = page.getByRole("button", { name: "Close the panel" });
  if (await close.isVisible()) await close.click();
}

/** Puts in a block by its name. */
async function block(page, name) {
  await page.keyboard.type(`/${name}`);
  await expect(page.locator("#block-menu")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(80);
}

/** A new story with words, of which everything is on the server's disk. */
async function written(page, newsroom, headline) {
  const story = await openStory(page, newsroom);
  await alone(page);
  await field(page, "headline").fill(headline);
  await field(page, "standfirst").fill("Nobody was hurt.");
  await atEnd(page);
  await page.keyboard.type("The colors of the old wall were grey.");
  await saved(page);
  return story;
}

/** Chooses from a list that opens while one types. */
async function choose(page, label, typed, option) {
  const box = page.getByRole("combobox", { name: label, exact: true });
  await box.click();
  await box.fill(typed);
  await page.getByRole("option", { name: option }).first().click();
}

everywhere("the editor: blocks of every kind", async ({ newsroom, sit, look }) => {
  const page = await sit("ada");
  await openStory(page, newsroom);
  await alone(page);
  await look(page, "editor-empty");
  await field(page, "headline").fill("A wall falls in the night");
  await field(page, "standfirst").fill("Nobody was hurt.");
  await atEnd(page);
  await page.keyboard.type("/");
  await look(page, "editor-menu");
  await page.keyboard.press("Backspace");
  for (const name of ["heading", "list", "quote", "pull", "code"]) {
    await block(page, name);
    await page.keyboard.type("Some words of it");
    await page.keyboard.press("Control+Enter");
    await atEnd(page);
  }
  for (const name of ["picture", "gallery", "film", "sound", "embed", "podcast", "correction", "rule", "advert", "read", "table"]) {
    await block(page, name);
    for (const cell of name === "table" ? ["Year", "Falls", "Cost"] : []) {
      await page.keyboard.type(cell);
      await page.keyboard.press("Tab");
    }
    if (name === "table") await look(page, "editor-table");
    await atEnd(page);
  }
  await page.keyboard.type("And words after them.");
  await saved(page);
  await look(page, "editor-blocks", { whole: true });
  // What cannot be a version yet is named.
  await page.keyboard.press("Control+s");
  await expect(page.locator("[data-faults]")).toBeVisible();
  await look(page, "editor-unfinished");
});

everywhere("the editor: finding, links and keys", async ({ newsroom, sit, look }) => {
  const page = await sit("ada");
  await written(page, newsroom, "Words are found");
  await page.keyboard.press("Control+f");
  await page.getByRole("textbox", { name: "Find" }).fill("wall");
  await expect(page.getByText("1 of 1")).toBeVisible();
  await look(page, "editor-find");
  await page.keyboard.press("Control+h");
  await look(page, "editor-replace");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await expect(dialog(page)).toBeVisible();
  await look(page, "editor-keys");
  await page.keyboard.press("Escape");
  await atEnd(page);
  await page.keyboard.press("Control+k");
  await expect(dialog(page).getByRole("option").first()).toBeVisible();
  await look(page, "editor-link");
  await dialog(page).getByRole("option").first().click();
  await expect(dialog(page)).toHaveCount(0);
  await atEnd(page);
  await page.keyboard.press("ArrowLeft");
  await page.waitForTimeout(80);
  await page.keyboard.press("Control+k");
  await expect(dialog(page).getByRole("button", { name: "Remove the link" })).toBeVisible();
  await look(page, "editor-link-there");
});

everywhere("the editor: details", async ({ newsroom, sit, look, tag }) => {
  const page = await sit("ada");
  await written(page, newsroom, "All about a wall");
  await panel(page, "details");
  await look(page, "editor-details-empty");
  const name = page.getByRole("combobox", { name: "Add a name", exact: true });
  await name.click();
  await name.fill("O");
  await expect(page.locator("#panel [role=option]").first()).toBeVisible();
  await look(page, "editor-names");
  await choose(page, "Add a name", "Nell Osgood", "Add “Nell Osgood”");
  const topic = `Looked at ${tag}`;
  await choose(page, "Topics", topic, `New topic “${topic}”`);
  await expect(page.getByText(`What is “${topic}”?`)).toBeVisible();
  await look(page, "editor-topic");
  await page.getByRole("button", { name: "subject", exact: true }).click();
  await expect(page.getByRole("list", { name: "Topics of this story" })).toContainText(topic);
  await page.locator("#panel").getByRole("button", { name: "Choose" }).click();
  await expect(dialog(page)).toBeVisible();
  await dialog(page).locator("input[type=file]").setInputFiles({ name: "sea.png", mimeType: "image/png", buffer: seascape() });
  await expect(page.locator(".lead-thumb")).toBeVisible({ timeout: 15_000 });
  await page.getByLabel("Front pages").fill("A wall that fell, and everything that anybody ever wanted to know about it and its stones");
  await saved(page);
  await look(page, "editor-details", { whole: true });
});

everywhere("the editor: notes and checks", async ({ newsroom, sit, look }) => {
  const [page, colleague] = [await sit("ada"), await sit("cleo")];
  // A house that writes colours.
  await page.goto(newsroom.at("/desk/admin/house-style"));
  await page.getByRole("button", { name: "British" }).click();
  const story = await written(page, newsroom, "Noted");
  await openStory(colleague, newsroom, story);
  await alone(colleague);
  await atEnd(colleague);
  await expect(page.locator(".colleague-flag")).toHaveText("Cleo Lind");
  await panel(page, "notes");
  await look(page, "editor-notes-none");
  await page.locator("#panel textarea").first().click();
  await page.keyboard.type("How old? @cl");
  await page.getByRole("option", { name: /Cleo Lind/ }).waitFor();
  await look(page, "editor-notes-names");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.locator("#panel .note").first()).toContainText("How old?");
  await page.getByRole("button", { name: "Reply" }).click();
  await page.keyboard.type("Built in 1911.");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.locator("#panel .said").nth(1)).toContainText("Built in 1911.");
  await look(page, "editor-notes");
  await alone(page);
  await look(page, "editor-colleague");
  await panel(page, "checks");
  await expect(page.locator(".house-list li").first()).toContainText("colours");
  await look(page, "editor-checks");
});

everywhere("the editor: pictures", async ({ newsroom, sit, look }) => {
  const page = await sit("ada");
  await written(page, newsroom, "Seen by everybody");
  await page.keyboard.press("Enter");
  await block(page, "picture");
  const choosing = body(page).locator(".block-image").getByRole("button", { name: "Choose" });
  await choosing.click();
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByLabel("Search").fill("nothing is called that");
  await expect(dialog(page).getByText("Nothing found.")).toBeVisible();
  await look(page, "editor-pictures-none");
  await dialog(page).locator("input[type=file]").setInputFiles({ name: "not.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(dialog(page).getByRole("alert")).toBeVisible();
  await look(page, "editor-pictures-refused");
  await dialog(page).locator("input[type=file]").setInputFiles({ name: "sea.png", mimeType: "image/png", buffer: seascape() });
  const picture = body(page).locator(".block-image");
  await expect(picture.locator("img")).toBeVisible({ timeout: 15_000 });
  await picture.getByLabel("Alternative text").fill("A grey sea");
  await picture.getByRole("button", { name: "Replace" }).click();
  await expect(dialog(page).locator(".pictures li").first()).toBeVisible();
  await look(page, "editor-pictures");
  await dialog(page).getByRole("button", { name: "Close", exact: true }).click();
  await look(page, "editor-picture", { whole: true });
  // One that is dropped and cannot be taken says so in its place.
  await body(page).evaluate((place) => {
    const data = new DataTransfer();
    data.items.add(new File(["no picture"], "broken.png", { type: "image/png" }));
    const box = place.lastElementChild.getBoundingClientRect();
    place.lastElementChild.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, clientX: box.left + 5, clientY: box.top + box.height / 2 }));
  });
  await expect(page.locator(".upload.failed")).toBeVisible({ timeout: 15_000 });
  await look(page, "editor-upload-failed", { whole: true });
});

everywhere("the editor: the way to the page", async ({ newsroom, sit, look }) => {
  const page = await sit("ada");
  await written(page, newsroom, "On its way");
  const asked = async (name, words = name) => {
    await act(page, name);
    await expect(dialog(page)).toBeVisible();
    await expect(dialog(page).getByText("Checking…")).toHaveCount(0);
    await look(page, `editor-${words}`);
  };
  const cancel = () => dialog(page).getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "More acts" }).click();
  await look(page, "editor-acts");
  await page.keyboard.press("Escape");
  await asked("publish", "publish-lacking");
  await cancel();
  await panel(page, "details");
  await page.getByLabel("Section", { exact: true }).selectOption({ label: "City" });
  await saved(page);
  await alone(page);
  await act(page, "submit");
  await expect(status(page)).toHaveText("In review");
  await asked("return");
  await cancel();
  await act(page, "approve");
  await expect(status(page)).toHaveText("Ready");
  await asked("schedule");
  await cancel();
  await asked("embargo");
  await dialog(page).getByRole("button", { name: "Keep until then" }).click();
  await expect(page.locator('[data-status="embargoed"]')).toBeVisible();
  await asked("embargo", "embargo-lift");
  await dialog(page).getByLabel("Lift it now").check();
  await dialog(page).getByRole("button", { name: "Lift the embargo" }).click();
  await expect(page.locator('[data-status="embargoed"]')).toHaveCount(0);
  await asked("publish");
  await dialog(page).getByRole("button", { name: "Publish" }).click();
  await expect(status(page)).toHaveText("Live");
});

everywhere("the editor: a story that is live, and withdrawn", async ({ newsroom, sit, look }) => {
  const page = await sit("ada");
  await openStory(page, newsroom, 2);
  await alone(page);
  await atEnd(page);
  await page.keyboard.type(" More.");
  await saved(page);
  await act(page, "publish");
  await dialog(page).getByRole("radio", { name: /^Correction/ }).check();
  await expect(dialog(page).getByText("Checking…")).toHaveCount(0);
  await look(page, "editor-correct");
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await act(page, "withdraw");
  await look(page, "editor-withdraw");
  await dialog(page).getByLabel("Notice to readers").fill("It rested on a mistake.");
  await dialog(page).getByRole("button", { name: "Withdraw" }).click();
  await expect(status(page)).toHaveText("Withdrawn");
  await look(page, "editor-withdrawn");
  await act(page, "restore");
  await expect(status(page)).not.toHaveText("Withdrawn");
});

everywhere("the editor: no line, and an old desk", async ({ newsroom, sit, look }) => {
  const page = await sit("ada");
  const line = await tap(page);
  await written(page, newsroom, "Cut off");
  await line.cut();
  await expect(page.locator(".save-state")).toHaveAttribute("data-state", "offline");
  await atEnd(page);
  await page.keyboard.type(" Kept here.");
  await expect(page.locator(".save-state")).toContainText("11 changes kept here");
  await look(page, "editor-offline");
  line.mend();
  await saved(page);
  // What the page says of itself when it calls is all that tells its age.
  const old = await sit("ben");
  await old.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url) {
        super(url.replace(/schema=\d+/, "schema=0"));
      }
    };
  });
  await old.goto(page.url());
  await expect(old.locator('[data-stop="4409"]')).toBeVisible();
  await look(old, "editor-stopped");
});
