/** Who asks: the Dashboard's token, always the newest, or the one that was given when signing in alone. */
import { appBridge } from "./appBridge";

const STORED = "saleor-crm-token";
let given: string | null = read();

function read(): string | null {
  try {
    return window.sessionStorage.getItem(STORED);
  } catch {
    return null; // a browser that blocks storage still shows the page until it is closed
  }
}

/** Read at each request: the Dashboard replaces its token every five minutes without telling React. */
export function currentToken(): string | null {
  return appBridge?.getState().token ?? given;
}

export function signIn(token: string): void {
  given = token;
  try {
    window.sessionStorage.setItem(STORED, token);
  } catch {
    // kept in memory only
  }
}

export function signOut(): void {
  given = null;
  try {
    window.sessionStorage.removeItem(STORED);
  } catch {
    // nothing was kept
  }
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
