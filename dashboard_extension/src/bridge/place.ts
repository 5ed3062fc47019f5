/** Where this page runs: inside Saleor's Dashboard, or alone; read once from the address it was opened with. */

export interface Place {
  readonly isInDashboard: boolean;
  readonly saleorApiUrl: string | null;
  readonly theme: "light" | "dark" | null;
  /** The object whose details page shows this widget, as Saleor's global id. */
  readonly customerId: string | null;
  readonly orderId: string | null;
}

export function placeOf(search: string, isFramed: boolean): Place {
  const given = new URLSearchParams(search);
  const theme = given.get("theme");
  const saleorApiUrl = given.get("saleorApiUrl");
  return {
    isInDashboard: isFramed && saleorApiUrl !== null,
    saleorApiUrl,
    theme: theme === "light" || theme === "dark" ? theme : null,
    customerId: given.get("customerId"),
    orderId: given.get("orderId"),
  };
}

export const place: Place = placeOf(window.location.search, window.self !== window.top);
