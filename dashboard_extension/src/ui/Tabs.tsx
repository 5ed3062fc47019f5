/** Panels of one page, one shown at a time; the keys of WAI-ARIA's tab pattern work. */
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";

import styles from "./Tabs.module.css";

interface Tab {
  readonly key: string;
  readonly title: ReactNode;
  readonly content: ReactNode;
}

interface Props {
  readonly label: string;
  readonly tabs: readonly Tab[];
}

export function Tabs({ label, tabs }: Props): ReactNode {
  const id = useId();
  const [chosen, setChosen] = useState(tabs[0]?.key);
  const current = tabs.find((tab) => tab.key === chosen) ?? tabs[0];
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const index = tabs.findIndex((tab) => tab.key === current?.key);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (!next) return;
    setChosen(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div>
      <div className={styles["tabs"]} role="tablist" aria-label={label}>
        {tabs.map((tab) => {
          const isChosen = tab.key === current?.key;
          return (
            <button
              key={tab.key}
              id={`${id}-${tab.key}`}
              type="button"
              role="tab"
              aria-selected={isChosen}
              aria-controls={`${id}-panel`}
              tabIndex={isChosen ? 0 : -1}
              className={isChosen ? `${styles["tab"]} ${styles["here"]}` : styles["tab"]}
              onClick={() => setChosen(tab.key)}
              onKeyDown={move}
            >
              {tab.title}
            </button>
          );
        })}
      </div>
      <div
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${current?.key ?? ""}`}
        className={styles["panel"]}
      >
        {current?.content}
      </div>
    </div>
  );
}
