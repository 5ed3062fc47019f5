/** The page and its widgets in a Dashboard's frame: what AppBridge tells them, and what they tell it. */
import type { Frame, Page } from "@playwright/test";

import { dashboardToken, SILENT } from "./dashboard.ts";
import { APP_ID } from "./host.ts";
import { accessible, ask, expect, pictured, stage, test } from "./story.ts";

const WIDTH = 360;

interface Given {
  readonly path: string;
  /** A page of the Dashboard. */
  readonly from?: string;
  readonly context?: Record<string, string>;
  readonly permissions?: readonly string[];
  readonly theme?: string;
  readonly locale?: string;
  readonly version?: string;
  readonly height?: string;
}

interface Action {
  readonly type: string;
  readonly payload: Record<string, unknown>;
}

declare const state: { received: Action[]; token: string };
declare function frameOpened(address: string, given: object): void;
declare function said(type: string, payload: object): void;

const everything = ["MANAGE_USERS", "MANAGE_ORDERS", "MANAGE_DISCOUNTS", "MANAGE_SETTINGS"];

function tokenOf(permissions: readonly string[] = everything): string {
  const { signingKey, saleorApiUrl } = stage();
  return dashboardToken({ signingKey, saleorApiUrl, appId: APP_ID, permissions });
}

/** Opens a page of the App in a frame, as the Dashboard does it. */
async function framed(page: Page, given: Given): Promise<Frame> {
  const { dashboard, address, saleorApiUrl } = stage();
  const theme = given.theme ?? "light";
  const context = new URLSearchParams({
    domain: new URL(dashboard).host,
    saleorApiUrl,
    id: APP_ID,
    ...given.context,
    theme,
  });
  await page.goto(`${dashboard}${given.from ?? "/"}`);
  await page.evaluate(([src, options]) => frameOpened(src, options), [
    `${address}/dashboard${given.path}?${context.toString()}`,
    { token: tokenOf(given.permissions), theme, locale: "en", ...given },
  ] as const);
  const element = await page.locator("iframe").elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error("the Dashboard shows no frame");
  return frame;
}

function received(page: Page, type: string): Promise<Action["payload"][]> {
  return page.evaluate(
    (wanted) => state.received.filter((one) => one.type === wanted).map((one) => one.payload),
    type,
  );
}

const told = (page: Page, type: string, payload: object): Promise<void> =>
  page.evaluate(([name, value]) => said(name, value), [type, payload] as const);

const userId = (number: number): string => Buffer.from(`User:${number}`).toString("base64");
const orderId = (number: string): string => Buffer.from(`Order:${number}`).toString("base64");
const frameHeight = (page: Page): Promise<number> =>
  page.locator("iframe").evaluate((frame) => frame.getBoundingClientRect().height);
const contentHeight = (frame: Frame): Promise<number> =>
  frame.locator("main").evaluate((main) => Math.ceil(main.getBoundingClientRect().height));

test.describe("the App page", () => {
  test("takes theme and language, and follows when they change", async ({ page }) => {
    const frame = await framed(page, { path: "/customers", theme: "dark", height: "800px" });
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Customers");
    await expect(frame.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(frame.getByLabel("Language")).toHaveCount(0);

    await told(page, "theme", { theme: "light" });
    await told(page, "localeChanged", { locale: "zh-Hant" });

    await expect(frame.locator("html")).toHaveAttribute("data-theme", "light");
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText("顧客");
  });

  test("asks with the newest token", async ({ page }) => {
    const frame = await framed(page, { path: "/", height: "800px" });
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Overview");
    const token = tokenOf();
    await told(page, "tokenRefresh", { token });

    const asked = page.waitForRequest((request) => request.url().endsWith("/graphql/"));
    await frame.getByRole("link", { name: "Messages" }).click();

    expect((await asked).headers()["authorization"]).toBe(`Bearer ${token}`);
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Messages");
  });

  test("goes back and forward one page at a time", async ({ page }) => {
    const frame = await framed(page, { path: "/customers", height: "800px" });
    const heading = frame.getByRole("heading", { level: 1 });
    const step = (way: "back" | "forward"): Promise<void> =>
      page.evaluate((to) => window.history[to](), way);
    await frame.getByRole("link", { name: "Best customers" }).click();
    await frame.getByRole("link", { name: "Messages", exact: true }).click();
    await expect(heading).toHaveText("Messages");

    await step("back");
    await expect(heading).toHaveText("Customers");
    expect(frame.url()).toContain("groups=CHAMPIONS");
    await step("back");
    await expect.poll(() => frame.url()).not.toContain("groups=CHAMPIONS");
    await step("forward");
    await step("forward");
    await expect(heading).toHaveText("Messages");

    // Each entry that the Dashboard makes itself would be one step more.
    expect(await received(page, "updateRouting")).toEqual([]);
  });

  test("opens what is shown in a tab of its own, without what the Dashboard added", async ({
    page,
  }) => {
    const frame = await framed(page, { path: "/customers", height: "800px" });
    await frame.getByRole("link", { name: "Best customers" }).click();
    await frame.getByRole("button", { name: "Open in a new tab" }).click();

    await expect
      .poll(async () =>
        (await received(page, "redirect")).map(({ to, newContext }) => [to, newContext]),
      )
      .toEqual([["/extensions/app/QXBwOjE%3D/customers?groups=CHAMPIONS%2CLOYAL", true]]);
  });

  test("asks nobody to sign in when its frame is loaded again", async ({ browser }) => {
    // A page without our watch on its console: a frame that loads itself again has no referrer, and the library says so there.
    const page = await browser.newPage();
    await page.clock.install();
    const frame = await framed(page, { path: "/", height: "800px" });
    await frame.getByRole("link", { name: "Messages", exact: true }).click();
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Messages");
    expect(frame.url()).not.toContain("saleorApiUrl");

    await frame.evaluate(() => window.location.reload());
    await expect.poll(() => frame.url()).toContain("saleorApiUrl");
    await page.clock.runFor(11_000);

    await expect(frame.getByText("The Dashboard sends no token to this page.")).toBeVisible();
    await expect(frame.getByLabel("Token")).toHaveCount(0);
    await page.close();
  });

  test("notifies through the Dashboard", async ({ page }) => {
    const shopper = await ask<{ id: string; points: { available: number } }>(
      `{ crmProfile(userId: "98") { id points { available } } }`,
    );
    const path = `/customers/${encodeURIComponent(shopper.id)}`;
    const frame = await framed(page, { path, height: "800px", context: { do: "adjust" } });
    const dialog = frame.getByRole("dialog", { name: "Adjust points" });
    await dialog.getByLabel("How many points").fill("7");
    await dialog.getByLabel("Reason").fill("a friend of the house");
    await dialog.getByRole("button", { name: "Save" }).click();

    await expect
      .poll(async () =>
        (await received(page, "notification")).map((one) => [one["status"], one["text"]]),
      )
      .toEqual([
        [
          "success",
          `${(shopper.points.available + 7).toLocaleString("en-US")} points available now`,
        ],
      ]);
  });

  test("says what is missing when the token may not", async ({ page }) => {
    const frame = await framed(page, { path: "/system", permissions: ["MANAGE_USERS"] });

    await expect(frame.getByText("You may not see this.").first()).toBeVisible();
  });

  test("says what is wrong when the Dashboard's host forbids the referrer", async ({ browser }) => {
    // A page without our watch on its console: the library itself reports the missing answer there.
    const page = await browser.newPage();
    await page.clock.install();
    const frame = await framed(page, { path: "/customers", from: SILENT, height: "800px" });
    await expect(frame.getByRole("status")).toBeVisible();
    await page.clock.runFor(11_000);

    await expect(frame.getByText("The Dashboard sends no token to this page.")).toBeVisible();
    await expect(frame.getByText(/Referrer-Policy: origin-when-cross-origin/)).toBeVisible();
    await page.close();
  });
});

/** Collects the operations that the CRM refused for want of a permission. */
function refusalsOf(page: Page): string[] {
  const refusals: string[] = [];
  page.on("response", async (response) => {
    if (!response.url().endsWith("/graphql/")) return;
    const text = await response.text().catch(() => "");
    if (!text.includes('"PermissionDenied"')) return;
    const { query } = response.request().postDataJSON() as { query: string };
    refusals.push(/(?:query|mutation) (\w+)/.exec(query)?.[1] ?? query);
  });
  return refusals;
}

async function settled(frame: Frame): Promise<void> {
  await expect(frame.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(frame.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
}

/** Opens every page that is offered and every tab on it; returns the names of the tabs by page. */
async function walked(frame: Frame): Promise<Record<string, string[]>> {
  const seen: Record<string, string[]> = {};
  await settled(frame);
  for (const link of await frame.getByRole("navigation").getByRole("link").allInnerTexts()) {
    await frame.getByRole("navigation").getByRole("link", { name: link, exact: true }).click();
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText(link);
    await settled(frame);
    seen[link] = await frame.getByRole("tab").allInnerTexts();
    for (const tab of seen[link]) {
      await frame.getByRole("tab", { name: tab, exact: true }).click();
      await settled(frame);
    }
  }
  return seen;
}

test.describe("staff who may not do everything", () => {
  test("see customers and points, and nothing that would be refused", async ({ page }) => {
    const refusals = refusalsOf(page);
    const frame = await framed(page, {
      path: "/",
      permissions: ["MANAGE_USERS"],
      height: "800px",
    });

    expect(await walked(frame)).toEqual({
      Overview: [],
      Customers: [],
      Loyalty: ["Program", "Tiers", "Earning rules", "Rewards", "Coupons", "Referrals", "Ledger"],
      Messages: ["Messages", "Automatic mails"],
      Settings: ["Mail topics"],
    });
    await expect(frame.getByRole("button", { name: "New topic" })).toHaveCount(0);
    expect(refusals).toEqual([]);
  });

  test("see a customer without what he bought, and give no points", async ({ page }) => {
    const refusals = refusalsOf(page);
    const { id } = await ask<{ id: string }>(`{ crmProfile(userId: "103") { id } }`);
    const frame = await framed(page, {
      path: `/customers/${encodeURIComponent(id)}`,
      permissions: ["MANAGE_USERS"],
      context: { do: "adjust" },
      height: "800px",
    });

    await expect(frame.getByText("RFM group", { exact: true })).toBeVisible();
    await expect(frame.getByText("Spent")).toHaveCount(0);
    expect(await frame.getByRole("tab").allInnerTexts()).toEqual([
      "Timeline",
      "Points",
      "Messages",
      "About",
    ]);
    await frame.getByRole("tab", { name: "About" }).click();
    await expect(frame.getByRole("button", { name: "Edit" })).toBeVisible();
    await expect(frame.getByRole("button", { name: "Adjust points" })).toHaveCount(0);
    await expect(frame.getByRole("dialog")).toHaveCount(0);
    expect(refusals).toEqual([]);
  });

  test("run the CRM without seeing customers", async ({ page }) => {
    const refusals = refusalsOf(page);
    const frame = await framed(page, {
      path: "/system",
      permissions: ["MANAGE_SETTINGS"],
      height: "800px",
    });

    expect(await walked(frame)).toEqual({
      Messages: ["Automatic mails"],
      Imports: [],
      Settings: ["Mail topics", "Extensions"],
      System: [],
    });
    await expect(frame.getByRole("button", { name: "Recompute RFM" })).toBeVisible();
    expect(refusals).toEqual([]);
  });

  test("run the loyalty program without seeing customers", async ({ page }) => {
    const refusals = refusalsOf(page);
    const frame = await framed(page, {
      path: "/loyalty",
      permissions: ["MANAGE_DISCOUNTS"],
      height: "800px",
    });

    expect(await walked(frame)).toEqual({
      Overview: [],
      Loyalty: [
        "Program",
        "Tiers",
        "Earning rules",
        "Rewards",
        "Coupons",
        "Batches",
        "Liability",
        "Approvals",
      ],
    });
    expect(refusals).toEqual([]);
  });

  test("are told so when they may see nothing", async ({ page }) => {
    const frame = await framed(page, { path: "/imports", permissions: [], height: "800px" });

    await expect(frame.getByText("You may not see this.").first()).toBeVisible();
    await expect(frame.getByRole("navigation").getByRole("link")).toHaveCount(0);
    await expect(frame.getByRole("main").getByRole("button")).toHaveCount(0);
  });
});

test.describe("a widget", () => {
  test.use({ viewport: { width: WIDTH, height: 900 } });

  for (const theme of ["light", "dark"]) {
    test(`beside a customer tells its height and leads to the profile, ${theme}`, async ({
      page,
    }) => {
      const shopper = await ask<{ id: string; points: { available: number } }>(
        `{ crmProfile(userId: "103") { id points { available } } }`,
      );
      const frame = await framed(page, {
        path: "/customer.html",
        context: { customerId: userId(103) },
        // what the manifest gives a widget
        permissions: ["MANAGE_USERS", "MANAGE_ORDERS"],
        theme,
      });
      await expect(
        frame.getByText(`${shopper.points.available.toLocaleString("en-US")} points`),
      ).toBeVisible();

      const height = await contentHeight(frame);
      expect(height).toBeGreaterThan(150);
      await expect.poll(() => frameHeight(page)).toBe(height);
      expect((await received(page, "widgetResize")).at(-1)?.["height"]).toBe(height);
      await accessible(frame, "the widget beside a customer");
      await pictured(page, `widget-customer-${theme}`);

      await frame.getByRole("link", { name: "Adjust points" }).click();
      const page_ = `/extensions/app/QXBwOjE%3D/customers/${encodeURIComponent(shopper.id)}`;
      await expect
        .poll(async () =>
          (await received(page, "redirect")).map(({ to, newContext }) => [to, newContext]),
        )
        .toEqual([[`${page_}?do=adjust`, false]]);
    });

    test(`beside an order says what it brought and why, ${theme}`, async ({ page }) => {
      const order = await ask<{
        ordinal: number;
        award: { points: number; clawedBack: number };
      }>(`{ crmOrder(orderId: "10001") { ordinal award { points clawedBack } } }`);
      const frame = await framed(page, {
        path: "/order.html",
        context: { orderId: orderId("10001") },
        permissions: ["MANAGE_USERS", "MANAGE_ORDERS"],
        theme,
      });

      expect(order.ordinal).toBe(1);
      await expect(frame.getByText("First order")).toBeVisible();
      const kept = order.award.points - order.award.clawedBack;
      await expect(frame.getByText(`${kept} points`, { exact: true })).toBeVisible();
      await expect(frame.getByText(/at 1 point per/)).toBeVisible();
      await expect.poll(() => frameHeight(page)).toBe(await contentHeight(frame));
      await accessible(frame, "the widget beside an order");
      await pictured(page, `widget-order-${theme}`);
    });

    test(`on the home page leads to the people of a group, ${theme}`, async ({ page }) => {
      const frame = await framed(page, {
        path: "/home.html",
        permissions: ["MANAGE_USERS"],
        theme,
      });
      const group = frame.getByRole("link", { name: "Champions" });
      await expect(group).toBeVisible();
      await expect.poll(() => frameHeight(page)).toBe(await contentHeight(frame));
      await accessible(frame, "the widget on the home page");
      await pictured(page, `widget-home-${theme}`);

      await group.click();
      await expect
        .poll(async () => (await received(page, "redirect")).map((one) => one["to"]))
        .toEqual([
          expect.stringMatching(
            /^\/extensions\/app\/QXBwOjE%3D\/customers\?groups=CHAMPIONS&scope=/,
          ),
        ]);
    });
  }

  test("follows the theme, the language and the token", async ({ page }) => {
    const frame = await framed(page, {
      path: "/customer.html",
      context: { customerId: userId(103) },
      permissions: ["MANAGE_USERS", "MANAGE_ORDERS"],
    });
    await expect(frame.getByText("RFM group")).toBeVisible();
    const token = tokenOf(["MANAGE_USERS", "MANAGE_ORDERS"]);
    await told(page, "tokenRefresh", { token });
    const [theme, locale] = ["dark", "ru"];
    await told(page, "theme", { theme });
    await told(page, "localeChanged", { locale });

    await expect(frame.locator("html")).toHaveAttribute("data-theme", theme);
    await expect(frame.locator("html")).toHaveAttribute("lang", locale);
    await expect(frame.getByText("Открыть профиль")).toBeVisible();

    // It asks again when it is looked at again, after the fifteen seconds that an answer is fresh.
    await page.clock.install();
    await page.clock.fastForward("00:20");
    const asked = page.waitForRequest((request) => request.url().endsWith("/graphql/"));
    await frame.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    expect((await asked).headers()["authorization"]).toBe(`Bearer ${token}`);
  });

  test("tells no height to a Dashboard that does not know it", async ({ page }) => {
    const frame = await framed(page, {
      path: "/customer.html",
      context: { customerId: userId(103) },
      version: "3.22.44",
    });
    await expect(frame.getByText("RFM group")).toBeVisible();

    expect(await received(page, "widgetResize")).toEqual([]);
    expect(await frameHeight(page)).toBe(200);
  });

  test("is a pop-up in Saleor 3.21, and leads to where that one shows the App", async ({
    page,
  }) => {
    const shopper = await ask<{ id: string }>(`{ crmProfile(userId: "103") { id } }`);
    const frame = await framed(page, {
      path: "/customer.html",
      context: { customerId: userId(103) },
      permissions: ["MANAGE_USERS", "MANAGE_ORDERS"],
      version: "3.21.21",
    });

    await frame.getByRole("link", { name: "Open profile" }).click();

    const id = encodeURIComponent(shopper.id);
    await expect
      .poll(async () => (await received(page, "redirect")).map((one) => one["to"]))
      .toEqual([`/apps/QXBwOjE%3D/app/customers/${id}`]);
  });

  test("says when nobody is known, and when the token may not", async ({ page }) => {
    const unknown = await framed(page, {
      path: "/customer.html",
      context: { customerId: userId(77_777) },
    });
    await expect(unknown.getByText("There is no such customer.")).toBeVisible();
    await pictured(page, "widget-customer-unknown");

    const refused = await framed(page, {
      path: "/order.html",
      context: { orderId: orderId("10001") },
      permissions: ["MANAGE_USERS"],
    });
    await expect(refused.getByText("You may not see this.")).toBeVisible();
    await pictured(page, "widget-order-refused");
  });

  test("is not shown in a frame of somebody else", async ({ page }) => {
    const response = await page.request.get(`${stage().address}/dashboard/customer.html`);

    expect(response.headers()["content-security-policy"]).toContain(
      `frame-ancestors 'self' ${stage().dashboard}`,
    );
    expect(response.headers()["x-frame-options"]).toBeUndefined();
  });
});
