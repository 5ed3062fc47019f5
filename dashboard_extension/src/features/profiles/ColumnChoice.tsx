/** Which columns the list shows; the first stays. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { Checkbox } from "@/ui/Checkbox";

import styles from "./Profiles.module.css";

interface Props {
  readonly columns: readonly { readonly key: string; readonly title: string }[];
  readonly hidden: readonly string[];
  readonly onHidden: (keys: readonly string[]) => void;
}

export function ColumnChoice({ columns, hidden, onHidden }: Props): ReactNode {
  return (
    <details className={styles["columns"]}>
      <summary>
        <FormattedMessage id="bulk.columns" />
      </summary>
      {columns.map(({ key, title }) => (
        <Checkbox
          key={key}
          label={title}
          isOn={!hidden.includes(key)}
          onChange={(isOn) =>
            onHidden(isOn ? hidden.filter((one) => one !== key) : [...hidden, key])
          }
        />
      ))}
    </details>
  );
}
