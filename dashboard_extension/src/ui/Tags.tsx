/** Short words in small boxes. */
import type { ReactNode } from "react";

import styles from "./Tags.module.css";

export function Tags({ tags }: { readonly tags: readonly string[] }): ReactNode {
  if (tags.length === 0) return "–";
  return (
    <ul className={styles["tags"]}>
      {tags.map((tag) => (
        <li key={tag}>{tag}</li>
      ))}
    </ul>
  );
}
