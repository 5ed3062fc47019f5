/** The stories: a real browser on the real standalone host; nothing is downloaded. */
import { defineConfig } from "@playwright/test";

const SECONDS = 1000;

export default defineConfig({
  testDir: "./stories",
  testMatch: "*.spec.ts",
  globalSetup: "./stories/host.ts",
  outputDir: "./test-results",
  // One host, one browser: a second worker would only take the host's processors away.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60 * SECONDS,
  globalTimeout: 600 * SECONDS,
  expect: { timeout: 10 * SECONDS },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "UTC",
    actionTimeout: 10 * SECONDS,
    viewport: { width: 1280, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    },
  },
});
