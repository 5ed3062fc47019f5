/** The buttons of one row of a table, beside each other. */
import type { ReactNode } from "react";

import styles from "./RowButtons.module.css";

export function RowButtons({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles["buttons"]}>{children}</div>;
}
