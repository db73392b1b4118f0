// Says what failed and why, and what was skipped and why; ends with one line that tests/all reads.

import { relative } from "node:path";
import { root } from "./newsroom.mjs";

export default class Reporter {
  #all = [];
  #broken = 0;

  onBegin(config, suite) {
    this.#all = suite.allTests();
    console.log(`${this.#all.length} browser tests, ${config.workers} at a time`);
  }

  onTestEnd(test, result) {
    const name = test.titlePath().filter(Boolean).join(" › ");
    const where = `${relative(root, test.location.file)}:${test.location.line}`;
    if (result.status === "skipped") {
      const why = test.annotations.find((a) => a.type === "skip")?.description;
      console.log(`SKIPPED ${name}${why ? `: ${why}` : ""}`);
    } else if (!test.ok()) {
      console.log(`FAILED  ${name} (${where})`);
      for (const error of result.errors) console.log(indent(error.message ?? error.value ?? ""));
    }
  }

  // Outside of any test: the set-up, a file that cannot be read.
  onError(error) {
    this.#broken += 1;
    console.log(`FAILED  outside of the tests\n${indent(error.message ?? error.value ?? "")}`);
  }

  onEnd() {
    const count = (...outcomes) => this.#all.filter((test) => test.results.length > 0 && outcomes.includes(test.outcome())).length;
    const [passed, skipped] = [count("expected"), count("skipped")];
    const failed = this.#broken + count("unexpected", "flaky");
    const unrun = this.#all.filter((test) => test.results.length === 0).length;
    if (unrun > 0) console.log(`${unrun} were not run, which counts as failed`);
    console.log(`${passed} passed, ${failed + unrun} failed, ${skipped} skipped`);
  }

  printsToStdio() {
    return true;
  }
}

// Colours are for terminals; this is read in logs.
const indent = (text) => text.replace(/\x1b\[[0-9;]*m/g, "").replace(/^/gm, "    ");
