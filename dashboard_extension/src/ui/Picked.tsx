/** What was chosen, each to be taken out again. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import styles from "./Picked.module.css";

interface Props {
  readonly values: readonly string[];
  readonly titleOf: (value: string) => string;
  readonly onChange: (values: readonly string[]) => void;
}

export function Picked({ values, titleOf, onChange }: Props): ReactNode {
  const say = useIntl().formatMessage;
  if (values.length === 0) return null;
  return (
    <ul className={styles["names"]}>
      {values.map((value) => (
        <li key={value}>
          <button
            type="button"
            aria-label={say({ id: "names.remove" }, { name: titleOf(value) })}
            onClick={() => onChange(values.filter((one) => one !== value))}
          >
            {titleOf(value)} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
