/** How the file is read, and what holds where it says nothing: what this file needs first, the rest below. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmImportChoicesInput, CrmImportKind } from "@/api/generated/graphql";
import { Card } from "@/ui/Card";
import { Checkbox } from "@/ui/Checkbox";
import { Choice } from "@/ui/Choice";

import { FormatMore } from "./FormatMore";
import styles from "./Imports.module.css";
import { Line } from "./Line";
import type { Preview } from "./useImportPreview";
import { Dates, Numbers } from "./Ways";

interface PartProps {
  readonly preview: Preview;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}

interface Props extends PartProps {
  readonly kind: CrmImportKind;
}

export function FormatChoices({ kind, preview, onChoose }: Props): ReactNode {
  const isRead = (field: string): boolean => preview.columns.some((one) => one.field === field);
  return (
    <Card
      title={<FormattedMessage id="imports.format" />}
      hint={<FormattedMessage id="imports.formatHint" />}
    >
      <div className={styles["stack"]}>
        <Dates preview={preview} onChoose={onChoose} />
        <Numbers preview={preview} onChoose={onChoose} />
        {kind === "ORDERS" ? (
          <OrderDefaults preview={preview} isRead={isRead} onChoose={onChoose} />
        ) : (
          <CustomerDefaults preview={preview} onChoose={onChoose} />
        )}
        <details>
          <summary>
            <FormattedMessage id="imports.formatMore" />
          </summary>
          <FormatMore preview={preview} onChoose={onChoose} />
        </details>
      </div>
    </Card>
  );
}

function OrderDefaults({
  preview: { format },
  isRead,
  onChoose,
}: PartProps & { readonly isRead: (field: string) => boolean }): ReactNode {
  return (
    <div className={styles["fields"]}>
      {isRead("currency") ? null : (
        <Line
          label="imports.currency"
          value={format.currency}
          onValue={(currency) => onChoose({ currency: currency.toUpperCase() })}
        />
      )}
      {isRead("channel") ? null : (
        <Line
          label="imports.channel"
          value={format.channel}
          onValue={(channel) => onChoose({ channel })}
        />
      )}
      <Zone value={format.timeZone} onChoose={onChoose} />
      <Checkbox
        label={<FormattedMessage id="imports.isPaid" />}
        isOn={format.isPaid}
        onChange={(isPaid) => onChoose({ isPaid })}
      />
    </div>
  );
}

function CustomerDefaults({ preview: { format }, onChoose }: PartProps): ReactNode {
  return (
    <div className={styles["fields"]}>
      <Zone value={format.timeZone} onChoose={onChoose} />
      <Checkbox
        label={<FormattedMessage id="imports.isRegistered" />}
        isOn={format.isRegistered}
        onChange={(isRegistered) => onChoose({ isRegistered })}
      />
    </div>
  );
}

function Zone({
  value,
  onChoose,
}: {
  readonly value: string;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}): ReactNode {
  const say = useIntl().formatMessage;
  const known = Intl.supportedValuesOf("timeZone");
  const zones = [...new Set(["UTC", value, ...known])].sort();
  return (
    <Choice
      label={say({ id: "imports.timeZone" })}
      value={value}
      options={zones.map((zone) => [zone, zone] as const)}
      onChange={(timeZone) => onChoose({ timeZone })}
    />
  );
}
