// The library at the desk: files are added with their progress, found, framed with keys and mouse, captioned, replaced
// and taken away.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./desk.mjs";
import { everywhere } from "./looks.mjs";

const folder = mkdtempSync(join(tmpdir(), "standfirst-library-"));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const patterns = (name, ...arguments_) => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  execFileSync("ffmpeg", ["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", ...arguments_, file]);
  return file;
};
const picture = (name, seed) => patterns(name, `gradients=size=1200x800:nb_colors=5:duration=1:seed=${seed}`, "-frames:v", "1", "-q:v", "3");
const film = (name, seed) => patterns(name, `testsrc2=size=320x180:rate=10:duration=4`, "-f", "lavfi", "-i", "sine=duration=4", "-metadata", `title=${seed}`, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac");

/** Adds a file by choosing it; the address of its screen. */
async function add(page, newsroom, file) {
  await page.goto(newsroom.at("/desk/media"));
  await page.getByLabel("Add files").setInputFiles(file);
  const link = page.locator(".sending a").first();
  await expect(link).toBeVisible({ timeout: 30_000 });
  return link.getAttribute("href");
}

test("a picture is added, described, framed with keys and mouse, and found again", async ({ newsroom, sit }) => {
  const page = await sit("cleo");
  const at = await add(page, newsroom, picture("harbour wall.jpg", 11));
  await page.goto(newsroom.at(at));
  await page.getByLabel("Alternative text").fill("A wall at low tide");
  await page.getByLabel("Credit", { exact: true }).fill("Lantern Pictures");
  await page.getByLabel("Keywords").fill("wall, tide");

  const ring = page.getByRole("button", { name: "What must stay in sight" });
  await ring.focus();
  for (let n = 0; n < 10; n += 1) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("[name=focus]")).toHaveValue('{"x":0,"y":0.51}');
  // By mouse: where it is pressed.
  const stage = await page.locator(".stage").boundingBox();
  await page.mouse.click(stage.x + stage.width / 4, stage.y + stage.height / 2);
  expect(JSON.parse(await page.locator("[name=focus]").inputValue()).x).toBeCloseTo(0.25, 1);

  await page.getByRole("button", { name: "1:1" }).click();
  const frame = page.locator(".stage .frame");
  await expect(frame).toBeFocused();
  for (let n = 0; n < 4; n += 1) await page.keyboard.press("Shift+-");
  await page.keyboard.press("Home");
  const before = JSON.parse(await page.locator("[name=crops]").inputValue())["1x1"];
  expect((before.width * 1200) / (before.height * 800)).toBeCloseTo(1, 2);
  const box = await frame.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  const after = JSON.parse(await page.locator("[name=crops]").inputValue())["1x1"];
  expect(after.x - before.x).toBeCloseTo(60 / stage.width, 1);
  expect(after.width).toBe(before.width);

  await page.locator("#about").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").first()).toContainText("Saved.");
  await expect(page.getByLabel("Keywords")).toHaveValue("wall, tide");
  expect(JSON.parse(await page.locator("[name=crops]").inputValue())["1x1"].x).toBeCloseTo(after.x, 3);

  await page.goto(newsroom.at("/desk/media?q=tide&credit=lantern&kind=image"));
  await expect(page.locator(".shelf li")).toHaveCount(1);
  await page.getByLabel("Rights").selectOption("ended");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText("Nothing is like that")).toBeVisible();
});

test("a film is made, gets captions as rows and another still, is replaced and taken away", async ({ newsroom, sit }) => {
  test.setTimeout(120_000);
  const page = await sit("cleo");
  const at = await add(page, newsroom, film("pier.mp4", "one"));
  await expect.poll(async () => {
    await page.goto(newsroom.at(at));
    return page.locator("video#film").count();
  }, { timeout: 60_000 }).toBe(1);
  const video = page.locator("video#film");
  await expect.poll(() => video.evaluate((v) => v.readyState)).toBeGreaterThan(0);
  await video.evaluate((v) => (v.currentTime = 2));
  await page.getByRole("button", { name: "Take what the player shows" }).click();
  await expect(page.getByLabel("Still, in seconds")).toHaveValue("2.00");
  const title = page.getByLabel(/^Title/);
  // The file has said one of its own.
  await expect(title).toHaveValue("one");
  await title.fill("The pier");
  await page.locator("#about").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").first()).toContainText("Saved.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The pier");

  await page.getByRole("button", { name: "Add words where the player is" }).click();
  const cue = page.locator(".cues li").first();
  await expect(cue.getByLabel("Words")).toBeFocused();
  await page.keyboard.type("The pier stood for a hundred years.");
  await cue.getByLabel("Until").fill("00:03.000");
  await page.locator("form.caption").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").first()).toContainText("Captions saved.");
  await expect(page.locator(".cues li").first().getByLabel("Words")).toHaveValue("The pier stood for a hundred years.");
  await expect(page.getByRole("heading", { name: "English" })).toBeVisible();

  await page.getByLabel("Why", { exact: true }).fill("The wrong pier");
  await page.getByRole("button", { name: "Take away everywhere" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Go ahead" }).click();
  await expect(page.getByText("The wrong pier")).toBeVisible();
  await page.goto(newsroom.at("/desk/media?rights=withdrawn"));
  await expect(page.locator(".shelf li")).toHaveCount(1);
  await page.goto(newsroom.at(at));
  await page.getByRole("button", { name: "Put back" }).click();
  await expect(page.getByRole("status").first()).toContainText("Put back.");
});

test("an upload goes on after the line broke, and what is no picture is named", async ({ newsroom, sit }) => {
  const page = await sit("ben");
  let broken = 0;
  await page.route("**/desk/uploads/*", (route) => {
    if (route.request().method() === "PATCH" && broken === 0) {
      broken += 1;
      return route.abort("connectionreset");
    }
    return route.continue();
  });
  await add(page, newsroom, picture("again.jpg", 12));
  expect(broken).toBe(1);
  await page.goto(newsroom.at("/desk/media"));
  await page.getByLabel("Add files").setInputFiles({ name: "page.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<!doctype html><p>no</p>") });
  await expect(page.locator(".sending [data-failed] .said")).toContainText("not a picture");
});

everywhere("the library", async ({ newsroom, sit, look }) => {
  const page = await sit("cleo");
  await page.goto(newsroom.at("/desk/media"));
  await look(page, "library-first");
  const at = await add(page, newsroom, picture("look.jpg", 13));
  await page.goto(newsroom.at("/desk/media"));
  await look(page, "library");
  await page.goto(newsroom.at(at));
  await look(page, "asset");
  await page.getByRole("button", { name: "16:9" }).click();
  await look(page, "asset-framed");
  await page.getByLabel("Licence ends").fill("2020-01-01T00:00");
  await page.locator("#about").getByRole("button", { name: "Save" }).click();
  await page.goto(newsroom.at("/desk/media?rights=ended"));
  await expect(page.locator(".shelf .wrong").first()).toHaveText("Licence ended");
  await look(page, "library-ended");
});
