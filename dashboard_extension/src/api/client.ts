/** Asks the CRM's GraphQL endpoint, which stands beside this page in every host. */
import { currentToken } from "@/bridge/session";

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

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: {
      readonly code?: string;
      readonly exception?: { readonly code?: string };
    };
  }[];
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
  const problem = answer.errors?.[0];
  if (problem) {
    const code = problem.extensions?.exception?.code ?? problem.extensions?.code;
    throw new AskError(code === "PermissionDenied" ? "permission" : "failed", problem.message);
  }
  if (!answer.data) throw new AskError("failed", "the answer holds no data");
  return answer.data;
}

async function fetched<Data>(query: string, variables: unknown): Promise<Answer<Data>> {
  const token = currentToken();
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token) headers["Authorization"] = `Bearer ${token}`;
  let response: Response;
  try {
    response = await fetch(endpoint(), {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables: variables ?? {} }),
    });
  } catch {
    throw new AskError("unreachable", "the server does not answer");
  }
  if (response.status === 401) throw new AskError("signedOut", "the token is not accepted");
  try {
    return (await response.json()) as Answer<Data>;
  } catch {
    throw new AskError("failed", `the server answered with status ${response.status}`);
  }
}
