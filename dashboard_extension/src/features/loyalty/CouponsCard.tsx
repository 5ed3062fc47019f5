/** The codes that points became, and the way to take one back. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import {
  CrmCouponRevokeDocument,
  CrmCouponsDocument,
  type CrmCouponsQuery,
  type CrmCouponState,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useOperations } from "@/api/useMay";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Confirm } from "@/ui/Confirm";
import { Choice } from "@/ui/Choice";
import { Input } from "@/ui/Input";
import { Empty, Loaded } from "@/ui/States";
import { PagedTable } from "@/ui/PagedTable";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, LastDay, nameOf } from "@/ui/values";

import { usePrograms } from "./rules/usePrograms";

type Coupon = CrmCouponsQuery["crmCoupons"]["edges"][number]["node"];
const ROWS = 20;
const STATES: readonly CrmCouponState[] = [
  "ISSUING",
  "ACTIVE",
  "REVOKING",
  "USED",
  "REFUNDED",
  "EXPIRED",
  "REVOKED",
  "FAILED",
];
const CAN_BE_REVOKED: readonly CrmCouponState[] = ["ISSUING", "ACTIVE", "FAILED"];

export function CouponsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [state, setState] = useState<CrmCouponState | "">("");
  const [revoked, setRevoked] = useState<Coupon>();
  const pages = usePages();
  const { zoneOf } = usePrograms();
  const { isPending, may } = useOperations();
  const withProfiles = may("crmProfiles");
  const answer = useAsk(
    CrmCouponsDocument,
    { first: ROWS, withProfiles, ...(state ? { states: [state] } : {}), ...pages.after },
    { isEnabled: !isPending },
  );
  return (
    <Card
      title={<FormattedMessage id="coupons.title" />}
      actions={
        <Choice
          label={say({ id: "inbox.state" })}
          value={state}
          options={[
            ["", say({ id: "filter.any" })],
            ...STATES.map((one) => [one, say({ id: `coupon.${one}` })] as const),
          ]}
          onChange={(value) => {
            pages.onCursors([]);
            setState(value as CrmCouponState | "");
          }}
        />
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmCoupons: page }) => (
          <PagedTable<Coupon>
            label={say({ id: "coupons.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="coupons.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              ...(withProfiles
                ? [{ key: "who", title: say({ id: "profile.title" }), cell: ownerOf }]
                : []),
              {
                key: "reward",
                title: say({ id: "rewards.one" }),
                cell: (row) => row.reward.name,
              },
              { key: "code", title: say({ id: "coupons.code" }), cell: (row) => row.code },
              {
                key: "state",
                title: say({ id: "inbox.state" }),
                cell: (row) => (
                  <>
                    {say({ id: `coupon.${row.state}` })}
                    {row.error ? <div>{row.error}</div> : null}
                    {row.isUsedByOwner ? null : (
                      <div>
                        <FormattedMessage id="coupons.stranger" />
                      </div>
                    )}
                  </>
                ),
              },
              {
                key: "points",
                title: say({ id: "points.title" }),
                isNumber: true,
                cell: (row) => <Count value={row.points} />,
              },
              {
                key: "until",
                title: say({ id: "rules.until" }),
                cell: (row) => <LastDay value={row.expiresAt} zone={zoneOf(row.reward.program)} />,
              },
              {
                key: "revoke",
                title: say({ id: "coupons.revoke" }),
                cell: (row) =>
                  CAN_BE_REVOKED.includes(row.state) ? (
                    <ChangeButton
                      does="crmCouponRevoke"
                      size="small"
                      variant="secondary"
                      onClick={() => setRevoked(row)}
                    >
                      <FormattedMessage id="coupons.revoke" />
                    </ChangeButton>
                  ) : (
                    "–"
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      {revoked ? <Revoke coupon={revoked} onClose={() => setRevoked(undefined)} /> : null}
    </Card>
  );
}

function ownerOf({ profile }: Coupon): ReactNode {
  if (!profile) return "–";
  return <Link to={`/customers/${encodeURIComponent(profile.id)}`}>{nameOf(profile)}</Link>;
}

interface RevokeProps {
  readonly coupon: Coupon;
  readonly onClose: () => void;
}

function Revoke({ coupon, onClose }: RevokeProps): ReactNode {
  const say = useIntl().formatMessage;
  const [reason, setReason] = useState("");
  const revoke = useChanged(CrmCouponRevokeDocument, "coupons.revoked");
  return (
    <Confirm
      word="coupons.revoke"
      error={revoke.error}
      isPending={revoke.isPending}
      canConfirm={reason.trim() !== ""}
      onConfirm={() => revoke.run({ input: { id: coupon.id, reason: reason.trim() } }, onClose)}
      onClose={onClose}
    >
      <p>
        <FormattedMessage id="coupons.revokeHow" values={{ points: coupon.points }} />
      </p>
      <Input
        label={say({ id: "points.reason" })}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Confirm>
  );
}
