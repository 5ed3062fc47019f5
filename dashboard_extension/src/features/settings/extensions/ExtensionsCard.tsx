/** The packages that extend the CRM: whether each is in force, how often it failed, and what waits for it. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmExtensionReplayDocument,
  CrmExtensionsDocument,
  type CrmExtensionsQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Empty, Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Tags } from "@/ui/Tags";
import { useChanged } from "@/ui/useChanged";
import { Count, Instant } from "@/ui/values";

const LOOK_MILLISECONDS = 5000;
type Extension = CrmExtensionsQuery["crmExtensions"][number];

export default function ExtensionsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const answer = useAsk(CrmExtensionsDocument, {}, { everyMilliseconds: LOOK_MILLISECONDS });
  const replay = useChanged(CrmExtensionReplayDocument, "extensions.replayed");
  return (
    <Card
      title={<FormattedMessage id="extensions.title" />}
      hint={<FormattedMessage id="extensions.hint" />}
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmExtensions }) =>
          crmExtensions.length === 0 ? (
            <Empty title={<FormattedMessage id="extensions.none" />}>
              <FormattedMessage id="extensions.noneHow" />
            </Empty>
          ) : (
            <Table<Extension>
              label={say({ id: "extensions.title" })}
              rows={crmExtensions}
              rowKey={(row) => row.slug}
              columns={[
                {
                  key: "name",
                  title: say({ id: "rules.name" }),
                  cell: (row) => (
                    <>
                      {row.name} {row.version}
                      {row.name === row.slug ? null : <div>{row.slug}</div>}
                    </>
                  ),
                },
                {
                  key: "state",
                  title: say({ id: "inbox.state" }),
                  cell: (row) => (
                    <>
                      {say({ id: `extensions.${row.state}` })}
                      {row.problem ? <div>{row.problem}</div> : null}
                    </>
                  ),
                },
                {
                  key: "hooks",
                  title: say({ id: "extensions.hooks" }),
                  cell: (row) => <Tags tags={row.hooks} />,
                },
                {
                  key: "waiting",
                  title: say({ id: "inbox.pending" }),
                  isNumber: true,
                  cell: (row) => <Count value={row.waitingCount} />,
                },
                {
                  key: "dead",
                  title: say({ id: "inbox.dead" }),
                  isNumber: true,
                  cell: (row) => <Count value={row.deadCount} />,
                },
                {
                  key: "failures",
                  title: say({ id: "extensions.failures" }),
                  cell: (row) => <Failures extension={row} />,
                },
                {
                  key: "replay",
                  title: say({ id: "inbox.replay" }),
                  isTitleHidden: true,
                  cell: (row) =>
                    row.deadCount > 0 ? (
                      <ChangeButton
                        does="crmExtensionReplay"
                        size="small"
                        variant="secondary"
                        aria-label={say({ id: "extensions.replayOf" }, { name: row.name })}
                        disabled={replay.isPending}
                        onClick={() => replay.run({ input: { slug: row.slug } })}
                      >
                        <FormattedMessage id="inbox.replay" />
                      </ChangeButton>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}

function Failures({ extension }: { readonly extension: Extension }): ReactNode {
  if (extension.failuresCount === 0) return <Count value={0} />;
  return (
    <>
      <Count value={extension.failuresCount} />
      {extension.lastError ? (
        <div>
          <FormattedMessage
            id="extensions.last"
            values={{
              error: extension.lastError,
              hook: extension.lastHook ?? "–",
              at: <Instant value={extension.lastFailedAt} />,
            }}
          />
        </div>
      ) : null}
    </>
  );
}
