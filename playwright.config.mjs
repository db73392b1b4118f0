import { defineConfig } from "@playwright/test";
import { chromium } from "./tests/browser/newsroom.mjs";

export default defineConfig({
  testDir: "tests/browser",
  testMatch: "*.spec.mjs",
  outputDir: "test-results",
  globalSetup: "./tests/browser/setup.mjs",
  reporter: "./tests/browser/reporter.mjs",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A test that passes at the second try is a test that fails.
  retries: 0,
  timeout: 60_000,
  use: {
    browserName: "chromium",
    launchOptions: chromium(),
    locale: "en-GB",
    timezoneId: "Europe/London",
  },
});
