/** One's own views and columns of the list, kept in this browser as Saleor's Dashboard keeps its filter presets. */
import { useState } from "react";

const VIEWS = "saleor-crm-customer-views";
const HIDDEN = "saleor-crm-customer-columns-hidden";

export interface OwnView {
  readonly name: string;
  /** The address's search, which is the view. */
  readonly search: string;
}

function kept<Value>(key: string, fallback: Value): Value {
  try {
    return (JSON.parse(window.localStorage.getItem(key) ?? "null") as Value | null) ?? fallback;
  } catch {
    return fallback; // a browser that blocks storage, or a value that nobody can read
  }
}

function keep(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // kept until the page is closed
  }
}

function useKept<Value>(key: string, fallback: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => kept(key, fallback));
  return [
    value,
    (next) => {
      keep(key, next);
      setValue(next);
    },
  ];
}

const NO_VIEWS: readonly OwnView[] = [];
const NONE: readonly string[] = [];

export function useOwnViews(): [readonly OwnView[], (views: readonly OwnView[]) => void] {
  return useKept(VIEWS, NO_VIEWS);
}

/** The keys of the columns that are not shown. */
export function useHiddenColumns(): [readonly string[], (keys: readonly string[]) => void] {
  return useKept(HIDDEN, NONE);
}
