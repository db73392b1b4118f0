// Films and pictures as readers meet them: nothing is fetched before somebody asks, what plays is the film itself, and
// every picture can be seen large with a mouse, a finger or keys.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, start } from "./newsroom.mjs";
import { DESK, PHONE, expect, open, sideways, test, violations } from "./reader.mjs";

const folder = mkdtempSync(join(tmpdir(), "standfirst-media-"));
let place, token, film, gallery;

const api = async (path, options = {}) => {
  const answer = await fetch(place.url + path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
const post = (path, body) => api(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });

async function send(name, arguments_, fields) {
  const file = join(folder, name);
  execFileSync("ffmpeg", ["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", ...arguments_, file]);
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set("file", new Blob([readFileSync(file)]), name);
  let asset = await api("/api/v1/media", { method: "POST", body: form });
  for (let waits = 0; (asset.status === "processing" || asset.progress !== null || !asset.renditions.some((r) => r.name.startsWith("4x5-"))) && waits < 600; waits += 1) {
    await new Promise((done) => setTimeout(done, 200));
    asset = await api(`/api/v1/media/${asset.id}`);
  }
  if (asset.status !== "ready") throw new Error(JSON.stringify(asset));
  return asset.id;
}

async function publish(story) {
  const { id } = await post("/api/v1/stories", story);
  const live = await post(`/api/v1/stories/${id}/publish`, {});
  return new URL(live.url).pathname;
}

// One newsroom for all of them.
test.describe.configure({ mode: "default" });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  place = await start("serve", join(folder, "data"));
  token = (await command(join(folder, "data"), "token", "add", "--role", "editor", "--name", "browser")).trim().split(/\s+/).pop();
  const tone = ["-f", "lavfi", "-i", "sine=frequency=330:duration=6", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  const id = await send("film.mp4", ["testsrc2=size=854x480:rate=15:duration=6", ...tone], { title: "Tide at the wall", credit: "Own film" });
  await api(`/api/v1/media/${id}/captions/en`, { method: "PUT", body: "WEBVTT\n\n00:00.000 --> 00:05.000\n<v Ada>The tide is turning.\n" });
  const pictures = [];
  for (const [n, size] of ["1400x900", "900x1200", "1200x800"].entries()) {
    const noise = `gradients=size=${size}:seed=${n + 3}:nb_colors=4:duration=1`;
    pictures.push(await send(`p${n}.jpg`, [noise, "-frames:v", "1", "-q:v", "3"], { alt: `Picture ${n + 1}`, credit: "Own picture", caption: `What picture ${n + 1} shows.` }));
  }
  const words = { type: "paragraph", content: [{ type: "text", text: "The water rose in the night." }] };
  film = await publish({ headline: "The tide at the wall", standfirst: "A film and its words.", body: { type: "doc", content: [words, { type: "video", attrs: { asset: id } }, words] } });
  const shown = pictures.slice(1).map((asset) => ({ type: "image", attrs: { asset } }));
  gallery = await publish({ headline: "Three looks at the wall", lead: { asset: pictures[0] }, body: { type: "doc", content: [words, { type: "gallery", content: shown }, words] } });
});

test.afterAll(async () => {
  await place?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a film is fetched when somebody plays it, and plays", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page, place.url, film);
  expect(asked.filter((path) => /\.(m3u8|m4s|mp4)$|player/.test(path)), "before anybody asks").toEqual([]);
  const play = page.getByRole("button", { name: /^Play Video – Tide at the wall 0:06$/ });
  await play.focus();
  await page.keyboard.press("Enter");
  const video = page.locator("video");
  await expect.poll(() => video.evaluate((v) => v.currentTime), { timeout: 20_000 }).toBeGreaterThan(0.5);
  await expect(play).toHaveCount(0);
  await expect(video).toBeFocused();
  await expect(video).toHaveJSProperty("controls", true);
  expect(asked.some((path) => path.endsWith(".m4s")), "it comes by rungs").toBe(true);
  expect(await video.evaluate((v) => v.textTracks.length && v.textTracks[0].label)).toBe("English");
});

test("where no script runs, the film plays from its plain file", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await open(page, place.url, film).catch(() => {});
  await page.goto(place.url + film);
  await expect(page.locator("video[controls] source[type='video/mp4']")).toHaveCount(1);
  await expect(page.locator(".play")).toHaveCount(0);
  await context.close();
});

test("what is said in a film can be read", async ({ page }) => {
  await open(page, place.url, film);
  const words = page.getByText("The tide is turning.");
  await expect(words).toBeHidden();
  await page.getByText("Transcript").click();
  await expect(words).toBeVisible();
});

test("pictures are seen large, one beside the other", async ({ page }) => {
  await page.setViewportSize(DESK);
  await open(page, place.url, gallery);
  const openers = page.locator("button.large");
  await expect(openers).toHaveCount(3);
  await openers.nth(1).focus();
  await page.keyboard.press("Enter");
  const box = page.locator("dialog.lightbox");
  await expect(box).toBeVisible();
  const count = box.locator(".count");
  await expect(count).toHaveText("2 / 3");
  await expect(box.locator("li").nth(1).locator("img")).toBeInViewport();
  await page.keyboard.press("ArrowRight");
  await expect(count).toHaveText("3 / 3");
  await expect(box.locator("li").nth(2).locator("img")).toBeInViewport();
  await box.getByRole("button", { name: "Previous picture" }).click();
  await expect(count).toHaveText("2 / 3");
  await expect(box.locator("li").nth(1)).toContainText("What picture 2 shows.");
  await page.keyboard.press("Escape");
  await expect(box).toHaveCount(0);
  await expect(openers.nth(1)).toBeFocused();
});

for (const [name, size] of [["phone", PHONE], ["desk", DESK]]) {
  for (const scheme of ["light", "dark"]) {
    test(`films and pictures stand well, ${name}, ${scheme}`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      for (const path of [film, gallery]) {
        await open(page, place.url, path);
        if (path === film) await page.getByText("Transcript").click();
        expect(await violations(page), path).toEqual([]);
        expect(await sideways(page), path).toEqual([]);
        if (process.env.LOOKS) await page.screenshot({ path: join(process.env.LOOKS, `${name}-${scheme}-${path === film ? "film" : "gallery"}.png`), fullPage: true });
      }
      await page.locator("button.large").first().click();
      await expect(page.locator("dialog.lightbox img").first()).toBeVisible();
      expect(await violations(page), "lightbox").toEqual([]);
      if (process.env.LOOKS) await page.screenshot({ path: join(process.env.LOOKS, `${name}-${scheme}-large.png`) });
    });
  }
}

test("on a phone twelve pictures weigh little until somebody reads on", async ({ browser }) => {
  test.setTimeout(180_000);
  const pictures = [];
  for (let n = 0; n < 12; n += 1) {
    const grain = `gradients=size=800x530:seed=${n + 20}:nb_colors=6:duration=1,noise=alls=12:allf=t,gblur=sigma=1`;
    pictures.push(await send(`grain${n}.jpg`, [grain, "-frames:v", "1", "-q:v", "3"], { alt: `Picture ${n + 1}`, credit: "Own picture" }));
  }
  const words = { type: "paragraph", content: [{ type: "text", text: "The water rose in the night. ".repeat(12) }] };
  const body = pictures.slice(1).flatMap((asset) => [words, { type: "image", attrs: { asset } }]);
  const path = await publish({ headline: "Twelve looks at the wall", lead: { asset: pictures[0] }, body: { type: "doc", content: body } });
  for (const deviceScaleFactor of [1, 2, 3]) {
    const context = await browser.newContext({ viewport: PHONE, deviceScaleFactor, isMobile: true });
    const page = await context.newPage();
    const got = new Map();
    page.on("response", (answer) => {
      if (/\/media\//.test(answer.url())) got.set(answer.url(), Number(answer.headers()["content-length"]));
    });
    await page.goto(place.url + path);
    await page.waitForLoadState("networkidle");
    const lead = page.locator("article img:not(.soon)").first();
    const [width, natural] = await lead.evaluate((img) => [img.getBoundingClientRect().width, Number(img.currentSrc.match(/(\d+)\.[^/]*$/)[1])]);
    expect(natural, `sharp with ${deviceScaleFactor} pixels to a point`).toBeGreaterThanOrEqual(Math.floor(width * 0.9 * Math.min(deviceScaleFactor, 2)));
    expect(got.size, "pictures far below wait").toBeLessThan(6);
    const bytes = [...got.values()].reduce((sum, one) => sum + one, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes, `with ${deviceScaleFactor} pixels to a point`).toBeLessThan(250 * 1024);
    await context.close();
  }
});
