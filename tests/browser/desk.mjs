// What the tests of the desk share: a newsroom of their own, people who are signed in, and the editor's parts.

import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, start } from "./newsroom.mjs";
import { DESK, expect, listen, test as base } from "./reader.mjs";

export { expect };

/** Who works here. */
export const STAFF = {
  ada: { name: "Ada Marsh", role: "admin" },
  ben: { name: "Ben Okoro", role: "reporter" },
  cleo: { name: "Cleo Lind", role: "editor" },
  dan: { name: "Dan Frey", role: "reporter" },
};

/** A newsroom that can be killed and started again where it was. Passkeys need a name, so it is called localhost. */
class Newsroom {
  static async open(browser) {
    const data = await mkdtemp(join(tmpdir(), "standfirst-desk-"));
    const room = new Newsroom();
    Object.assign(room, { browser, data, invitations: {}, signedIn: {} });
    await command(data, "seed", "--stories", "8");
    for (const [who, { name, role }] of Object.entries(STAFF)) room.invitations[who] = await room.invite(`${who}@example.org`, role, name);
    room.server = await start("serve", data);
    room.url = room.server.url.replace("127.0.0.1", "localhost");
    return room;
  }

  /** The path of an invitation, as the command line prints it. */
  async invite(email, role, name) {
    const said = await command(this.data, "staff", "add", email, "--role", role, "--name", name);
    return said.match(/\/desk\/invitation\/\S+/)[0];
  }

  at(path) {
    return new URL(path, this.url).href;
  }

  async again() {
    this.server = await start("serve", this.data, new URL(this.server.url).host);
  }

  /** The cookies of somebody who has come in by their invitation and a passkey. */
  async session(who) {
    this.signedIn[who] ??= (async () => {
      const context = await this.browser.newContext();
      const page = await context.newPage();
      await holdPasskeys(page);
      await page.goto(this.at(this.invitations[who]));
      await page.getByRole("button", { name: "Make a passkey" }).click();
      await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
      const state = await context.storageState();
      await context.close();
      return state;
    })();
    return this.signedIn[who];
  }

  async close() {
    await this.server.stop();
    await rm(this.data, { recursive: true, force: true });
  }
}

// The line breaks where a test breaks it, and the browser says so; refusals are looked at where they are shown; and a
// preview runs no scripts.
const EXPECTED = /WebSocket|net::ERR_CONNECTION_(REFUSED|RESET)|a status of 4(09|22)|Blocked script execution in '[^']*\/preview\/page'/;

export const test = base.extend({
  newsroom: [
    async ({ browser }, use) => {
      const room = await Newsroom.open(browser);
      await use(room);
      await room.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  /** A browser of somebody's own, signed in: `await sit("ada")` is its page. */
  sit: async ({ browser, newsroom, wrongs }, use) => {
    const contexts = [];
    await use(async (who, options = {}) => {
      const context = await browser.newContext({ viewport: DESK, storageState: who && (await newsroom.session(who)), ...options });
      contexts.push(context);
      await listen(context, { push: (wrong) => EXPECTED.test(wrong) || wrongs.push(wrong) });
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** Gives a page an authenticator of its own, which says yes to everything; `await willing(false)` and it waits. */
export async function holdPasskeys(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return (enabled) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
}

/** The six digits that an app shows now for a key in base32 (RFC 6238). */
export function digits(secret, now = Date.now()) {
  const bits = [...secret.replace(/[\s=]/g, "").toUpperCase()].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", key).update(count).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

/** Opens a story and waits until it can be written in; without a number, a new one. Its number. */
export async function openStory(page, newsroom, number) {
  if (number) await page.goto(newsroom.at(`/desk/story/${number}`));
  else {
    await page.goto(newsroom.at("/desk"));
    await page.getByRole("button", { name: "New story" }).click();
  }
  await ready(page);
  return Number(new URL(page.url()).pathname.split("/").at(-1));
}

export const ready = (page) => expect(page.locator("html")).toHaveAttribute("data-desk", "ready", { timeout: 10_000 });

export const body = (page) => page.getByRole("textbox", { name: "Body of the story" });

export const field = (page, name) => page.locator(`textarea[data-field=${name}]`);

/** The words of the body, without the names that fly at colleagues' cursors and without what cards say of themselves. */
export const words = (page) =>
  body(page).evaluate((place) => {
    const copy = place.cloneNode(true);
    for (const e of copy.querySelectorAll(".colleague-cursor, .ProseMirror-widget, [contenteditable=false]")) e.remove();
    return [...copy.children].map((e) => e.textContent.replaceAll("\u2060", "")).join("\n").trim();
  });

/** Puts the cursor at the end of the body. */
export async function atEnd(page) {
  await body(page).focus();
  await page.keyboard.press("Control+End");
  await page.waitForTimeout(80);
}

/** Everything that was written is on the server's disk. A key shows as unsaved only an instant later. */
export async function saved(page) {
  await page.waitForTimeout(60);
  await expect(page.locator(".save-state")).toHaveAttribute("data-state", "saved", { timeout: 10_000 });
}

/** Opens one of the panels, if it is not open. */
export async function panel(page, name) {
  const button = page.locator(`button[data-panel=${name}]`);
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
  await expect(page.locator("#panel")).toBeVisible();
  return page.locator("#panel");
}

/** An act that stands in the menu or as the button of the next step. */
export async function act(page, name) {
  const next = page.locator(`.acts > button[data-act=${name}]`);
  if (await next.isVisible()) return next.click();
  await page.getByRole("button", { name: "More acts" }).click();
  return page.locator(`[role=menuitem][data-act=${name}]`).click();
}

export const status = (page) => page.locator(".story-bar .badge").first();

/** A line to the server that can be cut and mended. To be called before the page is opened. */
export async function tap(page) {
  const open = new Set();
  const line = {
    up: true,
    /** How many changes the server has said that it has on disk, on the present connection. */
    committed: 0,
    /** How many changes left; what the server said; and whether the page hears it. */
    updates: 0,
    heard: [],
    deaf: false,
    async cut() {
      line.up = false;
      for (const socket of open) await socket.close({ code: 3001 });
      open.clear();
    },
    mend() {
      line.up = true;
    },
  };
  await page.routeWebSocket(/\/live\?/, (socket) => {
    if (!line.up) return void socket.close({ code: 3001 });
    open.add(socket);
    line.committed = 0;
    const server = socket.connectToServer();
    line.tell = (message) => socket.send(message);
    socket.onMessage((message) => {
      if (!line.up) return;
      // A change, or an answer to what the server asked that holds more than two empty lists.
      if (message[0] === 0 && message[1] > 0) line.heard.push(message);
      if (message[0] === 0 && (message[1] === 2 || (message[1] === 1 && message.length > 5))) line.updates += 1;
      server.send(message);
    });
    server.onMessage((message) => {
      if (!line.up) return;
      line.heard.push(message);
      if (line.deaf) return;
      // The kind, and for this kind a number in groups of seven bits, the lowest first.
      if (message[0] === 100) line.committed = message.subarray(1).reduce((sum, byte, i) => sum + (byte & 127) * 128 ** i, 0);
      socket.send(message);
    });
  });
  return line;
}
