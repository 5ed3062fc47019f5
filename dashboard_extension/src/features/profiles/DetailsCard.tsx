/** Who the shopper is, and the form that corrects it. */
import { useState, type ReactNode } from "react";
import { FormattedDate, FormattedMessage, useIntl } from "react-intl";

import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Tags } from "@/ui/Tags";
import { Day } from "@/ui/values";

import styles from "./Cards.module.css";
import { EditProfile } from "./EditProfile";
import type { Profile } from "./ProfilePage";

export function DetailsCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const [isOpen, setOpen] = useState(false);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [say({ id: "profiles.email" }), <Email key="email" profile={profile} />],
    [say({ id: "profile.phone" }), profile.phone],
    [say({ id: "profile.birthday" }), <Birthday key="birthday" profile={profile} />],
    [say({ id: "profile.language" }), profile.languageCode],
    [say({ id: "profile.city" }), [profile.postalCode, profile.city].filter(Boolean).join(" ")],
    [say({ id: "profile.country" }), <Country key="country" code={profile.countryCode} />],
    [say({ id: "profile.payment" }), profile.preferredPaymentMethod],
    [say({ id: "profile.needs" }), profile.productNeeds],
    [say({ id: "profile.motive" }), profile.buyingMotive],
    [say({ id: "profiles.tags" }), <Tags key="tags" tags={profile.tags} />],
    [say({ id: "profiles.account" }), <Account key="account" profile={profile} />],
  ];
  return (
    <Card
      title={<FormattedMessage id="profile.about" />}
      actions={
        <ChangeButton
          does="crmProfileUpdate"
          variant="secondary"
          size="small"
          onClick={() => setOpen(true)}
        >
          <FormattedMessage id="action.edit" />
        </ChangeButton>
      }
    >
      <dl className={styles["facts"]}>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {isOpen ? <EditProfile profile={profile} onClose={() => setOpen(false)} /> : null}
    </Card>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === null || value === undefined || value === "" ? "–" : value}</dd>
    </>
  );
}

function Email({ profile }: { readonly profile: Profile }): ReactNode {
  if (!profile.email) return "–";
  return (
    <>
      {profile.email}{" "}
      <span className={styles["quiet"]}>
        <FormattedMessage id={profile.emailIsVerified ? "profile.proven" : "profile.unproven"} />
      </span>
    </>
  );
}

function Birthday({ profile }: { readonly profile: Profile }): ReactNode {
  const { birthday } = profile;
  if (!birthday) return "–";
  // A leap year, so that 29 February can be shown without a year.
  const on = new Date(birthday.year ?? 2000, birthday.month - 1, birthday.day);
  return (
    <>
      <FormattedDate
        value={on}
        day="numeric"
        month="long"
        {...(birthday.year ? { year: "numeric" as const } : {})}
      />
      {birthday.isLunar ? (
        <span className={styles["quiet"]}>
          {" "}
          <FormattedMessage id="profile.lunar" />
        </span>
      ) : null}
    </>
  );
}

function Country({ code }: { readonly code: string | null | undefined }): ReactNode {
  const intl = useIntl();
  return code ? (intl.formatDisplayName(code, { type: "region" }) ?? code) : "–";
}

function Account({ profile }: { readonly profile: Profile }): ReactNode {
  if (!profile.isRegistered) return <FormattedMessage id="profiles.guest" />;
  return (
    <>
      <FormattedMessage id="profiles.registered" /> <Day value={profile.registeredAt} />
    </>
  );
}
