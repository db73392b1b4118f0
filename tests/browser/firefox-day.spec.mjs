// The day in a newsroom once more, in Debian's Firefox: two people, from their invitations to a withdrawn story.

import { expect, test } from "./desk.mjs";
import { missing, openFirefox } from "./firefox.mjs";
import { openWithPasskeys } from "./marionette.mjs";
import { seascape } from "./png.mjs";

test("in Firefox two people write, publish, correct and withdraw a story", async ({ newsroom }) => {
  test.skip(!!missing, missing ?? "");
  test.setTimeout(120_000);
  const firefox = await openFirefox();
  try {
    await day(newsroom, firefox);
  } finally {
    await firefox.close();
  }
});

test("in Firefox an invitation, a passkey, and in again with it", async ({ newsroom }) => {
  test.skip(!!missing, missing ?? "");
  const seat = await openWithPasskeys();
  try {
    await seat.goto(newsroom.at(await newsroom.invite("uma@example.org", "editor", "Uma Dale")));
    await seat.press("Make a passkey");
    expect(await seat.says("//h1[.='Your recovery codes']")).toBe("Your recovery codes");
    await seat.press("I have kept them; continue");
    expect(await seat.says("//header[contains(@class,'desk-bar')]//summary")).toContain("Uma Dale");
    // The session is gone, the passkey is not.
    await seat.send("WebDriver:DeleteAllCookies");
    await seat.goto(newsroom.at("/desk/me"));
    await seat.press("Sign in with a passkey");
    expect(await seat.says("//h1[.='Your account']"), "back where one was going").toBe("Your account");
    expect(await seat.says("//section[@aria-labelledby='passkeys']//li")).toContain("Last used");
  } finally {
    await seat.close();
  }
});

async function day(newsroom, firefox) {
  const [fee, ines, reader] = [await firefox.window(), await firefox.window(), await firefox.window()];
  await fee.accept(newsroom.at(await newsroom.invite("fee@example.org", "reporter", "Fee Lund")), "lantern gravel teapot nine");
  await ines.accept(newsroom.at(await newsroom.invite("ines@example.org", "editor", "Ines Roy")), "velvet anchor pepper two");

  // Written by two at once, in one paragraph.
  await fee.goto(newsroom.at("/desk"));
  await fee.press("button", "New story");
  await fee.ready();
  const address = fee.page.url();
  await fee.fill("textarea[data-field=headline]", "Ferry leaves without its captain");
  await fee.fill("textarea[data-field=standfirst]", "Nobody was on board.");
  await fee.atEnd();
  await fee.type("The ferry left at six. ");
  await fee.saved();
  await ines.story(address);
  await ines.says(".people", "Fee Lund");
  await ines.page.click("#body");
  await fee.atEnd();
  await Promise.all([fee.type("e".repeat(40)), ines.type("i".repeat(40))]);
  await Promise.all([fee.saved(), ines.saved()]);
  const letters = (words) => [...words].sort().join("");
  const both = letters(`The ferry left at six. ${"e".repeat(40)}${"i".repeat(40)}`);
  for (const one of [fee, ines]) await expect.poll(async () => letters(await one.words()), "each letter once, on both screens").toBe(both);
  expect(await ines.words()).toBe(await fee.words());

  // Blocks, marks, and a picture.
  await fee.atEnd();
  await fee.key("Enter");
  await fee.type("## What we know");
  await fee.key("Enter");
  await fee.key("b", "Control");
  await fee.type("Little");
  await fee.key("b", "Control");
  await fee.type(" so far.");
  await fee.key("Enter");
  await fee.type("/picture");
  await fee.page.waitForSelector("#block-menu");
  await fee.key("Enter");
  await fee.page.locator(".block-image .block-tools .button").click();
  await fee.upload("quay.png", seascape(), firefox.folder);
  await fee.until("a picture in the story", () => document.querySelector(".block-image img")?.naturalWidth > 50);
  await fee.fill(await fee.labelled("Alternative text", ".block-image"), "An empty quay at dawn");
  await fee.fill(await fee.labelled("Credit", ".block-image"), "Nell Osgood");
  await fee.saved();
  await fee.page.select(await fee.labelled("Section"), "city");
  await fee.saved();

  // Reviewed and published.
  await fee.act("submit");
  await fee.status("In review");
  await ines.status("In review");
  await ines.act("approve");
  await ines.status("Ready");
  await ines.act("publish");
  await ines.agree();
  await ines.status("Live");
  const state = await ines.page.evaluate(async () => (await fetch(`${location.pathname}/state`)).json());
  expect(await reader.goto(newsroom.at(state.url))).toBe(200);
  await reader.says("h1", "Ferry leaves without its captain");
  await reader.says("main", "What we know");
  await reader.says("main strong", "Little");
  await reader.says("figcaption", "Nell Osgood");
  await reader.page.$eval("main figure.photo img", (image) => image.scrollIntoView());
  await reader.until("the picture in the page", () => document.querySelector("main figure.photo img").naturalWidth > 50);
  expect(await reader.page.$eval("main figure.photo img", (image) => image.alt)).toBe("An empty quay at dawn");

  // Corrected, and withdrawn.
  await ines.fill("textarea[data-field=headline]", "Ferry leaves without its mate");
  await ines.saved();
  await ines.act("publish");
  await ines.click("dialog input[value=correction]");
  await ines.fill("dialog textarea", "It was the mate who was missing.");
  await ines.agree();
  // Firefox would show a page from its own keeping once more where it is let.
  await reader.goto(newsroom.at(state.url));
  await reader.says("h1", "Ferry leaves without its mate");
  await reader.says("aside.correction", "It was the mate who was missing.");
  await ines.act("withdraw");
  await ines.fill("dialog textarea", "There was no ferry.");
  await ines.agree();
  await ines.status("Withdrawn");
  expect(await reader.goto(newsroom.at(state.url))).toBe(410);
  await reader.says("main", "There was no ferry.");
  for (const one of [fee, ines, reader]) expect(one.wrongs).toEqual([]);
}
