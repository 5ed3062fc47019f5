/**
 * The one AppBridge of the page, made at module level: React may run effects twice, the Dashboard answers once.
 *
 * Outside the Dashboard there is none, and the page works alone.
 */
import { actions, AppBridge } from "@saleor/app-sdk/app-bridge";

import { appPageAddress, isAtLeast, place } from "./place";

export const appBridge: AppBridge | null = place.isInDashboard ? new AppBridge() : null;

/** Whether the Dashboard handles an action is its version's affair; what it does not know costs ten seconds and no more. */
function dispatch(action: Parameters<AppBridge["dispatch"]>[0]): void {
  appBridge?.dispatch(action).catch((error: unknown) => {
    console.warn("the Dashboard did not take an action", action.type, error);
  });
}

export interface Notice {
  readonly status: "success" | "error" | "info";
  readonly title: string;
  readonly text?: string;
}

export function dashboardNotify(notice: Notice): void {
  dispatch(actions.Notification(notice));
}

/** Leaves a widget for a page of the App. */
export function dashboardPageOpen(path: string): void {
  redirect(path, false);
}

/** Opens a page of the App in a tab of its own, whose address can be shared. */
export function dashboardTabOpen(path: string): void {
  redirect(path, true);
}

function redirect(path: string, newContext: boolean): void {
  if (!appBridge || place.appId === null) return;
  const { dashboardVersion } = appBridge.getState();
  dispatch(
    actions.Redirect({ to: appPageAddress(place.appId, dashboardVersion, path), newContext }),
  );
}

/** Tells how high a widget is, in pixels; Dashboards before 3.23 show every widget at the same height. */
export function dashboardHeightTold(pixels: number): void {
  if (!appBridge || pixels <= 0) return;
  if (!isAtLeast(appBridge.getState().dashboardVersion, [3, 23])) return;
  dispatch(actions.WidgetResize({ height: pixels }));
}
