/** A dialog on the browser's own <dialog>: focus is kept and given back, Escape closes; no window.confirm in the Dashboard's frame. */
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { useIntl } from "react-intl";

import styles from "./Dialog.module.css";

/** Marks what a dialog begins on, instead of its first button. */
export const SAFE = "data-safe";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** For tables. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, isWide = false, children }: Props): ReactNode {
  const intl = useIntl();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  // A layout effect, because the browser gives the focus back only while the dialog is still there.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>(`[${SAFE}]`)?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={isWide ? `${styles["dialog"]} ${styles["wide"]}` : styles["dialog"]}
      aria-labelledby={id}
      onCancel={onClose}
    >
      <header className={styles["head"]}>
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          className={styles["close"]}
          aria-label={intl.formatMessage({ id: "action.close" })}
          onClick={onClose}
        >
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}
