/** What sends mail by itself, a switch for each, and what the mails look like. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmAutomationsDocument,
  CrmAutomationSwitchDocument,
  type CrmAutomationFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { eventWord } from "@/features/profiles/timeline";
import { Card } from "@/ui/Card";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { Table } from "@/ui/Table";
import { useChanged } from "@/ui/useChanged";

import { MailPreview } from "./MailPreview";
import { templateName } from "./templates";

type Automation = CrmAutomationFieldsFragment;

export default function AutomationsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [shown, setShown] = useState<string>();
  const answer = useAsk(CrmAutomationsDocument);
  const change = useChanged(CrmAutomationSwitchDocument, "automations.switched");
  return (
    <Card
      title={<FormattedMessage id="automations.title" />}
      hint={<FormattedMessage id="automations.hint" />}
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmAutomations }) =>
          crmAutomations.length === 0 ? (
            <Empty title={<FormattedMessage id="automations.none" />} />
          ) : (
            <Table<Automation>
              label={say({ id: "automations.title" })}
              rows={crmAutomations}
              rowKey={(row) => row.slug}
              columns={[
                {
                  key: "event",
                  title: say({ id: "automations.event" }),
                  cell: (row) => say({ id: eventWord(row.event) }),
                },
                {
                  key: "template",
                  title: say({ id: "automations.sends" }),
                  cell: (row) => (
                    <>
                      {templateName(say, row.template)}
                      {row.isMarketing ? (
                        <div>
                          <FormattedMessage id="automations.marketing" />
                        </div>
                      ) : null}
                    </>
                  ),
                },
                {
                  key: "on",
                  title: say({ id: "rules.active" }),
                  cell: (row) => (
                    <Switch
                      does="crmAutomationSwitch"
                      label={templateName(say, row.template)}
                      isOn={row.isActive}
                      isPending={change.isPending}
                      onChange={(isActive) => change.run({ input: { slug: row.slug, isActive } })}
                    />
                  ),
                },
                {
                  key: "preview",
                  title: say({ id: "preview.open" }),
                  isTitleHidden: true,
                  cell: (row) => (
                    <Button size="small" variant="secondary" onClick={() => setShown(row.template)}>
                      <FormattedMessage id="preview.open" />
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {shown ? <MailPreview template={shown} onClose={() => setShown(undefined)} /> : null}
    </Card>
  );
}
