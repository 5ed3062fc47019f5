/** Panels of one page, one shown at a time; the keys of WAI-ARIA's tab pattern work. */
import {
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { FormattedMessage } from "react-intl";

import type { Operation } from "@/api/generated/operations";
import { useOperations } from "@/api/useMay";

import { Empty, Loading } from "./States";
import styles from "./Tabs.module.css";

interface Tab {
  readonly key: string;
  readonly title: ReactNode;
  readonly content: ReactNode;
  /** What its content asks first; who may not ask it does not see the tab. */
  readonly asks?: Operation;
}

interface Props {
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** The tab that is shown, where the address holds it; with `onChoose`. */
  readonly chosen?: string | undefined;
  readonly onChoose?: (key: string) => void;
}

export function Tabs({ label, tabs: all, chosen: given, onChoose }: Props): ReactNode {
  const { isKnown, may } = useOperations();
  const tabs = all.filter(({ asks }) => !asks || !isKnown || may(asks));
  const id = useId();
  const [own, setOwn] = useState(tabs[0]?.key);
  const chosen = onChoose ? given : own;
  const setChosen = onChoose ?? setOwn;
  const current = tabs.find((tab) => tab.key === chosen) ?? tabs[0];
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = strip.current?.querySelector<HTMLElement>("[aria-selected=true]");
    // On a phone the tab that an address names may be out of sight.
    if (strip.current && tab)
      strip.current.scrollLeft = tab.offsetLeft - strip.current.offsetLeft - 24;
  }, [current?.key]);
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
      <div ref={strip} className={styles["tabs"]} role="tablist" aria-label={label}>
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
        <Suspense fallback={<Loading />}>
          {current?.content ?? <Empty title={<FormattedMessage id="state.permission" />} />}
        </Suspense>
      </div>
    </div>
  );
}
