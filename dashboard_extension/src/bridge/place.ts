/** Where this page runs: inside Saleor's Dashboard, or alone; read once from the address it was opened with. */

export interface Place {
  readonly isInDashboard: boolean;
  readonly saleorApiUrl: string | null;
  readonly theme: "light" | "dark" | null;
  /** This app in the shop, as Saleor's global id. */
  readonly appId: string | null;
  /** The object whose details page shows this widget, as Saleor's global id. */
  readonly customerId: string | null;
  readonly orderId: string | null;
}

// What the Dashboard puts behind the address of every frame, and is no part of a page's own.
const DASHBOARDS = ["domain", "saleorApiUrl", "id", "theme", "locale", "customerId", "orderId"];
// What every page of ours needs to know of it again.
const TOLD = ["domain", "saleorApiUrl", "id"];
const KEPT = "saleor-crm-dashboard";

export function placeOf(search: string, isFramed: boolean): Place {
  const given = new URLSearchParams(search);
  const theme = given.get("theme");
  const saleorApiUrl = given.get("saleorApiUrl");
  return {
    isInDashboard: isFramed && saleorApiUrl !== null,
    saleorApiUrl,
    theme: theme === "light" || theme === "dark" ? theme : null,
    appId: given.get("id"),
    customerId: given.get("customerId"),
    orderId: given.get("orderId"),
  };
}

/** Returns the part of an address that belongs to the page; what the Dashboard added would come back twice. */
export function ownSearch(search: string): string {
  const own = new URLSearchParams(search);
  for (const name of [...own.keys()]) {
    if (DASHBOARDS.includes(name) || name.startsWith("featureFlags")) own.delete(name);
  }
  const text = own.toString();
  return text ? `?${text}` : "";
}

/** Returns whether a version such as `3.23.7` is at least another; one that is not told is held to be new. */
export function isAtLeast(version: string | undefined, least: readonly [number, number]): boolean {
  const [major, minor] = (version ?? "").split(".").map(Number);
  if (major === undefined || minor === undefined || Number.isNaN(major + minor)) return true;
  return major > least[0] || (major === least[0] && minor >= least[1]);
}

/** Returns where the Dashboard shows a page of the App; before 3.22 it had another address. */
export function appPageAddress(
  appId: string,
  dashboardVersion: string | undefined,
  path: string,
): string {
  const id = encodeURIComponent(appId);
  return isAtLeast(dashboardVersion, [3, 22])
    ? `/extensions/app/${id}${path}`
    : `/apps/${id}/app${path}`;
}

/** Returns Saleor's own endpoint where Saleor's host serves this page, from the address of its folder; else null. */
export function saleorEndpointOf(base: string): string | null {
  const served = /^(.*\/)plugins\/[^/]+\/dashboard\/$/.exec(new URL(".", base).pathname);
  return served ? new URL(`${served[1]}graphql/`, base).href : null;
}

/** Returns what the Dashboard told of itself; the addresses of our own pages leave it out. */
export function toldOf(search: string): string {
  const given = new URLSearchParams(search);
  const told = TOLD.flatMap((name) => {
    const value = given.get(name);
    return value === null ? [] : [[name, value]];
  });
  return new URLSearchParams(told).toString();
}

/** Puts back what the Dashboard told when the frame is loaded again: without it the page would take itself to be alone. */
function searchGiven(): string {
  const { search, pathname } = window.location;
  if (window.self === window.top) return search;
  try {
    if (new URLSearchParams(search).has("saleorApiUrl")) {
      window.sessionStorage.setItem(KEPT, toldOf(search));
      return search;
    }
    const told = window.sessionStorage.getItem(KEPT);
    if (told === null) return search;
    // AppBridge reads it from the address.
    const whole = `${search ? `${search}&` : "?"}${told}`;
    window.history.replaceState(window.history.state, "", pathname + whole);
    return whole;
  } catch {
    return search; // a browser that blocks storage
  }
}

export const place: Place = placeOf(searchGiven(), window.self !== window.top);

export const saleorEndpoint: string | null = saleorEndpointOf(document.baseURI);
