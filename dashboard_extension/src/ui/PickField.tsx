/**
 * Several things, each found by a part of what it is called: WAI-ARIA's combobox with a list to choose from.
 *
 * macaw-ui's own puts its list outside of a dialog, where nobody can press it, and no keyboard takes out what was chosen.
 */
import { Button } from "@saleor/macaw-ui";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Input } from "./Input";
import { Picked } from "./Picked";
import styles from "./PickField.module.css";

export interface Option {
  readonly value: string;
  /** What people read. */
  readonly title: string;
}

interface Props {
  readonly label: string;
  readonly values: readonly string[];
  readonly titleOf: (value: string) => string;
  /** What is called like the text; nothing while it is looked for. */
  readonly options: readonly Option[] | undefined;
  /** Whether there is more that is called so. */
  readonly isCut: boolean;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Something was chosen from the list. */
  readonly onTake: (value: string) => void;
  /** Something was added as it was typed. */
  readonly onTyped: (text: string) => void;
  readonly onDrop: (values: readonly string[]) => void;
}

export function PickField(props: Props): ReactNode {
  const { label, values, titleOf, text, isOpen, onOpen, onText, onTake, onTyped, onDrop } = props;
  const say = useIntl().formatMessage;
  const id = useId();
  const [active, setActive] = useState(-1);
  const options = (props.options ?? []).filter((one) => !values.includes(one.value));
  const chosen = options[active];
  const added = (add: (name: string) => void, name: string): void => {
    if (name.trim() !== "") add(name.trim());
    onText("");
    onOpen(false);
    setActive(-1);
  };
  const take = (value: string): void => added(onTake, value);
  const takeTyped = (): void => added(onTyped, text);
  const move = (step: number): void => {
    onOpen(true);
    setActive(next(active, step, options.length));
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    // The form is not sent by something that is being chosen.
    Enter: () => (chosen ? take(chosen.value) : takeTyped()),
    // … and not closed with the list.
    ...(isOpen ? { Escape: () => onOpen(false) } : {}),
  };
  const keyed = (event: KeyboardEvent): void => {
    const does = keys[event.key];
    if (!does || event.nativeEvent.isComposing) return;
    event.preventDefault();
    does();
  };
  const isAsItStands = isOpen && text.trim() !== "" && props.options !== undefined;
  return (
    <div className={styles["field"]}>
      <div className={styles["line"]}>
        <div className={styles["combo"]}>
          <Input
            label={label}
            value={text}
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={id}
            aria-autocomplete="list"
            {...(isOpen && chosen ? { "aria-activedescendant": optionId(id, active) } : {})}
            autoComplete="off"
            onChange={(event) => {
              onText(event.target.value);
              onOpen(true);
              setActive(-1);
            }}
            onClick={() => onOpen(true)}
            onKeyDown={keyed}
            onBlur={() => onOpen(false)}
          />
          {isOpen ? (
            <Options {...props} id={id} options={options} active={active} onTake={take} />
          ) : null}
        </div>
        <Button type="button" variant="secondary" disabled={text.trim() === ""} onClick={takeTyped}>
          <FormattedMessage id="names.add" />
        </Button>
      </div>
      <p role="status" className="visuallyHidden">
        {isAsItStands ? say({ id: "pick.found" }, { count: options.length }) : ""}
      </p>
      <Picked values={values} titleOf={titleOf} onChange={onDrop} />
    </div>
  );
}

interface OptionsProps extends Pick<Props, "isCut" | "text"> {
  readonly id: string;
  readonly options: readonly Option[];
  readonly active: number;
  readonly onTake: (value: string) => void;
}

function Options({ id, options, active, onTake, isCut, text }: OptionsProps): ReactNode {
  const say = useIntl().formatMessage;
  const list = useRef<HTMLDivElement>(null);
  const shown = optionId(id, active);
  useEffect(() => {
    document.getElementById(shown)?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  // At the end of a dialog that scrolls, the list would open below its edge.
  useEffect(() => {
    list.current?.scrollIntoView({ block: "nearest" });
  }, [options.length]);
  return (
    // A press on the list must not take the focus out of the field, which would close it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={list} className={styles["list"]} onMouseDown={(event) => event.preventDefault()}>
      <ul id={id} role="listbox" aria-label={say({ id: "pick.list" })}>
        {options.map(({ value, title }, index) => (
          // The keys are the field's.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={value}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === active}
            onClick={() => onTake(value)}
          >
            {title}
            {title === value ? null : <small>{value}</small>}
          </li>
        ))}
      </ul>
      {options.length === 0 && text.trim() !== "" ? (
        <p>
          <FormattedMessage id="pick.none" values={{ text: text.trim() }} />
        </p>
      ) : null}
      {isCut ? (
        <p>
          <FormattedMessage id="pick.more" />
        </p>
      ) : null}
    </div>
  );
}

/** Returns the option that is called `text`, in any case, or whose value it is. */
export function optionCalled(options: readonly Option[], text: string): Option | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return undefined;
  return options.find((one) => [one.title.toLowerCase(), one.value.toLowerCase()].includes(wanted));
}

function optionId(id: string, index: number): string {
  return `${id}-${index}`;
}

/** Goes around: from nothing to the first or the last, from the last to the first; to the first that will be found. */
function next(active: number, step: number, count: number): number {
  if (count === 0) return step > 0 ? 0 : -1;
  return active < 0 && step < 0 ? count - 1 : (active + step + count) % count;
}
