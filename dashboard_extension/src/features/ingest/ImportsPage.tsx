/** Files brought in: upload with a mapping, a dry run first, progress, and every row that was left out with its reason. */
import { Button, Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmImportCreateDocument,
  CrmImportDocument,
  CrmImportRowErrorsDocument,
  CrmImportsDocument,
  type CrmImportFieldsFragment,
  type CrmImportKind,
} from "@/api/generated/graphql";
import { useAsk, useChange } from "@/api/useAsk";
import { useMay } from "@/api/useMay";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Form } from "@/ui/Form";
import { Page } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { Empty, Loaded } from "@/ui/States";
import { PagedTable } from "@/ui/PagedTable";
import { usePages } from "@/ui/usePages";
import { Count, Instant } from "@/ui/values";

import { contentOf } from "./content";

const ROWS = 20;
const LOOK_MILLISECONDS = 1000;
const KINDS: readonly CrmImportKind[] = ["CUSTOMERS", "ORDERS"];

export default function ImportsPage(): ReactNode {
  const say = useIntl().formatMessage;
  const may = useMay();
  const [watched, setWatched] = useState<string>();
  return (
    <Page title={say({ id: "nav.imports" })}>
      {may("crmImportCreate") ? <Upload onCreated={setWatched} /> : null}
      {watched ? <Watched key={watched} id={watched} /> : null}
      <List onOpen={setWatched} />
    </Page>
  );
}

function Upload({ onCreated }: { readonly onCreated: (id: string) => void }): ReactNode {
  const say = useIntl().formatMessage;
  const [kind, setKind] = useState<CrmImportKind>("CUSTOMERS");
  const [file, setFile] = useState<File>();
  const [mapping, setMapping] = useState("");
  const [isDryRun, setDryRun] = useState(true);
  const change = useChange(CrmImportCreateDocument);
  const submit = async (): Promise<void> => {
    if (!file) return;
    const content = await contentOf(file);
    change.mutate(
      { input: { kind, fileName: file.name, content, mapping, isDryRun } },
      {
        onSuccess: (data) => {
          if (data.crmImportCreate.import) onCreated(data.crmImportCreate.import.id);
        },
      },
    );
  };
  return (
    <Card
      title={<FormattedMessage id="imports.new" />}
      hint={<FormattedMessage id="imports.hint" />}
    >
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={file !== undefined && mapping.trim() !== ""}
        submitWord={isDryRun ? "imports.check" : "imports.start"}
        onSubmit={() => void submit()}
      >
        <Choice
          label={say({ id: "imports.kind" })}
          value={kind}
          options={KINDS.map((one) => [one, say({ id: `imports.${one}` })] as const)}
          onChange={(value) => setKind(value as CrmImportKind)}
        />
        <label>
          <FormattedMessage id="imports.file" />{" "}
          <input
            type="file"
            accept=".csv,.jsonl,.gz"
            onChange={(event) => setFile(event.target.files?.[0])}
          />
        </label>
        <Textarea
          label={say({ id: "imports.mapping" })}
          rows={8}
          value={mapping}
          onChange={(event) => setMapping(event.target.value)}
        />
        <label>
          <input
            type="checkbox"
            checked={isDryRun}
            onChange={(event) => setDryRun(event.target.checked)}
          />{" "}
          <FormattedMessage id="imports.dryRun" />
        </label>
      </Form>
    </Card>
  );
}

function Watched({ id }: { readonly id: string }): ReactNode {
  const say = useIntl().formatMessage;
  const [isOver, setOver] = useState(false);
  const answer = useAsk(
    CrmImportDocument,
    { id },
    { everyMilliseconds: isOver ? false : LOOK_MILLISECONDS },
  );
  const found = answer.data?.crmImport;
  const isDone = found ? !["QUEUED", "RUNNING"].includes(found.state) : false;
  if (isDone && !isOver) setOver(true);
  return (
    <Card title={found?.fileName ?? say({ id: "imports.title" })}>
      <Loaded answer={answer}>
        {({ crmImport }) =>
          crmImport ? (
            <>
              <p>
                {say({ id: `imports.${crmImport.state}` })}
                {crmImport.isDryRun ? ` · ${say({ id: "imports.isDryRun" })}` : ""}
              </p>
              <Progress percent={crmImport.percent} label="imports.title" />
              {crmImport.error ? <p role="alert">{crmImport.error}</p> : null}
              <Counts text={crmImport.counts} />
              {isDone ? <RowErrors id={id} /> : null}
            </>
          ) : (
            <FormattedMessage id="imports.none" />
          )
        }
      </Loaded>
    </Card>
  );
}

function Counts({ text }: { readonly text: string }): ReactNode {
  const counts = JSON.parse(text) as Record<string, unknown>;
  const shown = Object.entries(counts).filter(([, value]) => typeof value === "number");
  return (
    <dl>
      {shown.map(([name, value]) => (
        <div key={name}>
          {name}: <Count value={Number(value)} />
        </div>
      ))}
    </dl>
  );
}

function RowErrors({ id }: { readonly id: string }): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmImportRowErrorsDocument, { importId: id, first: ROWS, ...pages.after });
  return (
    <Loaded answer={answer}>
      {({ crmImportRowErrors: page }) => (
        <PagedTable
          label={say({ id: "imports.rowErrors" })}
          page={page}
          pages={pages}
          empty={
            <p>
              <FormattedMessage id="imports.noErrors" />
            </p>
          }
          rowKey={(row) => `${row.line} ${row.column ?? ""} ${row.code}`}
          columns={[
            {
              key: "line",
              title: say({ id: "imports.line" }),
              isNumber: true,
              cell: (row) => row.line,
            },
            {
              key: "column",
              title: say({ id: "imports.column" }),
              cell: (row) => row.column ?? "–",
            },
            {
              key: "message",
              title: say({ id: "imports.problem" }),
              cell: (row) => row.message,
            },
          ]}
        />
      )}
    </Loaded>
  );
}

function List({ onOpen }: { readonly onOpen: (id: string) => void }): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmImportsDocument, { first: ROWS, ...pages.after });
  return (
    <Card title={<FormattedMessage id="imports.title" />} isFlush>
      <Loaded answer={answer}>
        {({ crmImports: page }) => (
          <PagedTable<CrmImportFieldsFragment>
            label={say({ id: "imports.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="imports.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "file",
                title: say({ id: "imports.file" }),
                cell: (row) => (
                  <Button size="small" variant="tertiary" onClick={() => onOpen(row.id)}>
                    {row.fileName}
                  </Button>
                ),
              },
              { key: "kind", title: say({ id: "imports.kind" }), cell: (row) => row.kind },
              {
                key: "state",
                title: say({ id: "inbox.state" }),
                cell: (row) => say({ id: `imports.${row.state}` }),
              },
              {
                key: "at",
                title: say({ id: "imports.startedAt" }),
                cell: (row) => <Instant value={row.startedAt} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
