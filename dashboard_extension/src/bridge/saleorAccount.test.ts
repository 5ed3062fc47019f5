import { beforeEach, describe, expect, it, vi } from "vitest";

import { endsSoon, saleorRefresh, saleorSignIn, SignInRefused } from "./saleorAccount";

const ENDPOINT = "https://api.example.com/graphql/";
const NOON = Date.UTC(2026, 2, 29, 12);

function tokenEnding(secondsAfterNoon: number): string {
  const claims = { exp: NOON / 1000 + secondsAfterNoon, email: "ada@example.com" };
  return `head.${btoa(JSON.stringify(claims)).replace(/=+$/, "")}.signature`;
}

function saleorAnswers(data: unknown): { url: string; body: string }[] {
  const asked: { url: string; body: string }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push({ url, body: String(init.body) });
    return Promise.resolve(new Response(JSON.stringify(data)));
  });
  return asked;
}

async function refusedBecause(signing: Promise<unknown>): Promise<string> {
  const refusal = await signing.catch((error: unknown) => error);
  if (!(refusal instanceof SignInRefused)) throw new Error("nobody was refused");
  return refusal.problem;
}

beforeEach(() => {
  vi.unstubAllGlobals();
});

describe("an account of Saleor", () => {
  it("gives staff two tokens, and stands in no address", async () => {
    const asked = saleorAnswers({
      data: {
        tokenCreate: { token: "a", refreshToken: "r", user: { isStaff: true }, errors: [] },
      },
    });

    expect(await saleorSignIn(ENDPOINT, "ada@example.com", "secret")).toEqual({
      token: "a",
      refreshToken: "r",
    });
    expect(asked.map(({ url }) => url)).toEqual([ENDPOINT]);
    expect(JSON.parse(asked[0]?.body ?? "")).toMatchObject({
      variables: { email: "ada@example.com", password: "secret" },
    });
  });

  it("of a shopper is refused, although Saleor knows it", async () => {
    saleorAnswers({
      data: {
        tokenCreate: { token: "a", refreshToken: "r", user: { isStaff: false }, errors: [] },
      },
    });
    expect(await refusedBecause(saleorSignIn(ENDPOINT, "bo@example.com", "secret"))).toBe(
      "notStaff",
    );
  });

  it.each([
    ["INVALID_CREDENTIALS", "credentials"],
    ["ACCOUNT_NOT_CONFIRMED", "unconfirmed"],
    ["INACTIVE", "inactive"],
    ["LOGIN_ATTEMPT_DELAYED", "delayed"],
    ["DISABLED_AUTHENTICATION_METHOD", "disabled"],
    ["SOMETHING_NEW", "failed"],
  ])("that Saleor refuses with %s is told why", async (code, problem) => {
    saleorAnswers({
      data: { tokenCreate: { token: null, refreshToken: null, user: null, errors: [{ code }] } },
    });
    expect(await refusedBecause(saleorSignIn(ENDPOINT, "ada@example.com", "no"))).toBe(problem);
  });

  it.each([
    ["no data", { errors: [{ message: "no" }] }],
    ["no payload", { data: { tokenCreate: null } }],
  ])("fails where Saleor answers with %s", async (_case, answer) => {
    saleorAnswers(answer);
    expect(await refusedBecause(saleorSignIn(ENDPOINT, "ada@example.com", "x"))).toBe("failed");
  });

  it("fails where Saleor does not answer", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no connection")));
    expect(await refusedBecause(saleorSignIn(ENDPOINT, "ada@example.com", "x"))).toBe("failed");
  });

  it("gives another token later, for as long as it is one of staff", async () => {
    saleorAnswers({ data: { tokenRefresh: { token: "b", user: { isStaff: true }, errors: [] } } });
    expect(await saleorRefresh(ENDPOINT, "r")).toBe("b");

    saleorAnswers({ data: { tokenRefresh: { token: "b", user: { isStaff: false }, errors: [] } } });
    expect(await refusedBecause(saleorRefresh(ENDPOINT, "r"))).toBe("notStaff");
  });
});

describe("a token", () => {
  it.each([
    ["29 seconds before its end", tokenEnding(29), true],
    ["31 seconds before its end", tokenEnding(31), false],
    ["after its end", tokenEnding(-1), true],
    ["that nobody can read", "opaque", false],
    ["without an end", `head.${btoa("{}")}.signature`, false],
  ])("%s is replaced or not", (_case, token, isEnding) => {
    expect(endsSoon(token, NOON)).toBe(isEnding);
  });
});
