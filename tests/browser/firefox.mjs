// Debian's Firefox, driven by WebDriver BiDi: Playwright drives only a build of its own, so this goes through puppeteer.
// A person of the newsroom in a window of their own, and what they do there.

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { digits } from "./desk.mjs";

/** Where Firefox is. */
export const PROGRAM = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/** Why it cannot be driven here; nothing if it can. */
export const missing = existsSync(PROGRAM) ? null : `${PROGRAM} is not there: run ./setup, or say where it is in FIREFOX`;

/** People with a Firefox each: one that lies behind another draws nothing, and waits. */
export async function openFirefox() {
  const folder = await mkdtemp(join(tmpdir(), "standfirst-firefox-"));
  const open = [];
  return {
    folder,
    async window() {
      const browser = await puppeteer.launch({ browser: "firefox", executablePath: PROGRAM, headless: true });
      open.push(browser);
      const [page] = await browser.pages();
      await page.setViewport({ width: 1280, height: 900 });
      const wrongs = [];
      page.on("pageerror", (error) => wrongs.push(`thrown: ${error.message}`));
      return new Window(page, wrongs);
    },
    async close() {
      await Promise.all(open.map((browser) => browser.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class Window {
  constructor(page, wrongs) {
    Object.assign(this, { page, wrongs });
    page.setDefaultTimeout(15_000);
  }

  async goto(url) {
    return (await this.page.goto(url)).status();
  }

  /** Presses a button or link by its role and name. */
  async press(role, name) {
    await this.page.locator(`::-p-aria([name="${name}"][role="${role}"])`).click();
  }

  async click(selector) {
    await this.page.locator(selector).click();
  }

  async fill(selector, words) {
    await this.page.locator(selector).fill(words);
  }

  /** Where the field is that a label belongs to. */
  async labelled(label, within = "body") {
    return this.page.$eval(within, (place, label) => `#${CSS.escape([...place.querySelectorAll("label")].find((e) => e.textContent.trim() === label).htmlFor)}`, label);
  }

  /** Writes where the cursor is, key by key. */
  async type(words, delay = 4) {
    await this.page.keyboard.type(words, { delay });
  }

  async key(name, ...with_) {
    for (const held of with_) await this.page.keyboard.down(held);
    await this.page.keyboard.press(name);
    for (const held of with_.reverse()) await this.page.keyboard.up(held);
  }

  /** Waits until a function of the page says yes. */
  async until(what, holds, ...given) {
    await this.page.waitForFunction(holds, { polling: 50 }, ...given).catch(async (error) => {
      throw new Error(`not ${what}: ${error.message}\n${await this.page.evaluate(() => document.body.innerText.slice(0, 2_000))}`);
    });
  }

  /** Waits until something on the page says some words. */
  async says(selector, words) {
    await this.until(`“${words}” in ${selector}`, (selector, words) => [...document.querySelectorAll(selector)].some((e) => e.innerText.includes(words)), selector, words);
  }

  /** Comes in by an invitation, with a password and the code of an authenticator. */
  async accept(url, password) {
    await this.goto(url);
    // Folded away where a passkey can be made.
    if (!(await this.page.$eval("details.way", (e) => e.open))) await this.click("details.way > summary");
    await this.fill("#password", password);
    const secret = await this.page.$eval("code.secret", (e) => e.innerText);
    await this.fill("input[name=code]", digits(secret));
    await this.press("button", "Finish with a password");
    await this.says("h1", "Your recovery codes");
    await this.press("link", "I have kept them; continue");
    await this.page.waitForSelector(".desk-bar");
    return secret;
  }

  /** Opens a story and waits until it can be written in. */
  async story(url) {
    await this.goto(url);
    await this.ready();
  }

  async ready() {
    await this.until("ready to be written in", () => document.documentElement.dataset.desk === "ready");
  }

  async saved() {
    await new Promise((done) => setTimeout(done, 60));
    await this.until("saved", () => document.querySelector(".save-state")?.dataset.state === "saved");
  }

  async atEnd() {
    await this.page.click("#body");
    await this.key("End", "Control");
    await new Promise((done) => setTimeout(done, 80));
  }

  async words() {
    return this.page.$eval(".ProseMirror", (place) => {
      const copy = place.cloneNode(true);
      for (const e of copy.querySelectorAll(".colleague-cursor, .ProseMirror-widget, [contenteditable=false]")) e.remove();
      return [...copy.children].map((e) => e.textContent.replaceAll("\u2060", "")).join("\n").trim();
    });
  }

  /** An act of the story's bar, or of its menu. */
  async act(name) {
    if (await this.page.$(`.acts > button[data-act=${name}]`)) return this.click(`.acts > button[data-act=${name}]`);
    await this.press("button", "More acts");
    await this.click(`[role=menuitem][data-act=${name}]`);
  }

  /** Does what the open dialog is for, and waits until it is done. */
  async agree() {
    await this.click("dialog[open] .dialog-foot .button.primary, dialog[open] .dialog-foot .button.danger");
    await this.until("the dialog gone", () => !document.querySelector("dialog[open]"));
  }

  async status(words) {
    await this.until(`${words}`, (words) => document.querySelector(".story-bar .badge")?.innerText.trim().toLowerCase() === words.toLowerCase(), words);
  }

  /** Gives a file to the dialog that is open. */
  async upload(name, bytes, folder) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    const field = await this.page.waitForSelector("dialog[open] input[type=file]");
    await field.uploadFile(path);
  }
}
