/** What narrows the list of customers. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmRfmGroup } from "@/api/generated/graphql";
import { monthWord } from "@/features/loyalty/liability/months";
import { GROUPS, groupWord } from "@/features/overview/groups";
import { Choice } from "@/ui/Choice";

import styles from "./Profiles.module.css";
import type { View } from "./view";

interface Props {
  readonly view: View;
  readonly onChange: (part: Partial<View>) => void;
}

export function ProfileFilters({ view, onChange }: Props): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  const hasCell = view.recency !== null || view.frequency !== null;
  return (
    <div className={styles["filters"]} role="group" aria-label={say({ id: "profiles.filters" })}>
      <Choice
        label={say({ id: "group.title" })}
        value={view.groups.length === 1 ? (view.groups[0] ?? "") : view.groups.length ? "*" : ""}
        options={[
          ["", say({ id: "filter.any" })],
          ...(view.groups.length > 1
            ? [["*", view.groups.map((group) => say({ id: groupWord(group) })).join(", ")] as const]
            : []),
          ...GROUPS.map((group) => [group, say({ id: groupWord(group) })] as const),
        ]}
        onChange={(group) => onChange({ groups: group ? [group as CrmRfmGroup] : [] })}
      />
      <Choice
        label={say({ id: "profiles.account" })}
        value={view.registered === null ? "" : view.registered ? "yes" : "no"}
        options={[
          ["", say({ id: "filter.any" })],
          ["yes", say({ id: "profiles.registered" })],
          ["no", say({ id: "profiles.guest" })],
        ]}
        onChange={(value) => onChange({ registered: value === "" ? null : value === "yes" })}
      />
      {hasCell ? (
        <button
          type="button"
          className={styles["chip"]}
          onClick={() => onChange({ recency: null, frequency: null })}
        >
          <FormattedMessage
            id="profiles.cell"
            values={{ recency: view.recency ?? "–", frequency: view.frequency ?? "–" }}
          />{" "}
          <span aria-hidden="true">×</span>
          <span className="visuallyHidden">
            <FormattedMessage id="filter.remove" />
          </span>
        </button>
      ) : null}
      {view.newIn ? (
        <button type="button" className={styles["chip"]} onClick={() => onChange({ newIn: "" })}>
          <FormattedMessage id="profiles.newIn" values={{ month: monthWord(intl, view.newIn) }} />{" "}
          <span aria-hidden="true">×</span>
          <span className="visuallyHidden">
            <FormattedMessage id="filter.remove" />
          </span>
        </button>
      ) : null}
      {view.tag ? (
        <button type="button" className={styles["chip"]} onClick={() => onChange({ tag: "" })}>
          {view.tag} <span aria-hidden="true">×</span>
          <span className="visuallyHidden">
            <FormattedMessage id="filter.remove" />
          </span>
        </button>
      ) : null}
    </div>
  );
}
