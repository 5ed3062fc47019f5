/** What is set up once: what mail can be about, and the packages that extend the CRM. */
import { lazy, type ReactNode } from "react";
import { useIntl } from "react-intl";
import { useNavigate, useParams } from "react-router";

import { Page } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";

import TopicsCard from "./topics/TopicsCard";

const ExtensionsCard = lazy(() => import("./extensions/ExtensionsCard"));

export default function SettingsPage(): ReactNode {
  const say = useIntl().formatMessage;
  const { tab } = useParams();
  const navigate = useNavigate();
  return (
    <Page title={say({ id: "nav.settings" })}>
      <Tabs
        label={say({ id: "nav.settings" })}
        chosen={tab}
        onChoose={(key) => void navigate(`/settings/${key}`, { replace: true })}
        tabs={[
          {
            key: "topics",
            asks: "crmTopics",
            title: say({ id: "topics.title" }),
            content: <TopicsCard />,
          },
          {
            key: "extensions",
            asks: "crmExtensions",
            title: say({ id: "extensions.title" }),
            content: <ExtensionsCard />,
          },
        ]}
      />
    </Page>
  );
}
