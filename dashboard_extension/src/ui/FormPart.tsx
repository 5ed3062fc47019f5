/** A part of a form that is folded away until somebody needs it; its line says whether it holds anything. */
import { useState, type ReactNode } from "react";

import styles from "./FormPart.module.css";

interface Props {
  readonly title: string;
  /** What it holds, in a few words; nothing for an untouched part. */
  readonly holds?: string | undefined;
  /** Unfolds it: something in it is to be mended. */
  readonly isFaulty?: boolean;
  readonly children: ReactNode;
}

export function FormPart({ title, holds, isFaulty = false, children }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={styles["part"]}
      open={isOpen || isFaulty}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={styles["line"]}>
        <span className={styles["title"]}>{title}</span>
        {holds ? <span className={styles["holds"]}>{holds}</span> : null}
      </summary>
      <div className={styles["fields"]}>{children}</div>
    </details>
  );
}
