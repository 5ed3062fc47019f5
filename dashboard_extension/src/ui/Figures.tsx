/** A row of key figures. */
import type { ReactNode } from "react";

import styles from "./Figures.module.css";

export function Figures({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={styles["row"]}>{children}</dl>;
}

interface Props {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Words instead of a figure: smaller, so that they fit. */
  readonly isWords?: boolean;
  readonly children: ReactNode;
}

export function Figure({ label, hint, isWords = false, children }: Props): ReactNode {
  return (
    <div className={styles["figure"]}>
      <dt className={styles["label"]}>{label}</dt>
      <dd className={isWords ? styles["words"] : styles["value"]}>{children}</dd>
      {hint ? <dd className={styles["hint"]}>{hint}</dd> : null}
    </div>
  );
}
