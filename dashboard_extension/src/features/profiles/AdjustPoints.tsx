/** Gives or takes points with a reason; sent twice by accident, it happens once. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmPointsAdjustDocument } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { notify } from "@/ui/Notices";

import type { Profile } from "./ProfilePage";

interface Props {
  readonly profile: Profile;
  readonly onClose: () => void;
}

export function AdjustPoints({ profile, onClose }: Props): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  // One key for one opening of the dialog: a second click, or a retry after a lost answer, repeats nothing.
  const [key] = useState(() => crypto.randomUUID());
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const change = useChange(CrmPointsAdjustDocument);
  const number = Number(points);
  const isNumber = points.trim() !== "" && Number.isInteger(number) && number !== 0;

  const submit = (): void => {
    change.mutate(
      { input: { profileId: profile.id, points: number, key, reason: reason.trim() } },
      {
        onSuccess: (data) => {
          const { request, account } = data.crmPointsAdjust;
          notify(
            request
              ? {
                  status: "info",
                  title: say({ id: "points.asked" }),
                  text: say({ id: "points.askedHow" }),
                }
              : {
                  status: "success",
                  title: say({ id: "points.adjusted" }),
                  text: say({ id: "points.nowAvailable" }, { points: account?.available ?? 0 }),
                },
          );
          onClose();
        },
      },
    );
  };

  return (
    <Dialog title={say({ id: "points.adjust" })} onClose={onClose}>
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={isNumber && reason.trim() !== ""}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage
            id="points.nowAvailable"
            values={{ points: profile.points.available }}
          />
        </p>
        <Input
          label={say({ id: "points.howMany" })}
          inputMode="numeric"
          value={points}
          error={
            isRefused(change.error, "points") || (points !== "" && points !== "-" && !isNumber)
          }
          helperText={say({ id: "points.howManyHint" })}
          onChange={(event) => setPoints(event.target.value)}
        />
        <Input
          label={say({ id: "points.reason" })}
          value={reason}
          maxLength={200}
          error={isRefused(change.error, "reason")}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
