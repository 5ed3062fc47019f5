/**
 * Several names, typed or chosen one after the other; each can be taken out again.
 *
 * Whoever holds the values counts the text that was not added yet, too, when a form is sent: to add it when the field
 * is left would move the button away that is just being pressed.
 */
import { Button } from "@saleor/macaw-ui";
import { useId, type KeyboardEvent, type ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { Input } from "./Input";
import { Picked } from "./Picked";
import styles from "./NamesField.module.css";

export interface Suggestion {
  readonly value: string;
  /** What people read, where it is not the value itself. */
  readonly title?: string;
}

interface Props {
  readonly label: string;
  readonly values: readonly string[];
  readonly suggestions?: readonly Suggestion[];
  readonly problem?: string | undefined;
  readonly onChange: (values: readonly string[]) => void;
  /** What is typed and not added yet. */
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function NamesField({
  label,
  values,
  suggestions = [],
  problem,
  onChange,
  text,
  onText,
}: Props): ReactNode {
  const id = useId();
  const titleOf = (value: string): string =>
    suggestions.find((one) => one.value === value)?.title ?? value;
  const add = (): void => {
    onChange(namesWith(values, text));
    onText("");
  };
  const keyed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    // The form is not sent by a name that is being added.
    event.preventDefault();
    add();
  };
  return (
    <div className={styles["field"]}>
      <div className={styles["line"]}>
        <Input
          label={label}
          value={text}
          problem={problem}
          list={id}
          autoComplete="off"
          onChange={(event) => onText(event.target.value)}
          onKeyDown={keyed}
        />
        <Button type="button" variant="secondary" disabled={text.trim() === ""} onClick={add}>
          <FormattedMessage id="names.add" />
        </Button>
      </div>
      <datalist id={id}>
        {suggestions
          .filter((one) => !values.includes(one.value))
          .map(({ value, title }) => (
            <option key={value} value={value} {...(title ? { label: title } : {})} />
          ))}
      </datalist>
      <Picked values={values} titleOf={titleOf} onChange={onChange} />
    </div>
  );
}

/** Returns the names with what was typed last, once each. */
export function namesWith(values: readonly string[], text: string): readonly string[] {
  return [...new Set([...values, text.trim()])].filter((name) => name !== "");
}
