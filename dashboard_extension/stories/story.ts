/** What every story begins with: a page that is signed in, and that may put no error on the console. */
import { test as base, expect, type Frame, type Page } from "@playwright/test";
import axe from "axe-core";
import { fileURLToPath } from "node:url";

import { python, type Stage } from "./host.ts";

const TOKEN = "saleor-crm-token";
const PICTURES = fileURLToPath(new URL("../screenshots", import.meta.url));

export function stage(): Stage {
  return JSON.parse(process.env["STAGE"] ?? "{}") as Stage;
}

interface Given {
  /** Takes the page's own address; signs in with every permission unless another token, or none (""), is given. */
  readonly open: (path: string, token?: string) => Promise<void>;
}

// Chromium says so now and then where axe or Playwright looks into the frame of a mail, which runs no script by intention.
const KEPT_OUT =
  "Blocked script execution in 'about:srcdoc' because the document's frame is sandboxed";

/** Collects what the page puts on the console as errors, and what it throws. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith(KEPT_OUT))
      problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  return problems;
}

export const test = base.extend<Given>({
  page: async ({ page }, told) => {
    const problems = problemsOf(page);
    await told(page);
    expect(problems, "errors on the console").toEqual([]);
  },
  open: async ({ page }, told) => {
    await told(async (path, token = stage().staffToken) => {
      if (token !== "") await signedIn(page, token);
      await page.goto(`${stage().address}/dashboard${path}`);
    });
  },
});
export { expect };

/** Signs in before the page is opened. */
export async function signedIn(page: Page, token: string): Promise<void> {
  const kept = [TOKEN, token] as const;
  // A mail that is shown in a sandbox has no storage.
  await page.addInitScript(([name, value]) => {
    if (window === window.top) window.sessionStorage.setItem(name, value);
  }, kept);
}

/** Asks the host as a program does, by default with every permission, and returns the one field that was asked for. */
export async function ask<Value>(
  query: string,
  variables: object = {},
  token = stage().staffToken,
): Promise<Value> {
  const response = await fetch(`${stage().address}/graphql/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${token}`,
      // The shop's side blocks Node for seconds; a connection that was kept may be over by then.
      Connection: "close",
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: Record<string, Value>; errors?: unknown };
  if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors));
  return Object.values(answer.data)[0] as Value;
}

/** Lets the shop's side happen. */
export function shop(...words: string[]): void {
  python(stage().environment, "dashboard_extension/stories/shop.py", ...words);
}

/** Asserts that axe finds nothing serious or critical in what is shown, or in the part of it that `within` selects. */
export async function accessible(
  where: Page | Frame,
  name: string,
  within?: string,
): Promise<void> {
  await where.evaluate(axe.source);
  const found = await where.evaluate(async (part) => {
    const results = await (window as unknown as { axe: typeof axe }).axe.run(part ?? document, {
      resultTypes: ["violations"],
    });
    return results.violations
      .filter((one) => one.impact === "serious" || one.impact === "critical")
      .flatMap((one) =>
        one.nodes.map(
          (node) => `${one.id}: ${node.target.join(" ")}: ${node.any[0]?.message ?? ""}`,
        ),
      );
  }, within);
  expect.soft(found, `axe on ${name}`).toEqual([]);
}

/** Keeps a picture of the whole page; they are looked at by people, not compared. */
export async function pictured(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: `${PICTURES}/${name}.png`,
    fullPage: true,
    animations: "disabled",
  });
}

/** Chooses a theme as merchants do, without leaving the page. */
export async function lookChosen(page: Page, theme: "light" | "dark"): Promise<void> {
  if ((await page.locator("html").getAttribute("data-theme")) === theme) return;
  await page.getByRole("button", { name: "Dark theme" }).click();
}
