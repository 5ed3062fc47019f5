/** Makes or changes one tier; the others and the policies go with it as they are. */
import { useState, type ReactNode } from "react";
import { useIntl } from "react-intl";

import { CrmTiersUpdateDocument } from "@/api/generated/graphql";
import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { decimalOf, wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import { slugNew } from "../slug";
import { thresholdGiven, tierGiven, type Policies, type Tier } from "./tiers";

interface Props {
  readonly tiers: readonly Tier[];
  readonly policies: Policies;
  /** The tier to change; a new one without. */
  readonly tier?: Tier;
  readonly onClose: () => void;
}

export function TierForm({ tiers, policies, tier, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [name, setName] = useState(tier?.name ?? "");
  const [threshold, setThreshold] = useState(
    tier ? String(tier.amount?.amount ?? tier.threshold) : "",
  );
  const [percent, setPercent] = useState(String(tier?.earnPercent ?? 100));
  const [benefits, setBenefits] = useState(tier?.benefits ?? "");
  const update = useChanged(CrmTiersUpdateDocument, "tiers.changed");
  const isMoney = policies.metric === "SPEND";
  const reached = isMoney ? decimalOf(threshold) : wholeOf(threshold);
  const earnPercent = wholeOf(percent);
  const submit = (): void => {
    if (reached === null || earnPercent === null) return;
    const changed = {
      slug: tier?.slug ?? slugNew(name, "tier"),
      name: name.trim(),
      earnPercent,
      benefits: benefits.trim(),
      ...thresholdGiven(String(reached), policies),
    };
    const others = tiers
      .filter((one) => one.slug !== tier?.slug)
      .map((one) => tierGiven(one, policies));
    update.run({ input: { ...policies, tiers: [...others, changed] } }, onClose);
  };
  return (
    <Dialog title={say({ id: tier ? "tiers.edit" : "tiers.add" })} onClose={onClose}>
      <Form
        error={update.error}
        isPending={update.isPending}
        canSubmit={name.trim() !== "" && reached !== null && earnPercent !== null}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Input
          label={say({ id: "rules.name" })}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
        />
        <Input
          label={
            isMoney
              ? say({ id: "tiers.thresholdMoney" }, { currency: policies.currency })
              : say({ id: "tiers.thresholdPoints" })
          }
          inputMode={isMoney ? "decimal" : "numeric"}
          value={threshold}
          error={threshold !== "" && reached === null}
          onChange={(event) => setThreshold(event.target.value)}
        />
        <Input
          label={say({ id: "tiers.earnsPercent" })}
          inputMode="numeric"
          value={percent}
          error={earnPercent === null}
          onChange={(event) => setPercent(event.target.value)}
        />
        <Input
          label={say({ id: "tiers.benefits" })}
          value={benefits}
          onChange={(event) => setBenefits(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
