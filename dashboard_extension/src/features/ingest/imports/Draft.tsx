/** What is made of a chosen file: its columns, how it is read, its first rows; then the check and the import. */
import { Button } from "@saleor/macaw-ui";
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmImportChoicesInput, CrmImportWordChoiceInput } from "@/api/generated/graphql";
import { Failure, Loading } from "@/ui/States";

import { ColumnsTable } from "./ColumnsTable";
import { FirstRows } from "./FirstRows";
import { FormatChoices } from "./FormatChoices";
import styles from "./Imports.module.css";
import { MappingText } from "./MappingText";
import { overlaid } from "./overlaid";
import { Run } from "./Run";
import { useImportPreview, type Chosen, type ChosenFile, type Preview } from "./useImportPreview";
import { faultText } from "./words";
import { WordChoices } from "./WordChoices";

interface Props {
  readonly file: ChosenFile;
  readonly chosen: Chosen;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
  readonly onMapping: (mapping: string) => void;
}

export function Draft({ file, chosen, onChoose, onMapping }: Props): ReactNode {
  const answer = useImportPreview(file, chosen);
  if (answer.error) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading />;
  const preview = overlaid(answer.data, chosen.choices);
  const choose = (word: CrmImportWordChoiceInput): void =>
    onChoose({ words: [...(chosen.choices.words ?? []), word] });
  return (
    <>
      <Offer preview={preview} onMapping={onMapping} />
      {preview.columns.length > 0 ? (
        <ColumnsTable
          preview={preview}
          actions={<Reset chosen={chosen} onReset={() => onMapping("")} />}
          onColumns={(columns) => onChoose({ columns })}
        />
      ) : null}
      <FormatChoices kind={chosen.kind} preview={preview} onChoose={onChoose} />
      {preview.words.length > 0 ? <WordChoices words={preview.words} onWord={choose} /> : null}
      <Faults faults={preview.faults} />
      {preview.rows.length > 0 ? <FirstRows preview={preview} isStale={!answer.isCurrent} /> : null}
      <MappingText mapping={answer.data.mapping} onMapping={onMapping} />
      <Run file={file} kind={chosen.kind} preview={answer.data} isCurrent={answer.isCurrent} />
    </>
  );
}

function Offer({
  preview,
  onMapping,
}: {
  readonly preview: Preview;
  readonly onMapping: (mapping: string) => void;
}): ReactNode {
  const earlier = preview.earlierMapping;
  if (earlier === null || earlier === preview.mapping) return null;
  return (
    <div className={styles["offer"]}>
      <p>
        <FormattedMessage id="imports.lastTimeHint" />
      </p>
      <Button type="button" variant="secondary" onClick={() => onMapping(earlier)}>
        <FormattedMessage id="imports.lastTime" />
      </Button>
    </div>
  );
}

function Reset({
  chosen,
  onReset,
}: {
  readonly chosen: Chosen;
  readonly onReset: () => void;
}): ReactNode {
  if (chosen.mapping === "" && Object.keys(chosen.choices).length === 0) return null;
  return (
    <Button type="button" size="small" variant="tertiary" onClick={onReset}>
      <FormattedMessage id="imports.startOver" />
    </Button>
  );
}

function Faults({ faults }: { readonly faults: Preview["faults"] }): ReactNode {
  const say = useIntl().formatMessage;
  if (faults.length === 0) return null;
  return (
    <div className={styles["faults"]} role="status">
      <strong>
        <FormattedMessage id="imports.faults" />
      </strong>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.field ?? ""} ${fault.message}`}>{faultText(say, fault)}</li>
        ))}
      </ul>
    </div>
  );
}
