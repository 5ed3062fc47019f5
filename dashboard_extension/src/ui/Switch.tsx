/** On or off, as a button that says which it is; who may not switch it reads it only. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import type { Operation } from "@/api/generated/operations";
import { useMay } from "@/api/useMay";

import styles from "./Switch.module.css";

interface Props {
  readonly does: Operation;
  readonly label: string;
  readonly isOn: boolean;
  readonly isPending: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function Switch({ does, label, isOn, isPending, onChange }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const may = useMay();
  if (!may(does)) return say({ id: isOn ? "switch.on" : "switch.off" });
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
