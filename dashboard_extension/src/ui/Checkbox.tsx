/** Yes or no within a form. */
import type { ReactNode } from "react";

import styles from "./Checkbox.module.css";

interface Props {
  readonly label: ReactNode;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Checkbox({ label, isOn, onChange }: Props): ReactNode {
  return (
    <label className={styles["field"]}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
