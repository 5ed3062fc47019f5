import { beforeEach, describe, expect, it, vi } from "vitest";

import type * as client from "@/api/client";

import type * as session from "./session";

function tokenEnding(seconds: number): string {
  return `head.${btoa(JSON.stringify({ exp: Date.now() / 1000 + seconds }))}.signature`;
}

interface Opened {
  readonly session: typeof session;
  readonly client: typeof client;
}

/** The page as it is opened at an address, with what this window kept. */
async function opened(base: string): Promise<Opened> {
  vi.resetModules();
  document.head.innerHTML = `<base href="${base}" />`;
  return { session: await import("./session"), client: await import("@/api/client") };
}

const IN_SALEOR = "/plugins/saleor.crm/dashboard/";
const asked: { url: string; token: string | null; body: string }[] = [];

/** Plays Saleor and the CRM: the CRM takes `good` only, and Saleor gives `next` for the refresh token. */
function played(good: string, next: string | null): void {
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const token = new Headers(init.headers).get("Authorization");
    const body = String(init.body);
    asked.push({ url, token, body });
    if (body.includes("tokenRefresh")) {
      const errors = next === null ? [{ code: "JWT_SIGNATURE_EXPIRED" }] : [];
      const payload = { token: next, user: next === null ? null : { isStaff: true }, errors };
      return Promise.resolve(new Response(JSON.stringify({ data: { tokenRefresh: payload } })));
    }
    if (token !== `Bearer ${good}`) return Promise.resolve(new Response("{}", { status: 401 }));
    return Promise.resolve(new Response(JSON.stringify({ data: { one: 1 } })));
  });
}

beforeEach(() => {
  vi.unstubAllGlobals();
  window.sessionStorage.clear();
  asked.length = 0;
});

describe("a session with a Saleor account", () => {
  it("replaces a token that ends soon once, for all who ask at the same time", async () => {
    const next = tokenEnding(300);
    played(next, next);
    const { session, client } = await opened(IN_SALEOR);
    session.signInWithAccount({ token: tokenEnding(5), refreshToken: "r" });

    const document = { toString: () => "{ one }" } as never;
    await Promise.all([client.ask(document), client.ask(document)]);

    expect(asked.map(({ url }) => url.replace(/^http:\/\/[^/]+/, ""))).toEqual([
      "/graphql/",
      "/plugins/saleor.crm/graphql/",
      "/plugins/saleor.crm/graphql/",
    ]);
    expect(asked[0]?.token).toBeNull();
    expect(session.currentToken()).toBe(next);
  });

  it("tries once more with another token when one is not accepted", async () => {
    const next = tokenEnding(300);
    played(next, next);
    const { session, client } = await opened(IN_SALEOR);
    session.signInWithAccount({ token: tokenEnding(200), refreshToken: "r" });

    expect(await client.ask({ toString: () => "{ one }" } as never)).toEqual({ one: 1 });
    expect(asked).toHaveLength(3);
  });

  it("is over when Saleor gives no other token", async () => {
    played("none", null);
    const { session, client } = await opened(IN_SALEOR);
    session.signInWithAccount({ token: tokenEnding(5), refreshToken: "r" });

    await expect(client.ask({ toString: () => "{ one }" } as never)).rejects.toMatchObject({
      kind: "signedOut",
    });
  });

  it("outlives a reload of the page, and not signing out", async () => {
    const token = tokenEnding(300);
    const first = await opened(IN_SALEOR);
    first.session.signInWithAccount({ token, refreshToken: "r" });

    const again = await opened(IN_SALEOR);
    expect(again.session.currentToken()).toBe(token);

    again.session.signOut();
    expect(window.sessionStorage).toHaveLength(0);
    expect((await opened(IN_SALEOR)).session.currentToken()).toBeNull();
  });
});

describe("a session with a token", () => {
  it("never asks Saleor, and is over when the token is", async () => {
    played("other", tokenEnding(300));
    const { session, client } = await opened("/dashboard/");
    session.signIn(tokenEnding(5));

    await expect(client.ask({ toString: () => "{ one }" } as never)).rejects.toMatchObject({
      kind: "signedOut",
    });
    expect(asked.filter(({ body }) => body.includes("tokenRefresh"))).toEqual([]);
  });

  it("forgets the account that was signed in before", async () => {
    const { session } = await opened(IN_SALEOR);
    session.signInWithAccount({ token: tokenEnding(5), refreshToken: "r" });
    session.signIn("token");
    expect(Object.keys(window.sessionStorage)).toEqual(["saleor-crm-token"]);
  });
});
