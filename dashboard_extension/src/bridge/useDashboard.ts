/** What the Dashboard says about how to look: theme and language, as they change. */
import { useSyncExternalStore } from "react";

import { appBridge } from "./appBridge";
import { place } from "./place";

type Theme = "light" | "dark";
const STORED = "saleor-crm-look";

interface Look {
  readonly theme: Theme;
  readonly locale: string;
}

function systemTheme(): Theme {
  return window.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function kept(): Partial<Look> {
  try {
    return JSON.parse(window.localStorage.getItem(STORED) ?? "{}") as Partial<Look>;
  } catch {
    return {};
  }
}

function first(): Look {
  const state = appBridge?.getState();
  const own = appBridge ? {} : kept();
  return {
    theme: place.theme ?? state?.theme ?? own.theme ?? systemTheme(),
    locale: state?.locale ?? own.locale ?? window.navigator.language,
  };
}

let look: Look = first();
const listeners = new Set<() => void>();

function change(part: Partial<Look>): void {
  look = { ...look, ...part };
  document.documentElement.dataset["theme"] = look.theme;
  listeners.forEach((listener) => listener());
}

appBridge?.subscribe("theme", ({ theme }) => change({ theme }));
// useAppBridge does not render again for these, so they are heard here.
appBridge?.subscribe("localeChanged", ({ locale }) => change({ locale }));
document.documentElement.dataset["theme"] = look.theme;

/** Alone, the merchant chooses; inside the Dashboard its settings count. */
export function lookChoose(part: Partial<Look>): void {
  change(part);
  try {
    window.localStorage.setItem(STORED, JSON.stringify(look));
  } catch {
    // not kept
  }
}

export function useLook(): Look {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => look,
  );
}
