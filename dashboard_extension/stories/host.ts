/** Starts what the stories are told on: the standalone host with a small shop and an extension, and a Dashboard to frame the page. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { dashboardServed, type ServedDashboard } from "./dashboard.ts";
import { messengerServed } from "./messenger.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const PYTHON = process.env["PYTHON"] ?? join(PROJECT, ".venv/bin/python");
const BUNDLE = join(PROJECT, "saleor_crm_plugin/web/dashboard/index.html");
const EXTENSION = join(PROJECT, "docs/examples/loyal-weather");
const CRM = ["-m", "saleor_crm_plugin"];
const SHOPPERS = 150;
const START_SECONDS_MAX = 90;
/** What one person may give without a second; more waits for an approval. */
export const POINTS_ALONE_MAX = 1000;
export const APP_ID = "QXBwOjE=";

/** What the stories need to know; handed to Playwright's workers in their environment. */
export interface Stage {
  readonly address: string;
  readonly staffToken: string;
  readonly secondToken: string;
  readonly dashboard: string;
  readonly messenger: string;
  readonly signingKey: string;
  readonly saleorApiUrl: string;
  readonly environment: Record<string, string>;
}

/** Runs Python on the host's data, and returns what it wrote. */
export function python(environment: Record<string, string>, ...words: string[]): string {
  return execFileSync(PYTHON, words, {
    cwd: PROJECT,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function requireBuilt(): void {
  if (!existsSync(PYTHON)) throw new Error(`there is no ${PYTHON}: run make install`);
  if (!existsSync(BUNDLE)) throw new Error("the page is not built: run make dashboard");
}

/** Resolves with what the host said once it is ready; rejects with it when the host ends before. */
function ready(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(
      () => reject(new Error(`the host did not start:\n${said}`)),
      START_SECONDS_MAX * 1000,
    );
    const heard = (part: Buffer): void => {
      said += part.toString();
      if (!said.includes("Headers in GraphiQL")) return;
      clearTimeout(timer);
      resolve(said);
    };
    host.stdout?.on("data", heard);
    host.stderr?.on("data", heard);
    host.on("exit", (code) => reject(new Error(`the host ended with ${String(code)}:\n${said}`)));
  });
}

function shownToken(said: string): string {
  const token = /Staff token, every permission\s+(\S+)/.exec(said)?.[1];
  if (!token) throw new Error(`the host shows no staff token:\n${said}`);
  return token;
}

/** Installs the example of an extension as a shop does, and returns where; a copy is built, so that nothing is left in it. */
function extensionInstalled(folder: string): string {
  const [source, site] = [join(folder, "extension"), join(folder, "site")];
  cpSync(EXTENSION, source, { recursive: true });
  const offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", site];
  python(
    process.env as Record<string, string>,
    "-m",
    "pip",
    "install",
    "--quiet",
    ...offline,
    source,
  );
  return site;
}

async function environmentOf(folder: string, dashboard: ServedDashboard, port: number) {
  const kept = Object.entries(process.env).filter(([name]) => ["PATH", "LANG"].includes(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    SALEOR_CRM_DATA: folder,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SALEOR_CRM_DASHBOARD_ORIGINS: dashboard.origin,
    SALEOR_CRM_SALEOR_API_URL: dashboard.saleorApiUrl,
    SALEOR_CRM_SALEOR_APP_ID: APP_ID,
    SALEOR_CRM_POINTS_ALONE_MAX: String(POINTS_ALONE_MAX),
  };
}

export default async function start(): Promise<() => Promise<void>> {
  requireBuilt();
  const folder = mkdtempSync(join(tmpdir(), "crm-stories-"));
  const [port, smtpPort] = [await freePort(), await freePort()];
  const dashboard = await dashboardServed();
  const messenger = await messengerServed();
  const environment = {
    ...(await environmentOf(folder, dashboard, port)),
    PYTHONPATH: extensionInstalled(folder),
    LOYAL_WEATHER_URL: messenger.address,
  };
  python(environment, ...CRM, "migrate");
  python(environment, ...CRM, "demo", "--shoppers", String(SHOPPERS), "--seed", "1");
  const ports = ["--port", String(port), "--smtp-port", String(smtpPort)];
  const host = spawn(PYTHON, [...CRM, "run", ...ports], {
    cwd: PROJECT,
    env: environment,
  });
  const said = await ready(host);
  const stage: Stage = {
    address: `http://127.0.0.1:${port}`,
    staffToken: shownToken(said),
    secondToken: python(environment, ...CRM, "token", "create", "Second pair of eyes").trim(),
    dashboard: dashboard.origin,
    messenger: messenger.address,
    signingKey: dashboard.signingKey,
    saleorApiUrl: dashboard.saleorApiUrl,
    environment,
  };
  process.env["STAGE"] = JSON.stringify(stage);
  return async () => {
    const ended = new Promise((resolve) => host.once("exit", resolve));
    host.kill("SIGTERM");
    await ended;
    await dashboard.close();
    await messenger.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
