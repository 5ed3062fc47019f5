/** What merchants come for, told in a real browser on the real host, with the figures that must come out. */
import type { Locator, Page } from "@playwright/test";

import { POINTS_ALONE_MAX, python } from "./host.ts";
import {
  accessible,
  ask,
  expect,
  pictured,
  problemsOf,
  shop,
  signedIn,
  stage,
  test,
} from "./story.ts";

interface Shopper {
  readonly id: string;
  readonly email: string;
  readonly points: { readonly available: number };
}

interface BestBuyer {
  readonly id: string;
  readonly timeline: { readonly totalCount: number };
}

const SHOPPER = "{ id email points { available } }";
const SENT_SECONDS_MAX = 30_000;

/** The registered shopper with a number of the host. */
function shopperOf(userId: string): Promise<Shopper | null> {
  return ask(`query ($userId: ID) { crmProfile(userId: $userId) ${SHOPPER} }`, { userId });
}

async function known(userId: string): Promise<Shopper> {
  const shopper = await shopperOf(userId);
  if (!shopper) throw new Error(`nobody is known as ${userId}`);
  return shopper;
}

/** Opens the shopper as merchants do: by searching for the address. */
async function found(page: Page, shopper: Shopper): Promise<void> {
  await page.getByLabel("Name, e-mail or phone").fill(shopper.email);
  await page.getByRole("button", { name: "Search" }).click();
  const list = page.getByRole("table", { name: "List of customers" });
  await expect(list.locator("tbody tr")).toHaveCount(1);
  await list.getByRole("link").first().click();
  await expect(page.getByRole("tab", { name: "Points" })).toBeVisible();
}

function figure(where: Locator, label: string): Locator {
  const name = where.page().locator("dt", { hasText: new RegExp(`^${label}$`) });
  return where.locator("dl > div").filter({ has: name }).locator("dd").first();
}

const absolute = (path: string | null): string => new URL(path ?? "", stage().address).href;
const numberOf = (text: string): number => Number(text.replace("−", "-").replace(/[,+]/g, ""));
const shownNumber = (value: number): string => value.toLocaleString("en-US");

async function adjusted(page: Page, points: number, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Adjust points" }).click();
  const dialog = page.getByRole("dialog", { name: "Adjust points" });
  await accessible(page, "adjusting points");
  await dialog.getByLabel("How many points").fill(String(points));
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
}

test("find a shopper and adjust points", async ({ page, open }) => {
  const before = await known("103");
  await open("/customers");

  await found(page, before);
  await adjusted(page, 125, "late parcel");

  const available = before.points.available + 125;
  await expect(page.getByText("The points were adjusted.")).toBeVisible();
  await expect(figure(page.getByRole("main"), "Points available")).toHaveText(
    shownNumber(available),
  );
  await page.getByRole("tab", { name: "Points" }).click();
  const newest = page.getByRole("table", { name: "Movements" }).locator("tbody tr").first();
  await expect(newest).toContainText("Adjusted by staff");
  await expect(newest).toContainText("late parcel");
  await expect(newest.locator("[data-label='Points']")).toHaveText("+125");
  expect((await known("103")).points.available).toBe(available);
});

test("note something for colleagues, change it and take it back", async ({ page, open }) => {
  const { id } = await known("103");
  await open(`/customers/${encodeURIComponent(id)}`);

  await page.getByLabel("A note for colleagues").fill("likes linen");
  await page.getByLabel("A note for colleagues").press("Tab");
  await page.keyboard.press("Enter");

  const notes = page
    .getByRole("list", { name: "Timeline" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: "Edit note" }) });
  await expect(notes).toHaveCount(1);
  await expect(notes).toContainText("likes linen");
  await expect(page.getByLabel("A note for colleagues")).toHaveValue("");
  await page.getByLabel("Kind").selectOption("Notes");
  await accessible(page, "notes");
  await pictured(page, "customer-notes");

  await notes.getByRole("button", { name: "Edit note" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit note" });
  await accessible(page, "editing a note");
  await dialog.getByLabel("Note").fill("likes silk");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(notes).toContainText("likes silk");
  await expect(notes).toContainText("changed by shown by run (API token)");

  await notes.getByRole("button", { name: "Delete note" }).click();
  const asking = page.getByRole("dialog", { name: "Delete note" });
  await asking.getByRole("button", { name: "Delete note" }).click();
  await expect(asking).toBeHidden();
  await expect(page.getByRole("button", { name: "Edit note" })).toHaveCount(0);
});

test("read only what happened with a shopper's orders, page by page", async ({ page, open }) => {
  const types = ["CHECKOUT_STARTED", "ORDER_PLACED", "ORDER_PAID", "ORDER_FULFILLED"];
  const { edges } = await ask<{ edges: { node: BestBuyer }[] }>(
    `query ($types: [String!]) {
      crmProfiles(first: 1, sortBy: { field: ORDERS_COUNT, direction: DESC }) {
        edges { node { id timeline(types: $types, first: 1) { totalCount } } }
      }
    }`,
    { types: [...types, "ORDER_REFUNDED", "ORDER_CANCELED"] },
  );
  const { id, timeline } = edges[0]?.node ?? { id: "", timeline: { totalCount: 0 } };
  expect(timeline.totalCount).toBeGreaterThan(20);
  await open(`/customers/${encodeURIComponent(id)}`);
  await page.getByLabel("Kind").selectOption("Orders and carts");
  await expect(page.getByText(`${timeline.totalCount} rows`)).toBeVisible();
  await accessible(page, "a kind of events");
  await pictured(page, "customer-orders-timeline");

  const items = page.getByRole("list", { name: "Timeline" }).getByRole("listitem");
  const seen: string[] = [];
  for (let left = timeline.totalCount; left > 0; left -= 20) {
    await expect(items).toHaveCount(Math.min(left, 20));
    seen.push(...(await items.allInnerTexts()));
    const next = page.getByRole("button", { name: "Next" });
    if (left <= 20) {
      await expect(next).toBeDisabled();
      break;
    }
    const last = seen.at(-1) ?? "";
    await next.click();
    await expect(items.filter({ hasText: last })).toHaveCount(0);
  }
  expect(new Set(seen).size).toBe(timeline.totalCount);
  expect(seen.filter((words) => !/^(Order|Cart) /.test(words))).toEqual([]);

  const nobodysFriend = await known("105");
  await open(`/customers/${encodeURIComponent(nobodysFriend.id)}`);
  await page.getByLabel("Kind").selectOption("Referrals");
  await expect(page.getByText("Nothing of this kind has happened.")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await pictured(page, "customer-timeline-none-phone");
});

test("tag everybody in a list, go away and see it done", async ({ page, open }) => {
  await open("/customers?registered=yes");
  const count = Number(/^(\d+)/.exec(await page.getByText(/^\d+ rows?$/).innerText())?.[1]);
  await page.getByRole("button", { name: "Tag" }).click();
  const dialog = page.getByRole("dialog", { name: "Tag" });
  await accessible(page, "tagging many");
  await dialog.getByLabel(/^Tags to put on/).fill("spring");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await open("/");

  await expect(async () => {
    await open("/customers?tag=spring");
    const job = page.getByRole("table", { name: "Work on many customers" }).locator("tbody tr");
    await expect(job.first()).toContainText(`${count} of ${count} done`, { timeout: 1000 });
  }).toPass({ timeout: SENT_SECONDS_MAX });

  await expect(page.getByText(`${count} rows`, { exact: true })).toBeVisible();
  await accessible(page, "work on many customers");
  await pictured(page, "customers-jobs");
});

test("understand why a balance is what it is", async ({ page, open }) => {
  const shoppers = await ask<{ edges: { node: Shopper }[] }>(
    `{ crmProfiles(first: 100) { edges { node ${SHOPPER} } } }`,
  );
  const richest = shoppers.edges
    .map((edge) => edge.node)
    .reduce((best, one) => (one.points.available > best.points.available ? one : best));
  await open(`/customers/${encodeURIComponent(richest.id)}`);
  await page.getByRole("tab", { name: "Points" }).click();

  const table = page.getByRole("table", { name: "Movements" });
  const rows = table.locator("tbody tr");
  const points: number[] = [];
  const balances: number[] = [];
  const next = page.getByRole("button", { name: "Next" });
  for (;;) {
    await expect(rows.first()).toBeVisible();
    points.push(...(await table.locator("[data-label='Points']").allInnerTexts()).map(numberOf));
    balances.push(...(await table.locator("[data-label='Balance']").allInnerTexts()).map(numberOf));
    for (const row of await rows.filter({ hasText: "Earned" }).all()) {
      await expect(row).toContainText(/Order \d+.*at 1 point per/s);
    }
    if (await next.isDisabled()) break;
    const last = await rows.last().innerText();
    await next.click();
    await expect(rows.last()).not.toHaveText(last);
  }

  const total = points.reduce((sum, one) => sum + one, 0);
  const held = ["Available", "Pending", "Held by carts"].map(async (label) =>
    numberOf(await figure(page.getByRole("tabpanel"), label).innerText()),
  );
  expect(points.length).toBeGreaterThan(1);
  expect(total).toBe(balances[0]);
  balances.forEach((balance, index) =>
    expect(balance - (points[index] ?? 0)).toBe(balances[index + 1] ?? 0),
  );
  const [available = 0, pending = 0, reserved = 0] = await Promise.all(held);
  expect(available + pending + reserved).toBe(total);
});

test("click from the heat map to the shoppers behind it", async ({ page, open }) => {
  await open("/");
  const field = page.getByRole("link", { name: /customers with recency 5 and frequency/ }).first();
  const count = Number(await field.innerText());

  await field.click();

  await expect(page).toHaveURL(/recency=5&frequency=\d/);
  await expect(page.getByText(`${count} rows`, { exact: true })).toBeVisible();
  const list = page.getByRole("table", { name: "List of customers" });
  await expect(list.locator("tbody tr")).toHaveCount(Math.min(count, 25));

  await open("/");
  const beginners = page.getByRole("link", { name: /new customers? of/ }).first();
  const newCount = Number(await beginners.innerText());

  await beginners.click();

  await expect(page).toHaveURL(/newIn=\d{4}-\d{2}/);
  await expect(page.getByRole("button", { name: /First order in/ })).toBeVisible();
  await expect(page.getByText(`${newCount} rows`, { exact: true })).toBeVisible();
});

test("enable the welcome mail, register a shopper and see the mail", async ({ page, open }) => {
  await open("/messages/automations");
  const automation = page.getByRole("switch", { name: "Welcome mail" });
  await automation.click();
  await expect(automation).toHaveAttribute("aria-checked", "false");
  shop("register", "9000", "otto.early@example.com", "Otto");
  await expect
    .poll(async () => (await shopperOf("9000"))?.email, { timeout: SENT_SECONDS_MAX })
    .toBe("otto.early@example.com");
  shop("answered");

  await automation.click();
  await expect(automation).toHaveAttribute("aria-checked", "true");
  shop("register", "9001", "ines.welcome@example.com", "Ines");

  await expect(async () => {
    await open("/messages?state=SENT");
    await expect(page.getByRole("row", { name: /Ines.*welcome.*Sent/i })).toBeVisible({
      timeout: 2000,
    });
  }).toPass({ timeout: SENT_SECONDS_MAX });
  await expect(page.getByRole("row", { name: /Otto/ })).toHaveCount(0);

  await page.goto(`${stage().address}/mail/`);
  const mail = page.getByRole("link", { name: /ines\.welcome@example\.com/ });
  await expect(mail).toHaveCount(1);
  await expect(page.getByRole("link", { name: /otto\.early@example\.com/ })).toHaveCount(0);
  // Not opened here: its frame forbids every script, also those by which a browser is steered.
  const words = await page.request.get(`${await mail.getAttribute("href").then(absolute)}html/`);
  expect(await words.text()).toContain("Ines");
});

test("freeze an account, close it, and open it again", async ({ page, open }) => {
  interface State {
    readonly pointsByProgram: readonly { status: string; available: number; pending: number }[];
  }
  const shopper = await known("113");
  const state = async (): Promise<State["pointsByProgram"][number] | undefined> => {
    const found = await ask<State>(
      `query ($id: ID) { crmProfile(id: $id) { pointsByProgram { status available pending } } }`,
      { id: shopper.id },
    );
    return found.pointsByProgram[0];
  };
  const before = await state();
  expect(before?.status).toBe("ACTIVE");
  await open(`/customers/${encodeURIComponent(shopper.id)}`);
  await page.getByRole("tab", { name: "Points" }).click();
  const step = async (name: string, reason: string): Promise<Locator> => {
    await page.getByRole("button", { name, exact: true }).click();
    const dialog = page.getByRole("dialog", { name });
    await dialog.getByLabel("Reason").fill(reason);
    return dialog;
  };
  const sure = async (dialog: Locator, name: string): Promise<void> => {
    await dialog.getByRole("button", { name, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  };

  await page.getByRole("button", { name: "Freeze the account" }).click();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await state()).toEqual(before);

  await sure(await step("Freeze the account", "a stranger's card"), "Freeze the account");
  await expect(page.getByText("frozen: earns, may not spend")).toBeVisible();
  expect(await state()).toEqual({ ...before, status: "FROZEN" });

  const closing = await step("Close the account", "asked by phone");
  await expect(closing).toContainText(
    `${shownNumber(before?.available ?? 0)} available points and ${shownNumber(before?.pending ?? 0)} pending`,
  );
  await accessible(page, "closing an account");
  await pictured(page, "customer-account-close");
  await sure(closing, "Close the account");
  await expect(page.getByText("left the program")).toBeVisible();
  expect(await state()).toEqual({ status: "CLOSED", available: 0, pending: 0 });

  await sure(await step("Open the account again", "changed his mind"), "Open the account again");
  await expect(page.getByText("takes part")).toBeVisible();
  expect(await state()).toEqual({ status: "ACTIVE", available: 0, pending: 0 });
  await page.getByRole("tab", { name: "Timeline" }).click();
  for (const reason of ["a stranger's card", "asked by phone", "changed his mind"]) {
    await expect(page.getByText(reason)).toBeVisible();
  }
});

test("give points for a review, and only while the reward is on", async ({ page, open }) => {
  const shopper = await known("111");
  const told = async (reference: string): Promise<unknown> => {
    const input = { profileId: shopper.id, event: "review", reference };
    return ask(
      `mutation ($input: CrmPointsEventRewardInput!) {
        crmPointsEventReward(input: $input) { entry { points } errors { code } }
      }`,
      { input },
    );
  };
  await open("/loyalty/rules");
  await page.getByRole("button", { name: "New reward for an action" }).click();
  const dialog = page.getByRole("dialog", { name: "New reward for an action" });
  await dialog.getByLabel("Action").selectOption("EVENT");
  await dialog.getByLabel("Event, as your app names it, such as review").fill("review");
  await dialog.getByLabel("Name", { exact: true }).fill("A review");
  await dialog.getByLabel("How many points").fill("20");
  await accessible(page, "a new reward for an action");
  await pictured(page, "loyalty-action");
  await dialog.getByRole("button", { name: "Save" }).click();
  const reward = page.getByRole("switch", { name: "A review" });
  await expect(reward).toHaveAttribute("aria-checked", "false");
  expect(await told("first")).toMatchObject({ entry: null });

  await reward.click();
  await expect(reward).toHaveAttribute("aria-checked", "true");
  expect(await told("second")).toMatchObject({ entry: { points: 20 }, errors: [] });

  await page.reload();
  await expect(page.getByRole("row", { name: /A review.*20.*20/ })).toBeVisible();
  expect((await known("111")).points.available).toBe(shopper.points.available + 20);
});

test("double the points on one category, then triple them", async ({ page, open }) => {
  const cart = [
    { totalGross: "100", category: "Loose tea" },
    { totalGross: "100", category: "Pots" },
  ];
  const quoted = async (): Promise<number> => {
    const quote = await ask<{ points: number }>(
      `query ($cart: [CrmEarnQuoteLineInput!]!) {
        crmEarnQuote(lines: $cart, currency: "EUR", channel: "story") { points }
      }`,
      { cart },
    );
    return quote.points;
  };
  expect(await quoted()).toBe(200);
  await open("/loyalty/rules");
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog", { name: "New rule" });
  await dialog.getByLabel("Name", { exact: true }).fill("Tea days");
  await dialog.getByLabel("Factor, such as 1.5").fill("2");
  await pictured(page, "loyalty-rule");
  await dialog.getByText("Which products").click();
  await dialog.getByLabel("Only these categories").fill("Loose tea");
  await dialog.getByText("Which orders", { exact: true }).click();
  await dialog.getByText("For whom", { exact: true }).click();
  await dialog.getByText("Limits and budget").click();
  await dialog.getByText("Together with other rules").click();
  await accessible(page, "a new rule");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole("row", { name: /Tea days/ });
  await expect(row).toContainText("Only these categories: Loose tea");
  expect(await quoted()).toBe(200);
  const rule = page.getByRole("switch", { name: "Tea days" });
  await rule.click();
  await expect(rule).toHaveAttribute("aria-checked", "true");
  expect(await quoted()).toBe(300);

  await row.getByRole("button", { name: "Edit" }).click();
  const edited = page.getByRole("dialog", { name: "Change a rule" });
  await edited.getByLabel("Factor, such as 1.5").fill("3");
  await edited.getByRole("button", { name: "Save" }).click();
  await expect(edited).toHaveCount(0);
  await expect(row).toContainText("× 3");
  expect(await quoted()).toBe(400);

  await rule.click();
  await expect(rule).toHaveAttribute("aria-checked", "false");
  expect(await quoted()).toBe(200);
});

test("offer gold members a voucher, then change it", async ({ page, open }) => {
  interface Coupon {
    readonly coupon: { readonly values: readonly { readonly amount: { amount: number } }[] };
    readonly errors: readonly { readonly code: string }[];
  }
  const taken = async (shopper: Shopper, key: string): Promise<number | string | undefined> => {
    const words = ["-m", "saleor_crm_plugin", "token", "shopper", "--profile-email", shopper.email];
    const { coupon, errors } = await ask<Coupon>(
      `mutation ($input: CrmMyRewardRedeemInput!) {
        crmMyRewardRedeem(input: $input) {
          coupon { values { amount { amount } } } errors { code }
        }
      }`,
      { input: { reward: "gold-voucher", key } },
      python(stage().environment, ...words).trim(),
    );
    return errors[0]?.code ?? coupon.values[0]?.amount.amount;
  };
  const memberOf = async (tier: string): Promise<Shopper> => {
    const members = await ask<{ edges: { node: { profile: Shopper } }[] }>(
      `query ($tier: String!) {
        crmTierMembers(tier: $tier, first: 1) { edges { node { profile ${SHOPPER} } } }
      }`,
      { tier },
    );
    const member = members.edges[0]?.node.profile;
    if (!member) throw new Error(`nobody is in the tier ${tier}`);
    return member;
  };
  const [gold, silver] = [await memberOf("gold"), await memberOf("silver")];
  for (const { id } of [gold, silver]) {
    await ask(
      "mutation ($input: CrmPointsMovementInput!) { crmPointsAdjust(input: $input) { errors { code } } }",
      { input: { profileId: id, points: 100, key: "gold voucher", reason: "for the voucher" } },
    );
  }
  await open("/loyalty/rewards");
  await page.getByRole("button", { name: "New reward" }).click();
  const dialog = page.getByRole("dialog", { name: "New reward" });
  await dialog.getByLabel("Name", { exact: true }).fill("Gold voucher");
  await dialog.getByLabel("Costs so many points").fill("50");
  await dialog.getByLabel("Amount").fill("5,50");
  await dialog.getByLabel(/^Least order/).fill("20");
  await dialog.getByRole("button", { name: "Add a currency or a channel" }).click();
  const second = dialog.getByRole("group", { name: "Value 2" });
  await second.getByLabel("Currency").fill("pln");
  await second.getByLabel("Amount").fill("21.90");
  await pictured(page, "loyalty-reward");
  await dialog.getByText("How long a code is good").click();
  await dialog.getByLabel(/^Days a code is good/).fill("30");
  await dialog.getByLabel(/^Days before the end/).fill("30");
  await dialog.getByText("For whom", { exact: true }).click();
  await dialog.getByLabel("Gold").check();
  await dialog.getByText("How many there are").click();
  await dialog.getByLabel(/^Stock/).fill("20");
  await accessible(page, "a new reward");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel(/^Days before the end/)).toHaveAccessibleDescription(
    /fewer days before the end than a code is good, got 30 of 30/,
  );
  await dialog.getByLabel(/^Days before the end/).fill("7");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);

  const row = page.getByRole("row", { name: /Gold voucher/ });
  await expect(row.locator("[data-label='Worth']")).toHaveText(
    /€5\.50.*From €20\.00 on.*PLN.21\.90/s,
  );
  await expect(row.locator("[data-label='For whom']")).toHaveText("Gold");
  await expect(row.locator("[data-label='Code is good']")).toHaveText("30 days");
  await expect(row.locator("[data-label='Left']")).toHaveText("20");
  expect(await taken(gold, "before it is on")).toBe("REWARD_UNAVAILABLE");
  const reward = page.getByRole("switch", { name: "Gold voucher" });
  await reward.click();
  await expect(reward).toHaveAttribute("aria-checked", "true");
  expect(await taken(silver, "of another tier")).toBe("REWARD_UNAVAILABLE");
  expect(await taken(gold, "first")).toBe(5.5);

  await page.reload();
  await expect(row.locator("[data-label='Left']")).toHaveText("19");
  await row.getByRole("button", { name: "Edit" }).click();
  const edited = page.getByRole("dialog", { name: "Change a reward" });
  await expect(edited).toContainText("Codes that were issued stay as they are.");
  await edited.getByText("How many there are").click();
  await expect(edited).toContainText("1 issued so far, 19 left");
  await edited.getByRole("group", { name: "Value 1" }).getByLabel("Amount").fill("7,25");
  await pictured(page, "loyalty-reward-edit");
  await page.locator("html").evaluate((html) => (html.dataset["theme"] = "dark"));
  await pictured(page, "loyalty-reward-edit-dark");
  await page.setViewportSize({ width: 390, height: 844 });
  await pictured(page, "loyalty-reward-edit-phone-dark");
  await page.locator("html").evaluate((html) => (html.dataset["theme"] = "light"));
  await pictured(page, "loyalty-reward-edit-phone");
  await edited.getByRole("button", { name: "Save" }).click();
  await expect(edited).toHaveCount(0);
  await expect(row.locator("[data-label='Worth']")).toHaveText(
    /€7\.25.*From €20\.00 on.*PLN.21\.90/s,
  );
  await pictured(page, "loyalty-rewards-phone");
  expect(await taken(gold, "first")).toBe(5.5);
  expect(await taken(gold, "second")).toBe(7.25);
});

test("choose what a rule is about by name, with the keyboard alone", async ({ page, open }) => {
  await page.setViewportSize({ width: 1280, height: 1000 });
  await open("/loyalty/rules");
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog", { name: "New rule" });
  await dialog.getByLabel("Name", { exact: true }).fill("Sencha and boxes");
  await dialog.getByLabel("Factor, such as 1.5").fill("2");
  await dialog.getByText("Which products").click();
  const field = (name: string): Locator => dialog.getByRole("combobox", { name, exact: true });
  const options = dialog.getByRole("listbox", { name: "Suggestions" }).getByRole("option");

  await field("Only these products").pressSequentially("sencha");
  await expect(options).toHaveCount(1);
  await expect(options).toContainText(/^Sencha Fields/);
  await page.keyboard.press("ArrowDown");
  await expect(options).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: /^Remove Sencha Fields/ })).toBeVisible();
  await field("Only these products").fill("no-such-id");
  await expect(dialog.getByText(/Nothing is called “no-such-id”/)).toBeVisible();
  await page.keyboard.press("Enter");

  await field("Not these collections").press("ArrowDown");
  await expect(options).toHaveText(["Bestsellers", "Gift ideas", "New this season"]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  // Escape closes the list and leaves the dialog.
  await field("Only these categories").fill("tea");
  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await accessible(page, "choosing by name");
  await pictured(page, "loyalty-rule-choosing");
  await page.setViewportSize({ width: 390, height: 844 });
  await pictured(page, "loyalty-rule-choosing-phone");
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await accessible(page, "choosing by name in the dark");
  await pictured(page, "loyalty-rule-choosing-phone-dark");
  await page.setViewportSize({ width: 1280, height: 1000 });
  await pictured(page, "loyalty-rule-choosing-dark");
  await page.keyboard.press("Escape");
  await expect(options).toHaveCount(0);
  await field("Only these categories").fill("Tea / Green");
  await dialog.getByText("Limits and budget").click();
  await dialog.getByLabel(/^Most points for one shopper/).fill("300");
  await pictured(page, "loyalty-rule-limits");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);

  const row = page.getByRole("row", { name: /Sencha and boxes/ });
  await expect(row).toContainText(/Only these products: Sencha Fields, .+ and no-such-id/);
  await expect(row).toContainText("Only these categories: Tea / Green");
  await expect(row).toContainText("Not these collections: New this season");
  await expect(row).toContainText("At most 300 points per shopper");
});

test("name a topic in two languages and delete it", async ({ page, open }) => {
  await open("/settings");
  await page.getByRole("button", { name: "New topic" }).click();
  const dialog = page.getByRole("dialog", { name: "New topic" });
  await dialog.getByLabel("Short name, such as new-arrivals").fill("rainy-days");
  await dialog.getByRole("button", { name: "Add a language" }).click();
  const [english, chinese] = [dialog.getByRole("group").first(), dialog.getByRole("group").last()];
  await english.getByLabel("Language code").fill("en");
  await english.getByLabel("Name", { exact: true }).fill("Rainy days");
  await chinese.getByLabel("Language code").fill("zh-hant");
  await chinese.getByLabel("Name", { exact: true }).fill("下雨天");
  await accessible(page, "a new topic");
  await pictured(page, "settings-topic");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row", { name: /Rainy days.*offered/ })).toBeVisible();

  const topics = await ask<{ slug: string; texts: { name: string }[] }[]>(
    "{ crmTopics { slug texts { name } } }",
  );
  const made = topics.find((topic) => topic.slug === "rainy-days");
  expect(made?.texts.map((text) => text.name)).toEqual(["Rainy days", "下雨天"]);

  await page
    .getByRole("row", { name: /Rainy days/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Rainy days")).toHaveCount(0);
});

test("import a file with errors and mend it", async ({ page, open }) => {
  const file = (since: string) => ({
    name: "members.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(
      "Member no;E-mail;First name;Member since;Newsletter;Shoe size\n" +
        `1;one@example.com;Una;05.01.2026;yes;38\n2;two@example.com;Dora;${since};no;41\n`,
    ),
  });
  await open("/imports");
  await page.getByLabel("File", { exact: true }).setInputFiles(file("yesterday"));

  const columns = page.getByRole("table", { name: "Columns" });
  const taken = (column: string) => columns.getByLabel(`What is in “${column}”?`);
  await expect(taken("Member no")).toHaveValue("customer");
  await expect(taken("E-mail")).toHaveValue("email");
  await expect(taken("Member since")).toHaveValue("registered_at");
  await expect(taken("Shoe size")).toHaveValue("");
  const rows = page.getByRole("table", { name: "The first rows as they will be read" });
  await expect(rows.locator("tbody tr").first()).toContainText("Taken");
  await expect(rows.locator("tbody tr").first()).toContainText("Jan 5, 2026");
  await expect(rows.locator("tbody tr").last()).toContainText("Left out");
  await expect(rows.locator("tbody tr").last()).toContainText(
    "Member since does not have one of the date formats",
  );
  await taken("Newsletter").selectOption("– not imported –");
  await expect(rows.getByRole("columnheader", { name: "Agrees to e-mail" })).toHaveCount(0);
  await page.getByText("More about the format").click();
  await page.getByLabel("Name of the source").fill("till");
  await accessible(page, "a file before it is imported");
  await pictured(page, "imports-columns");

  await page.getByRole("button", { name: "Check the whole file" }).click();
  const refused = page.getByRole("table", { name: "Rows that were left out" });
  await expect(refused.locator("tbody tr")).toHaveCount(1, { timeout: SENT_SECONDS_MAX });
  await expect(refused.locator("[data-label='Line']")).toHaveText("3");
  await expect(refused.locator("[data-label='Column']")).toHaveText("Member since");
  await expect(figure(page.getByRole("main"), "Rows left out")).toHaveText("1");
  expect(await ask(`{ crmProfile(reference: "till:customer:1") { id } }`)).toBeNull();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("members.csv – Rows that were left out.csv");
  await pictured(page, "imports-checked");

  await page.getByLabel("File", { exact: true }).setInputFiles(file("06.02.2026"));
  await expect(rows.locator("tbody tr").last()).toContainText("Taken");
  await expect(taken("Newsletter")).toHaveValue("");
  await page.getByRole("button", { name: "Check the whole file" }).click();
  await expect(page.getByText("No row would be left out.")).toBeVisible({
    timeout: SENT_SECONDS_MAX,
  });
  expect(await ask(`{ crmProfile(reference: "till:customer:2") { id } }`)).toBeNull();
  await page.getByRole("button", { name: "Import this file" }).click();

  await expect(page.getByText("No row was left out.")).toBeVisible({ timeout: SENT_SECONDS_MAX });
  await expect(figure(page.getByRole("main"), "New or changed")).toHaveText("2");
  await pictured(page, "imports-done");
  const dora = await ask<{ firstName: string; email: string }>(
    `{ crmProfile(reference: "till:customer:2") { firstName email } }`,
  );
  expect(dora).toEqual({ firstName: "Dora", email: "two@example.com" });

  await page.reload();
  await page.getByLabel("File", { exact: true }).setInputFiles(file("07.02.2026"));
  await expect(taken("Newsletter")).toHaveValue("consent");
  await page.getByRole("button", { name: "As the last time" }).click();
  await expect(taken("Newsletter")).toHaveValue("");
});

test("create a tier", async ({ page, open }) => {
  await open("/loyalty/tiers");
  await page.getByRole("button", { name: "New tier" }).click();
  const dialog = page.getByRole("dialog");
  await accessible(page, "a new tier");
  await dialog.getByLabel("Name").fill("Platinum");
  await dialog.getByLabel("From how many points on").fill("900");
  await dialog.getByLabel(/percent/i).fill("150");
  await dialog.getByRole("button", { name: "Save" }).click();

  await expect(dialog).toBeHidden();
  const row = page.getByRole("table", { name: "Tiers" }).getByRole("row", { name: /Platinum/ });
  await expect(row).toContainText("900");
  await expect(row).toContainText("1.5");
  const tiers = await ask<{ tiers: { name: string; threshold: number; earnPercent: number }[] }[]>(
    "{ crmTiers { tiers { name threshold earnPercent } } }",
  );
  expect(tiers[0]?.tiers).toEqual([
    { name: "Silver", threshold: 100, earnPercent: 110 },
    { name: "Gold", threshold: 300, earnPercent: 125 },
    { name: "Platinum", threshold: 900, earnPercent: 150 },
  ]);
});

test("a second person approves a large adjustment", async ({ page, open, browser }) => {
  const before = await known("112");
  const points = POINTS_ALONE_MAX * 5;
  await open("/customers");
  await found(page, before);
  await adjusted(page, points, "lost in the mail");
  expect((await known("112")).points.available).toBe(before.points.available);
  await page.goto(`${stage().address}/dashboard/loyalty/approvals`);
  const asked = page.getByRole("row", { name: /lost in the mail/ });
  await expect(asked).toContainText("somebody else has to decide");
  await expect(asked.getByRole("button", { name: "Approve" })).toHaveCount(0);

  const second = await browser.newPage();
  const problems = problemsOf(second);
  await signedIn(second, stage().secondToken);
  await second.goto(`${stage().address}/dashboard/loyalty/approvals`);
  const waiting = second.getByRole("row", { name: /lost in the mail/ });
  await expect(waiting).toContainText("shown by run (API token)");
  await waiting.getByRole("button", { name: "Approve" }).click();
  await second.getByRole("dialog").getByRole("button", { name: "Approve" }).click();

  await expect(waiting).toHaveCount(0);
  expect((await known("112")).points.available).toBe(before.points.available + points);
  expect(problems).toEqual([]);
  await second.close();
});

test("replay what failed", async ({ page, open }) => {
  shop("dead", "9002", "late@example.com", "Lata");
  expect(await shopperOf("9002")).toBeNull();
  await open("/system");
  await expect(figure(page.getByRole("main"), "Dead")).toHaveText("1");
  const row = page.getByRole("row", { name: /shop:customer:9002/ });
  await expect(row).toContainText("the disk was full");

  await row.getByRole("button", { name: "Replay" }).click();

  await expect(row).toHaveCount(0);
  await expect(figure(page.getByRole("main"), "Dead")).toHaveText("0");
  await expect
    .poll(async () => (await shopperOf("9002"))?.email, { timeout: SENT_SECONDS_MAX })
    .toBe("late@example.com");
});

test("change a consent", async ({ page, open }) => {
  shop("register", "9003", "quiet@example.com", "Quinn");
  await expect.poll(() => shopperOf("9003"), { timeout: SENT_SECONDS_MAX }).not.toBeNull();
  const shopper = await known("9003");
  await open(`/customers/${encodeURIComponent(shopper.id)}`);
  await page.getByRole("tab", { name: "About" }).click();
  const card = page.getByRole("region", { name: "Consent" });
  await expect(card).toContainText("email: nothing said");

  await card.getByRole("button", { name: "Change" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Grant" }).click();

  await expect(card).toContainText("email: granted");
  const consents = `query ($id: ID) { crmProfile(id: $id) { consents { channel topic status } } }`;
  const granted = [{ channel: "email", topic: null, status: "GRANTED" }];
  expect(await ask(consents, { id: shopper.id })).toEqual({ consents: granted });
});

test("switch language and theme", async ({ page, open }) => {
  await open("/");
  await page.getByLabel("Language").selectOption("Русский");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Обзор");
  await expect(page.locator("html")).toHaveAttribute("lang", "ru");
  await page.getByRole("link", { name: "Покупатели", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Покупатели");

  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Тёмная тема" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await background()).not.toBe(light);

  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Покупатели");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
