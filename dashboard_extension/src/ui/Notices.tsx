/** Says what became of a change: through the Dashboard's notifications inside it, in a corner of the page alone. */
import { useSyncExternalStore, type ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { appBridge, dashboardNotify, type Notice } from "@/bridge/appBridge";

import styles from "./Notices.module.css";

const SECONDS_SHOWN = 8;

interface Shown extends Notice {
  readonly id: number;
}

let shown: readonly Shown[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function show(notices: readonly Shown[]): void {
  shown = notices;
  listeners.forEach((listener) => listener());
}

function dismiss(id: number): void {
  show(shown.filter((notice) => notice.id !== id));
}

export function notify(notice: Notice): void {
  if (appBridge) {
    dashboardNotify(notice);
    return;
  }
  const id = nextId++;
  show([...shown, { ...notice, id }]);
  // An error stays until it was read.
  if (notice.status !== "error") window.setTimeout(() => dismiss(id), SECONDS_SHOWN * 1000);
}

export function Notices(): ReactNode {
  const notices = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div className={styles["corner"]} aria-live="polite">
      {notices.map((notice) => (
        <div className={`${styles["notice"]} ${styles[notice.status]}`} key={notice.id}>
          <strong>{notice.title}</strong>
          {notice.text ? <p>{notice.text}</p> : null}
          <button type="button" onClick={() => dismiss(notice.id)}>
            <FormattedMessage id="action.dismiss" />
          </button>
        </div>
      ))}
    </div>
  );
}
