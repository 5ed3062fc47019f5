/** Asks the CRM's GraphQL endpoint, which stands beside this page in every host. */
import { freshToken, tokenReplaced } from "@/bridge/session";

import type { TypedDocumentString } from "./generated/graphql";

export type ErrorKind = "permission" | "signedOut" | "unreachable" | "failed";

/** An answer that holds no data; `kind` says what the page can do about it. */
export class AskError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
  ) {
    super(message);
  }
}

interface Problem {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly exception?: { readonly code?: string };
  };
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly Problem[];
}

/** `/dashboard/…` and `/plugins/saleor.crm/dashboard/…` both have the endpoint as their neighbor. */
export function endpoint(): string {
  return new URL("../graphql/", document.baseURI).href;
}

export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
): Promise<Data> {
  const answer = await fetched<Data>(document.toString(), variables);
  const problem = answer.errors?.find((one) => !isDenied(one)) ?? answer.errors?.[0];
  // What the caller may not see inside an answer is null; the rest of it is shown.
  if (problem && !(isDenied(problem) && hasContent(answer.data))) {
    throw new AskError(isDenied(problem) ? "permission" : "failed", problem.message);
  }
  if (!answer.data) throw new AskError("failed", "the answer holds no data");
  return answer.data;
}

function isDenied({ extensions }: Problem): boolean {
  return (extensions?.exception?.code ?? extensions?.code) === "PermissionDenied";
}

function hasContent(data: unknown): boolean {
  return Object.values(data ?? {}).some((value) => value !== null);
}

async function fetched<Data>(query: string, variables: unknown): Promise<Answer<Data>> {
  const body = JSON.stringify({ query, variables: variables ?? {} });
  let response = await sent(body, await freshToken());
  if (response.status === 401) {
    // A clock that is wrong, or a token that was taken back: one more try with a new one, where there is one.
    const token = await tokenReplaced();
    if (token !== null) response = await sent(body, token);
  }
  if (response.status === 401) throw new AskError("signedOut", "the token is not accepted");
  try {
    return (await response.json()) as Answer<Data>;
  } catch {
    throw new AskError("failed", `the server answered with status ${response.status}`);
  }
}

async function sent(body: string, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token) headers["Authorization"] = `Bearer ${token}`;
  try {
    return await fetch(endpoint(), { method: "POST", headers, body });
  } catch {
    throw new AskError("unreachable", "the server does not answer");
  }
}
