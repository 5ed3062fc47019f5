/** Asks Saleor itself who somebody is, where this page stands alone inside Saleor's host; nothing is kept here. */

export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
}

export type SaleorProblem =
  "credentials" | "notStaff" | "unconfirmed" | "inactive" | "delayed" | "disabled" | "failed";

/** Saleor let nobody in; `problem` says why. */
export class SignInRefused extends Error {
  constructor(readonly problem: SaleorProblem) {
    super(`Saleor lets nobody in: ${problem}`);
  }
}

interface Payload {
  readonly token?: string | null;
  readonly refreshToken?: string | null;
  readonly user?: { readonly isStaff: boolean } | null;
  readonly errors: readonly { readonly code: string }[];
}

const CREATE = `mutation CrmSignIn($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) {
    token refreshToken user { isStaff } errors { code }
  }
}`;
const REFRESH = `mutation CrmSignInAgain($refreshToken: String!) {
  tokenRefresh(refreshToken: $refreshToken) { token user { isStaff } errors { code } }
}`;
const PROBLEMS: Readonly<Record<string, SaleorProblem>> = {
  INVALID_CREDENTIALS: "credentials",
  ACCOUNT_NOT_CONFIRMED: "unconfirmed",
  INACTIVE: "inactive",
  LOGIN_ATTEMPT_DELAYED: "delayed",
  DISABLED_AUTHENTICATION_METHOD: "disabled",
};
/** A token is replaced so many seconds before it ends, so that none ends on its way. */
const AHEAD_SECONDS = 30;

/** Returns the tokens of a member of staff; shoppers are refused, although Saleor knows them. */
export async function saleorSignIn(
  endpoint: string,
  email: string,
  password: string,
): Promise<Tokens> {
  const { token, refreshToken, user } = await told(endpoint, CREATE, "tokenCreate", {
    email,
    password,
  });
  if (!token || !refreshToken) throw new SignInRefused("failed");
  if (!user?.isStaff) throw new SignInRefused("notStaff");
  return { token, refreshToken };
}

/** Returns a new token; `SignInRefused` when Saleor gives none any more. */
export async function saleorRefresh(endpoint: string, refreshToken: string): Promise<string> {
  const { token, user } = await told(endpoint, REFRESH, "tokenRefresh", { refreshToken });
  if (!token) throw new SignInRefused("failed");
  if (!user?.isStaff) throw new SignInRefused("notStaff");
  return token;
}

/** Whether a token ends within seconds; what cannot be read has no end that we know, and is left to the server. */
export function endsSoon(token: string, now: number): boolean {
  try {
    const part = token.split(".")[1] ?? "";
    const claims = JSON.parse(atob(part.replace(/-/g, "+").replace(/_/g, "/"))) as { exp?: number };
    return claims.exp !== undefined && claims.exp - AHEAD_SECONDS <= now / 1000;
  } catch {
    return false;
  }
}

async function told(
  endpoint: string,
  query: string,
  name: "tokenCreate" | "tokenRefresh",
  variables: Readonly<Record<string, string>>,
): Promise<Payload> {
  const payload = await answered(endpoint, { query, variables }, name);
  const code = payload?.errors[0]?.code;
  if (!payload || code !== undefined) throw new SignInRefused(PROBLEMS[code ?? ""] ?? "failed");
  return payload;
}

async function answered(
  endpoint: string,
  body: object,
  name: string,
): Promise<Payload | null | undefined> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { data?: Record<string, Payload | null> | null };
    return answer.data?.[name];
  } catch {
    return null; // no connection, or no JSON: nobody was let in
  }
}
