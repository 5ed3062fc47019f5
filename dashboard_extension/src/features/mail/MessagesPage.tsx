/** Every e-mail and what became of it: sent, waiting, not sent and why, unknown; and a test to oneself. */
import { lazy, useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";

import {
  CrmMessageSendTestDocument,
  CrmMessagesDocument,
  type CrmMessageState,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/States";
import { PagedTable } from "@/ui/PagedTable";
import { Tabs } from "@/ui/Tabs";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Instant, nameOf } from "@/ui/values";

import { templateName } from "./templates";

const ROWS = 25;
const STATES: readonly CrmMessageState[] = [
  "QUEUED",
  "CLAIMED",
  "HANDED",
  "SENT",
  "UNKNOWN",
  "SUPPRESSED",
  "FAILED",
  "BOUNCED",
  "EXPIRED",
];

const AutomationsCard = lazy(() => import("./AutomationsCard"));

export default function MessagesPage(): ReactNode {
  const say = useIntl().formatMessage;
  const { tab } = useParams();
  const navigate = useNavigate();
  const [isTesting, setTesting] = useState(false);
  return (
    <Page
      title={say({ id: "nav.messages" })}
      actions={
        <ChangeButton
          does="crmMessageSendTest"
          variant="secondary"
          onClick={() => setTesting(true)}
        >
          <FormattedMessage id="messages.test" />
        </ChangeButton>
      }
    >
      <Tabs
        label={say({ id: "nav.messages" })}
        chosen={tab}
        onChoose={(key) => void navigate(`/messages/${key}`, { replace: true })}
        tabs={[
          {
            key: "sent",
            asks: "crmMessages",
            title: say({ id: "messages.title" }),
            content: <Messages />,
          },
          {
            key: "automations",
            asks: "crmAutomations",
            title: say({ id: "automations.title" }),
            content: <AutomationsCard />,
          },
        ]}
      />
      {isTesting ? <SendTest onClose={() => setTesting(false)} /> : null}
    </Page>
  );
}

function Messages(): ReactNode {
  const say = useIntl().formatMessage;
  const [params, setParams] = useSearchParams();
  const pages = usePages();
  const state = STATES.find((one) => one === params.get("state"));
  const answer = useAsk(CrmMessagesDocument, {
    first: ROWS,
    ...(state ? { states: [state] } : {}),
    ...pages.after,
  });
  return (
    <Card
      title={<FormattedMessage id="messages.title" />}
      actions={
        <Choice
          label={say({ id: "messages.state" })}
          value={state ?? ""}
          options={[
            ["", say({ id: "filter.any" })],
            ...STATES.map((one) => [one, say({ id: `message.${one}` })] as const),
          ]}
          onChange={(value) => {
            pages.onCursors([]);
            setParams(value ? { state: value } : {});
          }}
        />
      }
      isFlush
    >
      <Loaded answer={answer} rows={10}>
        {({ crmMessages: page }) => (
          <PagedTable
            label={say({ id: "messages.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="messages.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "to",
                title: say({ id: "messages.to" }),
                cell: (row) =>
                  row.profile ? (
                    <Link to={`/customers/${encodeURIComponent(row.profile.id)}`}>
                      {nameOf(row.profile)}
                    </Link>
                  ) : (
                    <FormattedMessage id="messages.isTest" />
                  ),
              },
              {
                key: "template",
                title: say({ id: "messages.template" }),
                cell: (row) => templateName(say, row.template),
              },
              {
                key: "state",
                title: say({ id: "messages.state" }),
                cell: (row) => say({ id: `message.${row.state}` }),
              },
              {
                key: "reason",
                title: say({ id: "messages.reason" }),
                cell: (row) => row.reason ?? "–",
              },
              {
                key: "when",
                title: say({ id: "messages.when" }),
                cell: (row) => <Instant value={row.sentAt ?? row.createdAt} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

const TEMPLATES = ["welcome", "points-earned"] as const;

function SendTest({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useIntl().formatMessage;
  const [template, setTemplate] = useState<string>(TEMPLATES[0]);
  const [address, setAddress] = useState("");
  const change = useChanged(CrmMessageSendTestDocument, "messages.testSent");
  return (
    <Dialog title={say({ id: "messages.test" })} onClose={onClose}>
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={address.includes("@")}
        submitWord="messages.send"
        onSubmit={() => change.run({ input: { template, address: address.trim() } }, onClose)}
        onCancel={onClose}
      >
        <Choice
          label={say({ id: "messages.template" })}
          value={template}
          options={TEMPLATES.map((one) => [one, templateName(say, one)] as const)}
          onChange={setTemplate}
        />
        <Input
          type="email"
          label={say({ id: "profiles.email" })}
          value={address}
          error={isRefused(change.error, "address")}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
