// What was written holds: through a server that dies, a line that is cut, a lid that is closed, an old tab. Each of the
// traps that were found in trials has a test that fails without its guard, where a browser can be led into it.

import { createRequire } from "node:module";
import { join } from "node:path";
import { act, atEnd, body, expect, field, openStory, panel, ready, saved, tap, test, words } from "./desk.mjs";
import { root } from "./newsroom.mjs";

const state = (page) => page.locator(".save-state");

test("the server is killed while somebody types", async ({ newsroom, sit }) => {
  const ada = await sit("ada");
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await saved(ada);
  let whole = "";
  for (let round = 0; round < 3; round += 1) {
    const text = Array.from({ length: 60 }, (_, i) => `${round}${String.fromCharCode(97 + (i % 26))}`).join("");
    const before = line.committed;
    const typing = ada.keyboard.type(text, { delay: 10 });
    await expect.poll(() => line.committed - before, { intervals: [5] }).toBeGreaterThan(5 + 20 * round);
    await newsroom.server.kill();
    // Each key is a change. Nothing that the page still holds may come to the server before it was looked at.
    const acknowledged = whole.length + line.committed - before;
    await line.cut();
    await typing;
    whole += text;
    await expect(state(ada)).toHaveAttribute("data-state", "offline");
    await expect(state(ada)).toContainText(/^Offline: \d+ changes? kept here$/);

    await newsroom.again();
    const ben = await sit("ben");
    await openStory(ben, newsroom, story);
    const found = await words(ben);
    expect(acknowledged, "it was killed in the middle").toBeLessThan(whole.length);
    expect(whole.startsWith(found), `the server has what was typed, in order, and nothing twice: ${found}`).toBe(true);
    expect(found.length, "every acknowledged character is on the server's disk").toBeGreaterThanOrEqual(acknowledged);

    line.mend();
    await saved(ada);
    await expect.poll(() => words(ben)).toBe(whole);
    expect(await words(ada)).toBe(whole);
    await ben.context().close();
    await saved(ada);
  }
});

test("a line that is cut: two people in one paragraph are merged, each change once", async ({ newsroom, sit }) => {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await ada.keyboard.type("The harbour was quiet.");
  await saved(ada);
  await openStory(ben, newsroom, story);
  await expect.poll(() => words(ben)).toBe("The harbour was quiet.");

  await line.cut();
  await expect(state(ada)).toHaveAttribute("data-state", "offline");
  await ada.keyboard.press("Control+Home");
  await ada.waitForTimeout(80);
  await ada.keyboard.type("At dawn. ");
  await field(ada, "headline").fill("Quiet harbour");
  await atEnd(ben);
  await ben.keyboard.type(" Nobody spoke.");
  await ben.keyboard.press("Enter");
  await ben.keyboard.type("Then the bell rang.");
  await saved(ben);
  await expect(state(ada)).toContainText(/Offline: \d+ changes kept here/);
  expect(await words(ben), "nothing of the other side yet").not.toContain("dawn");

  line.mend();
  await saved(ada);
  const both = "At dawn. The harbour was quiet. Nobody spoke.\nThen the bell rang.";
  await expect.poll(() => words(ada)).toBe(both);
  await expect.poll(() => words(ben)).toBe(both);
  await expect(field(ben, "headline")).toHaveValue("Quiet harbour");
  await ada.reload();
  await ready(ada);
  await expect.poll(() => words(ada)).toBe(both);
});

// An empty paragraph is where two who write at once can double each other's words.
test("two people begin to write in one empty paragraph in the same moment", async ({ newsroom, sit }) => {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const story = await openStory(ada, newsroom);
  await openStory(ben, newsroom, story);
  for (const [round, start] of ["the first, which the server made", "one that a person made"].entries()) {
    await atEnd(ada);
    if (round > 0) {
      await ada.keyboard.press("Enter");
      await saved(ada);
      await expect(body(ben).locator("p")).toHaveCount(round + 1);
    }
    await atEnd(ben);
    const [a, b] = [["a", "b"], ["c", "d"]][round];
    await Promise.all([ada.keyboard.type(a.repeat(40), { delay: 4 }), ben.keyboard.type(b.repeat(40), { delay: 4 })]);
    await saved(ada);
    await saved(ben);
    await expect.poll(async () => (await words(ben)) === (await words(ada))).toBe(true);
    const written = (await words(ada)).split("\n")[round];
    expect([...written].sort().join(""), start).toBe(a.repeat(40) + b.repeat(40));
  }
});

test("two people begin to write in one empty paragraph while the line is cut", async ({ newsroom, sit }) => {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await openStory(ben, newsroom, story);
  await line.cut();
  await atEnd(ada);
  await ada.keyboard.type("Here I am.");
  await atEnd(ben);
  await ben.keyboard.type("There you are.");
  line.mend();
  // Both go on at once: whoever tidies up does not do it twice.
  await Promise.all([ada.keyboard.type(" One.", { delay: 30 }), ben.keyboard.type(" Two.", { delay: 30 })]);
  await saved(ada);
  await saved(ben);
  await expect.poll(async () => (await words(ben)) === (await words(ada))).toBe(true);
  expect([...(await words(ada))].sort().join("")).toBe([..."Here I am. One.There you are. Two."].sort().join(""));
});

test("a closed lid: what was written without a line is there after the page is gone, and goes to the server", async ({ newsroom, sit }) => {
  const ada = await sit("ada");
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await ada.keyboard.type("Before.");
  await saved(ada);
  await line.cut();
  await expect(state(ada)).toHaveAttribute("data-state", "offline");
  await atEnd(ada);
  await ada.keyboard.type(" Under the lid.");
  await expect(state(ada)).toHaveText("Offline: 15 changes kept here");
  const context = ada.context();
  await ada.waitForTimeout(300);
  await ada.close();

  const ben = await sit("ben");
  await openStory(ben, newsroom, story);
  await atEnd(ben);
  await ben.keyboard.press("Enter");
  await ben.keyboard.type("Meanwhile, elsewhere.");
  await saved(ben);

  // Opened again while there is still no line: it is all there.
  const again = await context.newPage();
  const second = await tap(again);
  await second.cut();
  await again.goto(newsroom.at(`/desk/story/${story}`));
  await ready(again);
  expect(await words(again)).toBe("Before. Under the lid.");
  await expect(state(again)).toHaveText("Offline: 15 changes kept here");
  second.mend();
  await saved(again);
  const both = "Before. Under the lid.\nMeanwhile, elsewhere.";
  await expect.poll(() => words(again)).toBe(both);
  await expect.poll(() => words(ben)).toBe(both);
});

test("a page that was frozen goes on where it was", async ({ newsroom, sit }) => {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await openStory(ben, newsroom, story);
  await atEnd(ada);
  await line.cut();
  await ada.keyboard.type("Written and frozen.");
  const cdp = await ada.context().newCDPSession(ada);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  line.mend();
  await atEnd(ben);
  await ben.keyboard.type("Ben goes on. ");
  await saved(ben);
  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  await saved(ada);
  await expect.poll(() => words(ben)).toBe(await words(ada));
  // Both stood at the end of one paragraph: when the one's words come, the other's caret goes on after them, so the
  // sentences may stand in each other. No letter is lost and none is there twice.
  const letters = (text) => [...text.replace(/\s/g, "")].sort().join("");
  expect(letters(await words(ada))).toBe(letters("Ben goes on. Written and frozen."));
});

test("an old tab after an upgrade is told so, may not write, and deletes nothing", async ({ newsroom, sit }) => {
  const ada = await sit("ada");
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await ada.keyboard.type("Stays as it is.");
  await saved(ada);

  const old = await sit("ben");
  // What the page says of itself when it calls is all that tells its age.
  await old.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url) {
        super(url.replace(/schema=\d+/, "schema=0"));
      }
    };
  });
  await old.goto(newsroom.at(`/desk/story/${story}`));
  await expect(old.locator('[data-stop="4409"]')).toContainText("This desk was updated");
  await expect(old.locator("html")).toHaveAttribute("data-desk", "stopped");
  await old.waitForTimeout(700);
  expect(await words(ada)).toBe("Stays as it is.");
});

test("a tab that is open during an upgrade keeps what it has and stops", async ({ newsroom, sit }) => {
  const ada = await sit("ada");
  const sockets = [];
  let code = 0;
  await ada.routeWebSocket(/\/live\?/, (socket) => {
    if (code) return void socket.close({ code, reason: "Not now." });
    sockets.push(socket);
    socket.connectToServer();
  });
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await ada.keyboard.type("Sent before.");
  await saved(ada);
  code = 3001;
  await sockets[0].close({ code });
  await expect(state(ada)).toHaveAttribute("data-state", "offline");
  await ada.keyboard.type(" Kept after.");
  code = 4409;
  await expect(ada.locator('[data-stop="4409"]')).toBeVisible({ timeout: 10_000 });
  await expect(body(ada)).toHaveAttribute("contenteditable", "false");
  await ada.keyboard.type("Not taken.");
  expect(await words(ada)).toBe("Sent before. Kept after.");
  code = 0;
  await ada.getByRole("button", { name: "Reload" }).click();
  await ready(ada);
  await saved(ada);
  const ben = await sit("ben");
  await openStory(ben, newsroom, story);
  expect(await words(ben)).toBe("Sent before. Kept after.");
});

/** The library that the editor keeps its document in; it is there where the desk was built on this machine. */
const library = (() => {
  try {
    const require = createRequire(join(root, "desk/package.json"));
    return { Y: require("yjs"), sync: require("y-protocols/sync"), encoding: require("lib0/encoding"), decoding: require("lib0/decoding") };
  } catch {
    return null;
  }
})();
const needsLibrary = () => test.skip(!library, "desk/node_modules is not there: the desk was built elsewhere");

/** The document that a page and its server have spoken about, and what a newer desk might make of it. */
function shadow(line) {
  const { Y, sync, encoding, decoding } = library;
  const doc = new Y.Doc();
  const hear = () => {
    for (const bytes of line.heard.splice(0)) {
      const decoder = decoding.createDecoder(bytes);
      if (decoding.readVarUint(decoder) === 0) sync.readSyncMessage(decoder, encoding.createEncoder(), doc, "server");
    }
    return doc.getXmlFragment("body");
  };
  return {
    body: () => hear().toString(),
    /** Changes it, and tells the page all of it as the server would. */
    change(how) {
      const body = hear();
      doc.transact(() => how(body, Y));
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, sync.messageYjsSyncStep2);
      encoding.writeVarUint8Array(encoder, Y.encodeStateAsUpdate(doc));
      line.tell(Buffer.from(encoding.toUint8Array(encoder)));
    },
  };
}

/** Until the server has told its document. */
const told = (line) => expect.poll(() => line.heard.some((bytes) => bytes[0] === 0 && bytes[1] === 1)).toBe(true);

/** A fresh page's view of what the server holds: its shadow, without the page's own editor having a part in it. */
async function stored(sit, newsroom, story) {
  const page = await sit("cleo");
  const line = await tap(page);
  line.deaf = true;
  await page.goto(newsroom.at(`/desk/story/${story}`));
  await told(line);
  const found = shadow(line).body();
  await page.context().close();
  return found;
}

// The server takes nothing that it does not know, so what is put here stands for a server of a newer schema.
for (const [what, put] of [
  ["block", (body, Y) => body.insert(1, [new Y.XmlElement("hologram")])],
  ["mark", (body) => body.get(0).get(0).format(0, 4, { glitter: {} })],
  ["attribute", (body) => body.get(0).setAttribute("scent", "rose")],
]) {
  test(`trap 1: of a ${what} that the editor does not know nothing is deleted, neither by opening nor by having the story open`, async ({ newsroom, sit }) => {
    needsLibrary();
    const [ada, ben] = [await sit("ada"), await sit("ben")];
    const story = await openStory(ada, newsroom);
    await atEnd(ada);
    await ada.keyboard.type("Some words.");
    await saved(ada);

    // Open already: it stops before its view hears of it.
    const open = await tap(ben);
    await openStory(ben, newsroom, story);
    shadow(open).change(put);
    await expect(ben.locator("[data-stop]")).toContainText("does not know");
    await expect(ben.locator("html")).toHaveAttribute("data-desk", "stopped");
    await ben.keyboard.type("x");
    // Opened now: it never shows.
    const dan = await sit("dan");
    const opening = await tap(dan);
    opening.deaf = true;
    await dan.goto(newsroom.at(`/desk/story/${story}`));
    await told(opening);
    shadow(opening).change(put);
    await expect(dan.locator("[data-stop]")).toContainText("does not know");
    await expect(body(dan)).toHaveCount(0);

    await dan.waitForTimeout(400);
    expect([open.updates, opening.updates], "changes that left these pages").toEqual([0, 0]);
    expect(await words(ada)).toBe("Some words.");
  });
}

test("trap 2: on a new story nothing is selected, so that a key does not take a colleague's words away", async ({ newsroom, sit }) => {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const story = await openStory(ada, newsroom);
  await openStory(ben, newsroom, story);
  await atEnd(ben);
  await ben.keyboard.type("First words of a colleague.");
  await expect.poll(() => words(ada)).toContain("colleague");
  // By the keyboard, as a click would put the cursor somewhere.
  await field(ada, "standfirst").press("Enter");
  await expect(body(ada)).toBeFocused();
  await ada.keyboard.type("x");
  await saved(ada);
  await expect.poll(() => words(ben)).toMatch(/^x?First words of a colleague\.x?$/);
});

test("trap 3: an opened story shows its words at once, and opening writes nothing", async ({ newsroom, sit }) => {
  const ada = await sit("ada");
  const line = await tap(ada);
  await openStory(ada, newsroom, 1);
  const text = await words(ada);
  expect(text.length).toBeGreaterThan(200);
  await ada.waitForTimeout(600);
  expect(line.updates, "changes that left on opening").toBe(0);
  await ada.reload();
  await ready(ada);
  expect(await words(ada), "from this browser's own keeping, too").toBe(text);
  await atEnd(ada);
  await ada.waitForTimeout(600);
  expect(line.updates, "changes that left on opening again").toBe(0);
});

test("trap 4: notes that overlap stay where they are when the line comes back, and are not in the document", async ({ newsroom, sit }) => {
  needsLibrary();
  const ada = await sit("ada");
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await ada.keyboard.type("one two three");
  await saved(ada);
  const note = async (from, letters, text) => {
    await ada.keyboard.press("Control+Home");
    await ada.waitForTimeout(80);
    for (let i = 0; i < from; i += 1) await ada.keyboard.press("ArrowRight");
    for (let i = 0; i < letters; i += 1) await ada.keyboard.press("Shift+ArrowRight");
    await ada.waitForTimeout(80);
    await ada.locator("[data-tool=note]").click();
    await expect(ada.locator("#panel textarea").first()).toBeFocused();
    await ada.keyboard.type(text);
    await ada.keyboard.press("Control+Enter");
    await expect(ada.locator("#panel .note", { hasText: text })).toBeVisible();
    await body(ada).focus();
  };
  await note(0, 7, "Say it shorter");
  await note(4, 9, "Is this right?");
  const marked = () => body(ada).locator(".noted").evaluateAll((all) => all.map((e) => e.textContent).join("|"));
  await expect.poll(marked).toBe("one |two| three");
  await line.cut();
  await atEnd(ada);
  await ada.keyboard.type(" four");
  line.mend();
  await saved(ada);
  await expect.poll(marked).toBe("one |two| three");
  expect(await stored(sit, newsroom, story)).toBe("<paragraph>one two three four</paragraph>");
});

test("trap 7: a browser that comes back to a server that was started anew doubles nothing", async ({ newsroom, sit }) => {
  const ada = await sit("ada");
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  await ada.keyboard.type("Written once.");
  await ada.keyboard.press("Control+s");
  await expect(ada.locator("[data-told]")).toHaveText("A version was saved.");
  for (const end of ["kill", "stop"]) {
    await newsroom.server[end]();
    await expect(state(ada)).toHaveAttribute("data-state", "offline");
    await ada.keyboard.type(` After ${end}.`);
    await newsroom.again();
    await saved(ada);
  }
  const text = "Written once. After kill. After stop.";
  expect(await words(ada)).toBe(text);
  const ben = await sit("ben");
  await openStory(ben, newsroom, story);
  expect(await words(ben)).toBe(text);
  // The browser's own keeping and the server's document are one.
  await ada.reload();
  await ready(ada);
  await saved(ada);
  await expect.poll(() => words(ada)).toBe(text);
});

/** The letters of a story, sorted: each must be there once, wherever it ended up. */
const letters = (text) => [...text.replace(/\s/g, "")].sort().join("");

/** Two paragraphs and what follows; the one person cut off, the other not. */
async function apart(newsroom, sit, paragraphs) {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const line = await tap(ada);
  const story = await openStory(ada, newsroom);
  await atEnd(ada);
  for (const [i, words] of paragraphs.entries()) {
    if (i) await ada.keyboard.press("Enter");
    await ada.keyboard.type(words);
  }
  await saved(ada);
  await openStory(ben, newsroom, story);
  await expect.poll(() => words(ben)).toBe(paragraphs.join("\n"));
  const into = async (page, n) => {
    await body(page).focus();
    await body(page).locator(":scope > *").nth(n).click();
    await page.keyboard.press("End");
    await page.waitForTimeout(80);
  };
  await into(ada, 1);
  await into(ben, 1);
  await line.cut();
  await expect(state(ada)).toHaveAttribute("data-state", "offline");
  return { ada, ben, line, into };
}

/** The line is back: both see the same, also after a reload. */
async function together({ ada, ben, line }) {
  line.mend();
  await saved(ada);
  await saved(ben);
  await expect.poll(async () => (await words(ben)) === (await words(ada))).toBe(true);
  const found = await words(ada);
  await ada.reload();
  await ready(ada);
  await expect.poll(() => words(ada)).toBe(found);
  return found;
}

test("trap 8: a block that two people move is there once", async ({ newsroom, sit }) => {
  const both = await apart(newsroom, sit, ["First of all.", "The wall fell.", "Last of all."]);
  await both.ada.keyboard.press("Alt+ArrowUp");
  await both.ben.keyboard.press("Alt+ArrowDown");
  await saved(both.ben);
  const found = await together(both);
  expect(found.split("\n").sort()).toEqual(["First of all.", "Last of all.", "The wall fell."]);
});

for (const [what, change, wanted] of [
  ["makes it a heading", (ben) => ben.keyboard.press("Control+Alt+2"), ["First of all.", "The wall fell. Slowly.", "Last of all."]],
  ["joins it to the one before", async (ben) => (await ben.keyboard.press("Home"), ben.keyboard.press("Backspace")), ["First of all.The wall fell. Slowly.", "Last of all."]],
  ["makes it an item of a list", (ben) => ben.keyboard.press("Control+Shift+8"), ["First of all.", "The wall fell. Slowly.", "Last of all."]],
  ["deletes it", async (ben) => (await ben.keyboard.press("Shift+Home"), await ben.keyboard.press("Backspace"), ben.keyboard.press("Backspace")), null],
]) {
  test(`of what somebody writes in a paragraph while a colleague ${what}, each letter is there once`, async ({ newsroom, sit }) => {
    const both = await apart(newsroom, sit, ["First of all.", "The wall fell.", "Last of all."]);
    await both.ada.keyboard.type(" Slowly.");
    await change(both.ben);
    await saved(both.ben);
    const found = await together(both);
    if (wanted) expect(found.split("\n")).toEqual(wanted);
    else expect(letters(found)).toBe(letters("First of all. Slowly. Last of all."));
  });
}

test("a line break that two people take away at once doubles nothing that stands after it", async ({ newsroom, sit }) => {
  const both = await apart(newsroom, sit, ["First of all.", "The wall fell.", "Last of all."]);
  both.line.mend();
  await saved(both.ada);
  await both.into(both.ada, 1);
  for (let i = 0; i < 5; i += 1) await both.ada.keyboard.press("ArrowLeft");
  await both.ada.keyboard.press("Shift+Enter");
  await saved(both.ada);
  const breaks = (page) => body(page).locator("p br:not(.ProseMirror-trailingBreak)");
  await expect(breaks(both.ben)).toHaveCount(1);
  // To the start of the second line: the cursor at the end of the paragraph, then back over its letters.
  for (const page of [both.ada, both.ben]) {
    await both.into(page, 2);
    await page.keyboard.press("Home");
    for (let i = 0; i < 6; i += 1) {
      await page.keyboard.press("ArrowLeft");
      await page.waitForTimeout(30);
    }
  }
  await both.line.cut();
  await expect(state(both.ada)).toHaveAttribute("data-state", "offline");
  await both.ada.keyboard.press("Backspace");
  await both.ada.keyboard.type("!");
  await both.ben.keyboard.press("Backspace");
  await both.ben.keyboard.type("?");
  for (const page of [both.ada, both.ben]) await expect(breaks(page)).toHaveCount(0);
  await saved(both.ben);
  const found = await together(both);
  expect(letters(found)).toBe(letters("First of all. The wall fell.!? Last of all."));
});

test("trap 9: the content policy takes no bold from what is pasted, and no colour from a colleague's cursor", async ({ newsroom, sit }) => {
  const [ada, ben] = [await sit("ada"), await sit("ben")];
  const story = await openStory(ada, newsroom);
  await openStory(ben, newsroom, story);
  await atEnd(ada);
  await body(ada).evaluate((place) => {
    const data = new DataTransfer();
    data.setData("text/html", '<p><span style="font-weight:700">heavy</span> and <span style="font-style:italic;color:red">slanted</span></p>');
    data.setData("text/plain", "heavy and slanted");
    place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(body(ada).locator("strong")).toHaveText("heavy");
  await expect(body(ada).locator("em")).toHaveText("slanted");
  await saved(ada);
  const flag = ben.locator(".colleague-flag");
  await expect(flag).toHaveText("Ada Marsh");
  expect(await flag.evaluate((e) => getComputedStyle(e).backgroundColor)).not.toMatch(/transparent|, 0\)$/);
});
