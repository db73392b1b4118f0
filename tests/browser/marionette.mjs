// Debian's Firefox, driven by Marionette, the protocol that geckodriver speaks to it: WebDriver BiDi, by which the other
// tests drive it, has no virtual authenticators, and this has (WebDriver's commands of Web Authentication Level 3, §11).

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM } from "./firefox.mjs";

// Passkeys are asked of virtual devices only; and nothing of it may call home.
const PREFERENCES = {
  "marionette.port": 0,
  "security.webauth.webauthn_enable_softtoken": true,
  "security.webauth.webauthn_enable_usbtoken": false,
  "app.update.disabledForTesting": true,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.server": "",
};

/** Starts a Firefox with a profile of its own and an authenticator that says yes to everything. */
export async function openWithPasskeys() {
  const profile = await mkdtemp(join(tmpdir(), "standfirst-marionette-"));
  const preferences = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  await writeFile(join(profile, "user.js"), preferences.join(""));
  const firefox = spawn(PROGRAM, ["--headless", "--marionette", "--no-remote", "--profile", profile], { stdio: "ignore" });
  const ended = new Promise((done) => firefox.once("close", done));
  const close = async () => {
    firefox.kill();
    await ended;
    // Its helpers may still be writing for an instant.
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    const line = await speak(await port(profile, firefox));
    await line.send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
    const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserConsenting: true, isUserVerified: true };
    await line.send("WebAuthn:AddVirtualAuthenticator", device);
    return new Seat(line.send, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where it listens: a port of its own choice, which it writes down in its profile. */
async function port(profile, firefox) {
  for (const late = Date.now() + 30_000; Date.now() < late && firefox.exitCode === null; ) {
    const found = Number(await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => ""));
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${PROGRAM} does not listen to Marionette`);
}

/** A line on which commands are sent and answered, each as its length in bytes, a colon, and JSON. */
function speak(port) {
  return new Promise((done, fail) => {
    const waiting = new Map();
    let sent = 0;
    let heard = Buffer.alloc(0);
    const socket = connect(port, "127.0.0.1");
    const send = (command, given = {}) =>
      new Promise((done, fail) => {
        sent += 1;
        waiting.set(sent, { command, done, fail });
        const message = JSON.stringify([0, sent, command, given]);
        socket.write(`${Buffer.byteLength(message)}:${message}`);
      });
    const take = (message) => {
      // It speaks first, and says who it is.
      if (!Array.isArray(message)) return done({ send });
      const [, number, error, result] = message;
      const { command, done: answered, fail: refused } = waiting.get(number);
      waiting.delete(number);
      if (error) refused(new Error(`${command}: ${error.error}: ${error.message}`));
      else answered(result);
    };
    socket.on("data", (part) => {
      heard = Buffer.concat([heard, part]);
      for (let colon = heard.indexOf(":"); colon > 0; colon = heard.indexOf(":")) {
        const end = colon + 1 + Number(heard.subarray(0, colon));
        if (heard.length < end) return;
        const message = JSON.parse(heard.subarray(colon + 1, end));
        heard = heard.subarray(end);
        take(message);
      }
    });
    socket.once("error", fail);
    socket.once("close", () => {
      for (const { command, fail: refused } of waiting.values()) refused(new Error(`${command}: Firefox is gone`));
    });
  });
}

/** One who sits at this Firefox. */
class Seat {
  constructor(send, close) {
    Object.assign(this, { send, close });
  }

  async goto(url) {
    await this.send("WebDriver:Navigate", { url });
  }

  /**
   * Does something with an element once it is there. Firefox itself could wait for it, but would go on looking in the
   * page before where another comes meanwhile.
   */
  async #with(path, command) {
    for (const late = Date.now() + 15_000; ; ) {
      try {
        const { value } = await this.send("WebDriver:FindElement", { using: "xpath", value: path });
        return await this.send(command, { id: Object.values(value)[0] });
      } catch (error) {
        if (Date.now() > late) throw error;
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }

  /** Presses a button or link by what it says. */
  async press(words) {
    await this.#with(`//*[self::button or self::a][normalize-space()=${JSON.stringify(words)}]`, "WebDriver:ElementClick");
  }

  /** What an element says, once there is one. */
  async says(path) {
    return (await this.#with(path, "WebDriver:GetElementText")).value;
  }
}
