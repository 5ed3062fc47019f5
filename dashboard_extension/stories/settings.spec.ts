/** What a merchant does about an extension; the example package is installed beside the host and talks to a real messenger. */
import { ask, expect, shop, stage, test } from "./story.ts";

const WORKED_SECONDS_MAX = 30_000;

interface Extension {
  readonly state: string;
  readonly failuresCount: number;
  readonly waitingCount: number;
  readonly deadCount: number;
}

async function weather(): Promise<Extension> {
  const [extension] = await ask<Extension[]>(
    "{ crmExtensions { state failuresCount waitingCount deadCount } }",
  );
  if (!extension) throw new Error("no extension is installed");
  return extension;
}

const messenger = (path: string, method = "GET"): Promise<Response> =>
  fetch(`${stage().messenger}${path}`, { method, headers: { Connection: "close" } });
const diary = async (): Promise<string[]> => (await (await messenger("/diary")).json()) as string[];

test("replay what an extension could not be told", async ({ page, open }) => {
  await messenger("/closed", "PUT");
  const before = await diary();
  shop("paid", "115", "20001");
  await expect
    .poll(async () => (await weather()).failuresCount, { timeout: WORKED_SECONDS_MAX })
    .toBeGreaterThan(0);
  shop("last_attempt");
  await expect
    .poll(async () => (await weather()).deadCount, { timeout: WORKED_SECONDS_MAX })
    .toBe(1);
  expect(await diary()).toEqual(before);

  await open("/settings/extensions");
  const row = page.getByRole("row", { name: /Loyal weather 1\.0\.0/ });
  await expect(row).toContainText("In force");
  await expect(row).toContainText("ConnectionError");
  await expect(row).toContainText("timeline_listeners:diary");
  await messenger("/open", "PUT");
  await row.getByRole("button", { name: "Replay" }).click();

  await expect(row.getByRole("button", { name: "Replay" })).toHaveCount(0);
  await expect.poll(diary, { timeout: WORKED_SECONDS_MAX }).toEqual([...before, "order_paid"]);
  expect(await weather()).toMatchObject({ state: "ACTIVE", waitingCount: 0, deadCount: 0 });
});
