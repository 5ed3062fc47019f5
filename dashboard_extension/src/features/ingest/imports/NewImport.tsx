/** A new import: what the file holds, the file, and then what is made of it. */
import { useRef, useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmImportChoicesInput, CrmImportKind } from "@/api/generated/graphql";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";

import { beginningOf } from "./beginning";
import { Draft } from "./Draft";
import styles from "./Imports.module.css";
import type { Chosen, ChosenFile } from "./useImportPreview";

const KINDS: readonly CrmImportKind[] = ["CUSTOMERS", "ORDERS"];
const NOTHING: Pick<Chosen, "mapping" | "choices"> = { mapping: "", choices: {} };

export function NewImport(): ReactNode {
  const say = useIntl().formatMessage;
  const [chosen, setChosen] = useState<Chosen>({ kind: "CUSTOMERS", ...NOTHING });
  const [file, setFile] = useState<ChosenFile>();
  const [isDamaged, setDamaged] = useState(false);
  const number = useRef(0);
  const choose = async (picked: File | undefined): Promise<void> => {
    if (!picked) return;
    number.current += 1;
    const own = number.current;
    const beginning = await beginningOf(picked).catch(() => null);
    if (own !== number.current) return;
    setDamaged(beginning === null);
    // A file of the same name is the same one mended: what was said of it holds on.
    if (picked.name !== file?.file.name) setChosen({ kind: chosen.kind, ...NOTHING });
    setFile(beginning ? { number: own, file: picked, beginning } : undefined);
  };
  return (
    <>
      <Card
        title={<FormattedMessage id="imports.new" />}
        hint={<FormattedMessage id="imports.hint" />}
      >
        <div className={styles["tools"]}>
          <Choice
            label={say({ id: "imports.kind" })}
            value={chosen.kind}
            options={KINDS.map((one) => [one, say({ id: `imports.${one}` })] as const)}
            onChange={(kind) => setChosen({ kind: kind as CrmImportKind, ...NOTHING })}
          />
          <FileField onFile={(picked) => void choose(picked)} />
        </div>
        {isDamaged ? (
          <p role="alert">
            <FormattedMessage id="imports.unreadable" />
          </p>
        ) : null}
      </Card>
      {file ? (
        <Draft
          key={chosen.kind}
          file={file}
          chosen={chosen}
          onChoose={(choices: CrmImportChoicesInput) =>
            setChosen((before) => ({ ...before, choices: { ...before.choices, ...choices } }))
          }
          onMapping={(mapping) => setChosen({ kind: chosen.kind, mapping, choices: {} })}
        />
      ) : null}
    </>
  );
}

function FileField({ onFile }: { readonly onFile: (file: File | undefined) => void }): ReactNode {
  return (
    <div className={styles["file"]}>
      <label htmlFor="import-file">
        <FormattedMessage id="imports.file" />
      </label>
      <input
        id="import-file"
        type="file"
        accept=".csv,.txt,.tsv,.jsonl,.ndjson,.gz"
        aria-describedby="import-file-hint"
        onClick={(event) => {
          // The same file, mended, may be chosen again.
          event.currentTarget.value = "";
        }}
        onChange={(event) => onFile(event.target.files?.[0])}
      />
      <p id="import-file-hint" className={styles["hint"]}>
        <FormattedMessage id="imports.fileHint" />
      </p>
    </div>
  );
}
