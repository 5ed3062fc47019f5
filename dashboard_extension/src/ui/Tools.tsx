/** What narrows a list, above it. */
import type { ReactNode } from "react";

import styles from "./Tools.module.css";

export function Tools({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles["tools"]}>{children}</div>;
}
