/** Who asks: the Dashboard's token, always the newest, or the one that signing in alone gave. */
import { appBridge } from "./appBridge";
import { saleorEndpoint } from "./place";
import { endsSoon, saleorRefresh, SignInRefused, type Tokens } from "./saleorAccount";

const STORED = "saleor-crm-token";
const STORED_REFRESH = "saleor-crm-refresh-token";
let given: string | null = read(STORED);
let refreshToken: string | null = read(STORED_REFRESH);
let replacing: Promise<string | null> | null = null;

function read(name: string): string | null {
  try {
    return window.sessionStorage.getItem(name);
  } catch {
    return null; // a browser that blocks storage still shows the page until it is closed
  }
}

function keep(name: string, value: string | null): void {
  try {
    if (value === null) window.sessionStorage.removeItem(name);
    else window.sessionStorage.setItem(name, value);
  } catch {
    // kept in memory only
  }
}

/** Read at each request: the Dashboard replaces its token every five minutes without telling React. */
export function currentToken(): string | null {
  return appBridge?.getState().token ?? given;
}

/** The token for a request; one of a Saleor account that ends soon is replaced first, once for all who wait for it. */
export function freshToken(): Promise<string | null> {
  const token = currentToken();
  const isOwn = token !== null && token === given && refreshToken !== null;
  // One that is not replaced is sent as it is: the server says that it is over.
  return isOwn && endsSoon(token, Date.now())
    ? tokenReplaced().then((newer) => newer ?? token)
    : Promise.resolve(token);
}

/** Asks Saleor for another token; null when there is none to be had, and who is signed in must sign in again. */
export function tokenReplaced(): Promise<string | null> {
  const [endpoint, refresh] = [saleorEndpoint, refreshToken];
  if (endpoint === null || refresh === null) return Promise.resolve(null);
  replacing ??= saleorRefresh(endpoint, refresh)
    .then((token) => {
      if (refreshToken !== refresh) return null; // signed out meanwhile
      given = token;
      keep(STORED, token);
      return token;
    })
    .catch((error: unknown) => {
      if (!(error instanceof SignInRefused)) throw error;
      return null;
    })
    .finally(() => {
      replacing = null;
    });
  return replacing;
}

export function signIn(token: string): void {
  given = token;
  keep(STORED, token);
  refreshToken = null;
  keep(STORED_REFRESH, null);
}

/** Signs in with a Saleor account: its token ends after minutes, and the other one gives the next. */
export function signInWithAccount(tokens: Tokens): void {
  signIn(tokens.token);
  refreshToken = tokens.refreshToken;
  keep(STORED_REFRESH, tokens.refreshToken);
}

export function signOut(): void {
  given = null;
  refreshToken = null;
  keep(STORED, null);
  keep(STORED_REFRESH, null);
}

/** Resolves once a request can be made; a Dashboard that sends no token (no-referrer) is told apart from a slow one. */
export function tokenArrived(secondsMax: number): Promise<boolean> {
  const bridge = appBridge;
  if (!bridge || bridge.getState().token) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = window.setTimeout(() => {
      stop();
      resolve(false);
    }, secondsMax * 1000);
    const stop = bridge.subscribe("handshake", () => {
      window.clearTimeout(timer);
      stop();
      resolve(true);
    });
  });
}
