/** A titled box, the Dashboard's usual way to group things. */
import { useId, type ReactNode } from "react";

import styles from "./Card.module.css";

interface Props {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  /** Lets a table reach the edges. */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, hint, actions, isFlush = false, children }: Props): ReactNode {
  const id = useId();
  return (
    <section className={styles["card"]} aria-labelledby={id}>
      <header className={styles["head"]}>
        <h2 className={styles["title"]} id={id}>
          {title}
        </h2>
        {actions ? <div className={styles["actions"]}>{actions}</div> : null}
        {hint ? <p className={styles["hint"]}>{hint}</p> : null}
      </header>
      <div className={isFlush ? styles["flush"] : styles["body"]}>{children}</div>
    </section>
  );
}
