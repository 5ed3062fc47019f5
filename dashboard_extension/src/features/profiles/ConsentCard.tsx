/** What the shopper agreed to, changed on his word, with the proof of each statement. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmConsentUpdateDocument } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { notify } from "@/ui/Notices";
import { Instant } from "@/ui/values";

import styles from "./Cards.module.css";
import type { Profile } from "./ProfilePage";

type Consent = Profile["consents"][number];
const EMAIL = { channel: "email", topic: null, status: null, statedAt: null };
type Shown = Omit<Consent, "status" | "statedAt"> & {
  readonly status: Consent["status"] | null;
  readonly statedAt: string | null;
};

export function ConsentCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const [changed, setChanged] = useState<Shown>();
  const hasEmail = profile.consents.some((one) => one.channel === "email" && !one.topic);
  const consents: readonly Shown[] = hasEmail ? profile.consents : [EMAIL, ...profile.consents];
  return (
    <Card title={<FormattedMessage id="consent.title" />}>
      {consents.map((consent) => (
        <div className={styles["row"]} key={`${consent.channel} ${consent.topic ?? ""}`}>
          <div>
            <p>
              {consent.channel}
              {consent.topic ? ` · ${consent.topic}` : ""}:{" "}
              <strong>{say({ id: `consent.${consent.status ?? "SILENT"}` })}</strong>
            </p>
            {consent.statedAt ? (
              <p className={styles["quiet"]}>
                <Instant value={consent.statedAt} />
              </p>
            ) : null}
          </div>
          <ChangeButton
            does="crmConsentUpdate"
            variant="secondary"
            size="small"
            onClick={() => setChanged(consent)}
          >
            <FormattedMessage id="action.change" />
          </ChangeButton>
        </div>
      ))}
      <History profile={profile} />
      {changed ? (
        <ChangeConsent profile={profile} consent={changed} onClose={() => setChanged(undefined)} />
      ) : null}
    </Card>
  );
}

function History({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  if (profile.consentHistory.edges.length === 0) return null;
  return (
    <details>
      <summary>
        <FormattedMessage id="consent.history" />
      </summary>
      <ul className={styles["lines"]}>
        {profile.consentHistory.edges.map(({ node }) => (
          <li
            className={styles["row"]}
            key={`${node.statedAt} ${node.channel} ${node.topic ?? ""}`}
          >
            <span>
              {node.channel}
              {node.topic ? ` · ${node.topic}` : ""}: {say({ id: `consent.${node.status}` })}
            </span>
            <span className={styles["quiet"]}>
              {node.source} · <Instant value={node.statedAt} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface ChangeProps {
  readonly profile: Profile;
  readonly consent: Shown;
  readonly onClose: () => void;
}

function ChangeConsent({ profile, consent, onClose }: ChangeProps): ReactNode {
  const say = useIntl().formatMessage;
  const change = useChange(CrmConsentUpdateDocument);
  const isGranted = consent.status === "GRANTED";
  const submit = (): void => {
    change.mutate(
      {
        input: {
          profileId: profile.id,
          channel: consent.channel,
          ...(consent.topic ? { topic: consent.topic } : {}),
          isGranted: !isGranted,
        },
      },
      {
        onSuccess: () => {
          notify({ status: "success", title: say({ id: "consent.changed" }) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={say({ id: "consent.title" })} onClose={onClose}>
      <Form
        error={change.error}
        isPending={change.isPending}
        submitWord={isGranted ? "consent.revoke" : "consent.grant"}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id={isGranted ? "consent.revokeHow" : "consent.grantHow"} />
        </p>
      </Form>
    </Dialog>
  );
}
