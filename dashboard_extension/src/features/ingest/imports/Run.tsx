/** Checks the whole file, and imports it as it was checked: the file is not chosen again. */
import { Button } from "@saleor/macaw-ui";
import { useEffect, useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber } from "react-intl";

import { CrmImportCreateDocument, type CrmImportKind } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { Problem } from "@/ui/Form";

import { contentOf } from "../content";
import { uploadOf } from "./beginning";
import styles from "./Imports.module.css";
import type { ChosenFile, Preview } from "./useImportPreview";
import { WatchedImport } from "./WatchedImport";

interface Props {
  readonly file: ChosenFile;
  readonly kind: CrmImportKind;
  readonly preview: Preview;
  /** Whether the preview is the one to what is chosen now. */
  readonly isCurrent: boolean;
}

/** What was sent: the check holds for this file with this mapping only. */
interface Sent {
  readonly id: string;
  readonly number: number;
  readonly mapping: string;
  readonly isDryRun: boolean;
}

export function Run({ file, kind, preview, isCurrent }: Props): ReactNode {
  const [sent, setSent] = useState<Sent>();
  const [ended, setEnded] = useState<{ id: string; isDone: boolean }>();
  const upload = useUpload(file, preview.contentBytesMax);
  const change = useChange(CrmImportCreateDocument);
  const canSend = isCurrent && preview.faults.length === 0 && !change.isPending;
  const isSame = sent?.number === file.number && sent.mapping === preview.mapping;
  const isOver = isSame && ended?.id === sent.id;
  const isChecked = isOver && ended.isDone && sent.isDryRun;
  const send = async (isDryRun: boolean): Promise<void> => {
    if (!upload) return;
    const { mapping } = preview;
    const content = await contentOf(upload);
    change.mutate(
      { input: { kind, fileName: file.file.name, content, mapping, isDryRun } },
      {
        onSuccess: ({ crmImportCreate: { import: created } }) => {
          if (created) setSent({ id: created.id, number: file.number, mapping, isDryRun });
        },
      },
    );
  };
  if (upload === null) return <TooLarge bytesMax={preview.contentBytesMax} />;
  return (
    <>
      {sent && isSame ? (
        <WatchedImport
          key={sent.id}
          id={sent.id}
          onEnd={(isDone) => setEnded({ id: sent.id, isDone })}
        />
      ) : null}
      {change.error ? <Problem error={change.error} /> : null}
      {isSame && !sent.isDryRun ? null : (
        <div className={styles["buttons"]}>
          {isChecked ? (
            <Button type="button" disabled={!canSend} onClick={() => void send(false)}>
              <FormattedMessage id="imports.startRows" />
            </Button>
          ) : (
            <Button
              type="button"
              disabled={!canSend || upload === undefined || (isSame && !isOver)}
              onClick={() => void send(true)}
            >
              <FormattedMessage id="imports.check" />
            </Button>
          )}
          {isSame ? null : (
            <span className={styles["hint"]}>
              <FormattedMessage id="imports.checkHint" />
            </span>
          )}
        </div>
      )}
    </>
  );
}

/** Returns what is sent of the file: undefined until it is known, null when it is too long. */
function useUpload(file: ChosenFile, bytesMax: number): Blob | null | undefined {
  const [found, setFound] = useState<{ number: number; upload: Blob | null }>();
  useEffect(() => {
    let isCurrent = true;
    void uploadOf(file.file, bytesMax).then((upload) => {
      if (isCurrent) setFound({ number: file.number, upload });
    });
    return () => {
      isCurrent = false;
    };
  }, [file, bytesMax]);
  return found?.number === file.number ? found.upload : undefined;
}

function TooLarge({ bytesMax }: { readonly bytesMax: number }): ReactNode {
  return (
    <div className={styles["faults"]} role="alert">
      <FormattedMessage
        id="imports.tooLarge"
        values={{ limit: <FormattedNumber value={Math.floor(bytesMax / 1000)} /> }}
      />
    </div>
  );
}
