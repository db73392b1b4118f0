// Looking at screens of the desk, on a phone and on a wide screen, by day and by night: nothing that axe can find,
// nothing that sticks out at the side. What they look like is left in test-results/desk for people to judge.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./desk.mjs";
import { root } from "./newsroom.mjs";
import { DESK, PHONE, sideways, violations } from "./reader.mjs";

const folder = join(root, "test-results/desk");
mkdirSync(folder, { recursive: true });

/**
 * Four tests of one walk. It is given `newsroom`, `sit`, `tag` (a word that the other three do not have) and
 * `look(page, name)`, which judges what is on the page now; with `whole`, the picture is of the page to its end.
 */
export function everywhere(what, walk) {
  for (const [width, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    for (const colorScheme of ["light", "dark"]) {
      const tag = `${width}-${colorScheme}`;
      const options = { viewport, colorScheme, reducedMotion: "reduce" };
      const look = async (page, name, { whole = !name.startsWith("editor") } = {}) => {
        // What fades in is judged when it is there, and nothing while it lies half under the bars at the top.
        await page.evaluate(() => scrollTo(0, 0));
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(folder, `${name}-${tag}.png`), fullPage: whole });
        expect.soft(await violations(page), name).toEqual([]);
        expect.soft(await sideways(page), name).toEqual([]);
      };
      test(`${what}, ${width}, ${colorScheme}`, ({ newsroom, sit }) => walk({ newsroom, sit: (who) => sit(who, options), look, tag }));
    }
  }
}
