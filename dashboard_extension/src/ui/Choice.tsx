/** One of several, as the browser's own list: it works with every keyboard, reader and phone. */
import { useId, type ReactNode } from "react";

import styles from "./Choice.module.css";

interface Props {
  readonly label: string;
  readonly value: string;
  /** Values with what people read. */
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

export function Choice({ label, value, options, onChange }: Props): ReactNode {
  const id = useId();
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
