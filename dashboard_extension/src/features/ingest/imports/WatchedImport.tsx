/** One import under way or over: how far it is, what came of it in words, and the rows that were left out. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmImportDocument,
  CrmImportsDocument,
  type CrmImportQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Progress } from "@/ui/Progress";
import { Loaded } from "@/ui/States";

import { Counts } from "./Counts";
import styles from "./Imports.module.css";
import { RowErrors } from "./RowErrors";

type Import = NonNullable<CrmImportQuery["crmImport"]>;
const LOOK_MILLISECONDS = 1000;

interface Props {
  readonly id: string;
  /** Told once when the import has ended, with whether it came to its end. */
  readonly onEnd?: (isDone: boolean) => void;
}

export function WatchedImport({ id, onEnd }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [isOver, setOver] = useState(false);
  const answer = useAsk(
    CrmImportDocument,
    { id },
    { everyMilliseconds: isOver ? false : LOOK_MILLISECONDS },
  );
  const found = answer.data?.crmImport;
  const isEnded = found?.id === id && !["QUEUED", "RUNNING"].includes(found.state);
  if (isEnded && !isOver) setOver(true);
  const isDone = found?.state === "DONE";
  const queries = useQueryClient();
  useEffect(() => {
    if (!isEnded) return;
    onEnd?.(isDone);
    void queries.invalidateQueries({ queryKey: [CrmImportsDocument.toString()] });
    // Told once: the caller's function is a new one each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isEnded]);
  const title = found?.isDryRun ? "imports.checkedTitle" : "imports.importTitle";
  return (
    <Card
      title={found ? say({ id: title }, { file: found.fileName }) : say({ id: "imports.title" })}
    >
      <Loaded answer={answer}>
        {({ crmImport }) =>
          crmImport ? (
            <Told found={crmImport} isEnded={isEnded} />
          ) : (
            <FormattedMessage id="imports.none" />
          )
        }
      </Loaded>
    </Card>
  );
}

function Told({
  found,
  isEnded,
}: {
  readonly found: Import;
  readonly isEnded: boolean;
}): ReactNode {
  return (
    <div className={styles["stack"]}>
      <p role="status">
        <FormattedMessage id={`imports.${found.state}`} />
        {found.isDryRun ? (
          <>
            {" · "}
            <FormattedMessage id="imports.isDryRun" />
          </>
        ) : null}
      </p>
      {isEnded ? null : <Progress percent={found.percent} label="imports.title" />}
      {found.error ? <p role="alert">{found.error}</p> : null}
      {isEnded ? (
        <>
          <Counts text={found.counts} isDryRun={found.isDryRun} />
          <RowErrors id={found.id} fileName={found.fileName} isDryRun={found.isDryRun} />
        </>
      ) : null}
    </div>
  );
}
