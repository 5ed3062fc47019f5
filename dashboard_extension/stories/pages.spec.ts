/** Every page in both themes: no serious finding of axe, nothing wider than a phone, and a picture to look at. */
import type { Page } from "@playwright/test";

import { PAGES } from "../src/features/shell/pages.ts";

import { accessible, ask, expect, lookChosen, pictured, test } from "./story.ts";

const THEMES = ["light", "dark"] as const;
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 400, height: 800 };

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

/** Looks at what is shown: both themes, both widths. */
async function looked(page: Page, name: string): Promise<void> {
  await settled(page);
  for (const theme of THEMES) {
    await lookChosen(page, theme);
    await page.setViewportSize(WIDE);
    await pictured(page, `${name}-${theme}`);
    await accessible(page, `${name} ${theme}`);
    await page.setViewportSize(PHONE);
    await pictured(page, `${name}-${theme}-phone`);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(wider, `${name} is wider than a phone, in pixels`).toBe(0);
  }
  await page.setViewportSize(WIDE);
}

/** Looks at the page, then at each of its tabs. */
async function lookedThrough(page: Page, name: string): Promise<void> {
  await settled(page);
  const tabs = await page.getByRole("tab").allInnerTexts();
  if (tabs.length === 0) await looked(page, name);
  for (const tab of tabs) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await looked(page, `${name}-${tab.toLowerCase().replaceAll(" ", "-")}`);
  }
}

for (const { path } of PAGES) {
  const name = path === "/" ? "overview" : path.slice(1);
  test(`${name} is accessible and fits`, async ({ page, open }) => {
    await open(path);
    await lookedThrough(page, name);
  });
}

test("a customer is accessible and fits", async ({ page, open }) => {
  const { id } = await ask<{ id: string }>(`{ crmProfile(userId: "103") { id } }`);
  await open(`/customers/${encodeURIComponent(id)}`);
  await lookedThrough(page, "customer");
  await page.getByRole("button", { name: "Adjust points" }).click();
  await accessible(page, "the dialog");
  await pictured(page, "customer-adjust");
});

test("a file before it is imported is accessible and fits", async ({ page, open }) => {
  await open("/imports");
  await page.getByLabel("The file holds").selectOption("Orders");
  const lines = [
    "Order ID;Order date;E-mail;Quantity;Unit price;Status;Remark",
    "A1;05/06/2026;one@example.com;2;1,234;completed;",
    "A2;06/07/2026;two@example.com;one;1,500;lost;by phone",
  ];
  const buffer = Buffer.from(`${lines.join("\n")}\n`);
  await page
    .getByLabel("File", { exact: true })
    .setInputFiles({ name: "sales.csv", mimeType: "text/csv", buffer });
  await expect(page.getByText("Which day is “05/06/2026”?")).toBeVisible();
  await page.getByText("More about the format").click();
  await page.getByText("For experts: the mapping as text").click();
  await looked(page, "imports-file");
});

test("signing in is accessible and fits", async ({ page, open }) => {
  await open("/", "");
  await expect(page.getByLabel("Token")).toBeVisible();
  await accessible(page, "signing in");
  await pictured(page, "sign-in");
});
