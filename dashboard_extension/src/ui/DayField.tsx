/** A day, with the browser's own calendar; its value is written as 2026-01-31, empty for none. */
import { useId, type ReactNode } from "react";

import styles from "./Choice.module.css";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly max?: string;
  readonly onChange: (value: string) => void;
}

export function DayField({ label, value, max, onChange }: Props): ReactNode {
  const id = useId();
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        max={max}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
