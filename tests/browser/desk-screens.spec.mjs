// Every screen of the desk, on a phone and on a wide screen, by day and by night: nothing that axe can find, nothing
// that sticks out at the side. What they look like is left in test-results/desk for people to judge.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { act, atEnd, expect, field, holdPasskeys, openStory, panel, saved, test } from "./desk.mjs";
import { root } from "./newsroom.mjs";
import { DESK, PHONE, sideways, violations } from "./reader.mjs";

const folder = join(root, "test-results/desk");
mkdirSync(folder, { recursive: true });

for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const colorScheme of ["light", "dark"]) {
    const look = async (page, name) => {
      // What fades in is judged when it is there, and nothing while it lies half under the bars at the top.
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: !name.startsWith("editor") });
      expect.soft(await violations(page), name).toEqual([]);
      expect.soft(await sideways(page), name).toEqual([]);
    };
    const options = { viewport, colorScheme, reducedMotion: "reduce" };

    test(`the doors, ${width}, ${colorScheme}`, async ({ newsroom, sit }) => {
      const page = await sit(null, options);
      await page.goto(newsroom.at("/desk/sign-in"));
      await look(page, "sign-in");
      await page.getByLabel("Email").fill("nobody@example.org");
      await page.getByLabel("Password", { exact: true }).fill("not the right words");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("alert").first()).toBeVisible();
      await look(page, "sign-in-refused");
      await page.goto(newsroom.at(await newsroom.invite(`guest-${width}-${colorScheme}@example.org`, "reporter", "Gus Ash")));
      await look(page, "invitation");
      await page.getByText("A password and an authenticator app").click();
      await look(page, "invitation-password");
      await holdPasskeys(page);
      await page.getByRole("button", { name: "Make a passkey" }).click();
      await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
      await look(page, "recovery");
      await page.goto(newsroom.at("/desk/story/999999"));
      await look(page, "not-found");
      await page.goto(newsroom.at("/desk/admin/staff"));
      await look(page, "not-allowed");
    });

    test(`the screens around a story, ${width}, ${colorScheme}`, async ({ newsroom, sit }) => {
      const page = await sit("ada", options);
      await openStory(page, newsroom, 1);
      await atEnd(page);
      await page.keyboard.type(` Looked at ${width} ${colorScheme}.`);
      await page.keyboard.press("Control+s");
      await expect(page.locator("[data-told]")).toHaveText("A version was saved.");
      for (const [name, path] of Object.entries({
        stories: "/desk",
        "stories-none": "/desk?q=nothingatall",
        me: "/desk/me",
        versions: "/desk/story/1/versions",
        compare: "/desk/story/1/versions/compare?from=1&to=2",
        preview: "/desk/story/1/preview?width=phone",
        curate: "/desk/curate",
        audit: "/desk/audit",
        "audit-story": "/desk/story/1/audit",
        staff: "/desk/admin/staff",
        sections: "/desk/admin/sections",
        topics: "/desk/admin/topics",
        site: "/desk/admin/site",
        tokens: "/desk/admin/tokens",
        "house-style": "/desk/admin/house-style",
      })) {
        const answer = await page.goto(newsroom.at(path));
        expect.soft(answer.status(), path).toBe(200);
        await look(page, name);
      }
    });

    test(`the editor, ${width}, ${colorScheme}`, async ({ newsroom, sit }) => {
      const page = await sit("ada", options);
      await openStory(page, newsroom);
      const close = async () => {
        if (await page.locator("#panel").isVisible()) await page.getByRole("button", { name: "Close the panel" }).click();
      };
      await close();
      await look(page, "editor-empty");
      await field(page, "headline").fill("A wall falls in the night");
      await field(page, "standfirst").fill("Nobody was hurt.");
      await atEnd(page);
      for (const name of ["heading", "picture", "quote", "table", "embed", "podcast", "correction", "read"]) {
        await page.keyboard.type(`/${name}`);
        await expect(page.locator("#block-menu")).toBeVisible();
        if (name === "heading") await look(page, "editor-menu");
        await page.keyboard.press("Enter");
        await page.waitForTimeout(80);
        if (name === "heading" || name === "quote") await page.keyboard.type("Some words of it");
        for (const cell of name === "table" ? ["Year", "Falls", "Cost"] : []) {
          await page.keyboard.type(cell);
          await page.keyboard.press("Tab");
        }
        await atEnd(page);
        if (name === "heading" || name === "quote") await page.keyboard.press("Control+Enter");
      }
      await page.keyboard.type("And words after them.");
      await saved(page);
      await look(page, "editor-blocks");
      await page.keyboard.press("Control+f");
      await look(page, "editor-find");
      await page.keyboard.press("Escape");
      for (const name of ["details", "notes", "checks"]) {
        await panel(page, name);
        await page.waitForTimeout(300);
        await look(page, `editor-${name}`);
        await close();
      }
      await page.keyboard.press("Control+/");
      await look(page, "editor-keys");
      await page.keyboard.press("Escape");
      await atEnd(page);
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("dialog").getByRole("option").first()).toBeVisible();
      await look(page, "editor-link");
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await page.getByRole("button", { name: "More acts" }).click();
      await look(page, "editor-acts");
      await page.keyboard.press("Escape");
      for (const name of ["publish", "embargo"]) {
        await act(page, name);
        await page.waitForTimeout(300);
        await look(page, `editor-${name}`);
        await page.getByRole("button", { name: "Cancel" }).click();
      }
    });
  }
}
