/** On or off, as a button that says which it is. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import styles from "./Switch.module.css";

interface Props {
  readonly label: string;
  readonly isOn: boolean;
  readonly isPending: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, isPending, onChange }: Props): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      disabled={isPending}
      className={styles["switch"]}
      onClick={() => onChange(!isOn)}
    >
      <span
        className={isOn ? `${styles["track"]} ${styles["on"]}` : styles["track"]}
        aria-hidden="true"
      />
      {say({ id: isOn ? "switch.on" : "switch.off" })}
    </button>
  );
}
