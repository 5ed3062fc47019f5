/** Every dialog in both themes: no serious finding of axe, a keyboard that stays in it, Escape, and the focus back where it was. */
import type { Locator, Page } from "@playwright/test";

import WORDS from "../src/languages/en.json" with { type: "json" };

import { POINTS_ALONE_MAX, python } from "./host.ts";
import { accessible, ask, expect, pictured, stage, test } from "./story.ts";

type Word = keyof typeof WORDS;

/** Where a dialog stands, and the words of the buttons that open one each; the first button of that name is pressed. */
interface Place {
  readonly path: string;
  readonly tab?: Word;
  readonly openers: readonly Word[];
}

const PLACES: readonly Place[] = [
  { path: "/customers", openers: ["views.save", "bulk.tag", "points.adjust"] },
  { path: "/customers/CUSTOMER", openers: ["points.adjust", "notes.edit", "notes.delete"] },
  {
    path: "/customers/CUSTOMER",
    tab: "profile.about",
    openers: ["action.edit", "action.change"],
  },
  {
    path: "/customers/CUSTOMER",
    tab: "points.title",
    openers: ["account.freeze", "account.close"],
  },
  {
    path: "/loyalty/program",
    openers: [
      "program.revise",
      "tiers.history",
      "program.pause",
      "program.close",
      "action.edit",
      "program.newRate",
      "program.removeRate",
      "program.new",
    ],
  },
  {
    path: "/loyalty/tiers",
    openers: ["tiers.add", "action.edit", "tiers.end", "tiers.policyChange"],
  },
  { path: "/loyalty/rules", openers: ["rules.new", "actionRewards.new"] },
  { path: "/loyalty/rewards", openers: ["rewards.new", "action.edit"] },
  { path: "/loyalty/coupons", openers: ["coupons.revoke"] },
  { path: "/loyalty/referrals", openers: ["action.change"] },
  { path: "/loyalty/batches", openers: ["batches.new"] },
  { path: "/loyalty/approvals", openers: ["approvals.approve", "approvals.refuse"] },
  { path: "/messages", openers: ["messages.test"] },
  { path: "/messages/automations", openers: ["preview.open"] },
  { path: "/settings/topics", openers: ["topics.new", "action.edit", "topics.delete"] },
];

/** Makes a change that must not be refused. */
async function changed(name: string, input: object, type = `${name}Input`, token?: string) {
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { errors { message } } }`;
  const { errors } = await ask<{ errors: unknown[] }>(query, { input }, token);
  expect(errors, name).toEqual([]);
}

async function pointsGiven(profileId: string, points: number): Promise<void> {
  const input = { profileId, points, key: `dialogs ${points}`, reason: "for the dialogs" };
  await changed("CrmPointsAdjust", input, "CrmPointsMovementInput");
}

/** Leaves behind what some of the dialogs are about; returns the customer whose page is opened. */
async function furnished(): Promise<string> {
  const { id, email } = await ask<{ id: string; email: string }>(
    `{ crmProfile(userId: "103") { id email } }`,
  );
  const texts = [{ languageCode: "en", name: "Dialogs" }];
  await changed("CrmTopicSave", { slug: "dialogs", texts });
  await changed("CrmProfileNoteWrite", { profileId: id, text: "likes dialogs", key: "dialogs" });
  await pointsGiven(id, POINTS_ALONE_MAX + 1);
  await pointsGiven(id, 100);
  const values = [{ currency: "EUR", amount: "1.00" }];
  const terms = { name: "One euro", kind: "FIXED", points: 100, values };
  await changed("CrmRewardCreate", { slug: "dialogs", terms });
  const rewards = await ask<{ edges: { node: { id: string; slug: string } }[] }>(
    "{ crmRewards(first: 100) { edges { node { id slug } } } }",
  );
  const reward = rewards.edges.find(({ node }) => node.slug === "dialogs")?.node;
  await changed("CrmRewardUpdate", { id: reward?.id, isActive: true });
  const shopper = python(
    stage().environment,
    "-m",
    "saleor_crm_plugin",
    "token",
    "shopper",
    "--profile-email",
    email,
  );
  await changed(
    "CrmMyRewardRedeem",
    { reward: "dialogs", key: "dialogs" },
    undefined,
    shopper.trim(),
  );
  return id;
}

/** Whether the focus is in the dialog, or in the browser's own bar behind its last and before its first element. */
async function keepsFocus(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement === document.body || activeElement?.closest("dialog") !== null;
  });
}

/** Goes once around with the keyboard, and back over the edge. */
async function walkedAround(page: Page, name: string): Promise<void> {
  const stops = await page
    .getByRole("dialog")
    .locator("button, input, select, textarea, iframe, summary, [tabindex='0']")
    .count();
  const left: string[] = [];
  const keys = [...Array<string>(stops + 1).fill("Tab"), "Shift+Tab", "Shift+Tab"];
  for (const key of keys) {
    await page.keyboard.press(key);
    if (!(await keepsFocus(page))) left.push(key);
  }
  expect.soft(left, `the focus left ${name}`).toEqual([]);
}

const CLOSED = {
  byEscape: (page: Page) => page.keyboard.press("Escape"),
  byButton: (page: Page) =>
    page
      .getByRole("dialog")
      .getByRole("button", { name: WORDS["action.close"], exact: true })
      .click(),
} as const;

/** Opens the dialog, looks at it in both themes, walks around in it, and closes it. */
async function lookedAt(page: Page, opener: Locator, name: string, closed: keyof typeof CLOSED) {
  await opener.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("status")).toHaveCount(0);
  expect.soft(await keepsFocus(page), `the focus is not in ${name}`).toBe(true);
  for (const theme of ["light", "dark"] as const) {
    // The button that changes it is out of reach below a dialog; the Dashboard changes it all the same.
    await page.locator("html").evaluate((html, chosen) => (html.dataset["theme"] = chosen), theme);
    await accessible(page, `${name} ${theme}`, "dialog[open]");
    await pictured(page, `dialog-${name}-${theme}`);
  }
  await walkedAround(page, name);
  await CLOSED[closed](page);
  await expect(dialog).toHaveCount(0);
  expect
    .soft(
      await opener.evaluate((button) => button === document.activeElement),
      `the focus is not back on the opener of ${name}`,
    )
    .toBe(true);
}

let customer = "";
test.beforeAll(async () => {
  customer = encodeURIComponent(await furnished());
});

for (const { path, tab, openers } of PLACES) {
  test(`dialogs of ${path} ${tab ?? ""} are accessible`, async ({ page, open }) => {
    // who asked for points may not approve them
    await open(
      path.replace("CUSTOMER", customer),
      path.includes("approvals") ? stage().secondToken : undefined,
    );
    if (tab) await page.getByRole("tab", { name: WORDS[tab], exact: true }).click();
    for (const [index, word] of openers.entries()) {
      const opener = page.getByRole("button", { name: WORDS[word], exact: true }).first();
      const name = `${path.slice(1).toLowerCase().replaceAll("/", "-")}-${word}`;
      await lookedAt(page, opener, name, index % 2 === 0 ? "byEscape" : "byButton");
    }
  });
}
