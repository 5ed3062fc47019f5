/** Any of several, a box each. */
import type { ReactNode } from "react";

import { Checkbox } from "./Checkbox";
import styles from "./ChoicesField.module.css";

interface Props {
  readonly label: string;
  readonly values: readonly string[];
  /** Values with what people read. */
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (values: readonly string[]) => void;
}

export function ChoicesField({ label, values, options, onChange }: Props): ReactNode {
  return (
    <fieldset className={styles["field"]}>
      <legend>{label}</legend>
      <div className={styles["boxes"]}>
        {options.map(([option, words]) => (
          <Checkbox
            key={option}
            label={words}
            isOn={values.includes(option)}
            onChange={(isOn) =>
              onChange(isOn ? [...values, option] : values.filter((one) => one !== option))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
