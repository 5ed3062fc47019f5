/** What a referral brings and when it counts; every change holds for new claims only. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmReferralTermsDocument,
  CrmReferralTermsUpdateDocument,
  type CrmReferralTermsFieldsFragment,
  type CrmReferralTermsUpdateInput,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import type { Words } from "@/languages";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Checkbox } from "@/ui/Checkbox";
import { Dialog } from "@/ui/Dialog";
import { Figure, Figures } from "@/ui/Figures";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { decimalOf, wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";
import { Count, Money } from "@/ui/values";

type Terms = CrmReferralTermsFieldsFragment;

export function TermsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [isOpen, setOpen] = useState(false);
  const answer = useAsk(CrmReferralTermsDocument, {});
  const update = useChanged(CrmReferralTermsUpdateDocument, "referrals.termsChanged");
  const terms = answer.data?.crmReferralTerms;
  return (
    <Card
      title={<FormattedMessage id="referrals.terms" />}
      actions={
        answer.data ? (
          <>
            {terms ? (
              <Switch
                does="crmReferralTermsUpdate"
                label={say({ id: "referrals.title" })}
                isOn={terms.isActive}
                isPending={update.isPending}
                onChange={(isActive) => update.run({ input: { ...given(terms), isActive } })}
              />
            ) : null}
            <ChangeButton
              does="crmReferralTermsUpdate"
              variant="secondary"
              onClick={() => setOpen(true)}
            >
              <FormattedMessage id="action.change" />
            </ChangeButton>
          </>
        ) : null
      }
    >
      <Loaded answer={answer}>
        {({ crmReferralTerms }) =>
          crmReferralTerms ? (
            <Shown terms={crmReferralTerms} />
          ) : (
            <Empty title={<FormattedMessage id="referrals.noTerms" />} />
          )
        }
      </Loaded>
      {isOpen ? <TermsForm {...(terms ? { terms } : {})} onClose={() => setOpen(false)} /> : null}
    </Card>
  );
}

function Shown({ terms }: { readonly terms: Terms }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Figures>
      <Figure label={say({ id: "referrals.advocatePoints" })}>
        <Count value={terms.advocatePoints} />
      </Figure>
      <Figure label={say({ id: "referrals.friendPoints" })}>
        <Count value={terms.friendPoints} />
      </Figure>
      <Figure label={say({ id: "referrals.minimums" })} isWords>
        {terms.minimums.map((one) => (
          <div key={one.currency}>
            <Money value={one} />
          </div>
        ))}
      </Figure>
      <Figure label={say({ id: "referrals.holdDays" })}>
        <Count value={terms.holdDays} />
      </Figure>
      <Figure label={say({ id: "referrals.claimDays" })}>
        <Count value={terms.claimDays} />
      </Figure>
    </Figures>
  );
}

function given(terms: Terms): CrmReferralTermsUpdateInput {
  const { program, advocatePoints, friendPoints, holdDays, claimDays, dailyMax, reverses } = terms;
  return {
    program,
    isActive: terms.isActive,
    advocatePoints,
    friendPoints,
    holdDays,
    claimDays,
    dailyMax,
    reverses,
    minimums: terms.minimums.map(({ currency, amount }) => ({ currency, amount: String(amount) })),
    ...(terms.monthlyMax == null ? { isUnlimited: true } : { monthlyMax: terms.monthlyMax }),
  };
}

const NUMBERS = [
  ["advocatePoints", "referrals.advocatePoints", 500],
  ["friendPoints", "referrals.friendPoints", 250],
  ["holdDays", "referrals.holdDays", 14],
  ["claimDays", "referrals.claimDays", 180],
  ["dailyMax", "referrals.dailyMax", 5],
] as const satisfies readonly (readonly [keyof Terms, keyof Words, number])[];
type NumberName = (typeof NUMBERS)[number][0];

interface FormProps {
  readonly terms?: Terms;
  readonly onClose: () => void;
}

function TermsForm({ terms, onClose }: FormProps): ReactNode {
  const say = useIntl().formatMessage;
  const [texts, setTexts] = useState(
    () =>
      Object.fromEntries(
        NUMBERS.map(([name, , first]) => [name, String(terms?.[name] ?? first)]),
      ) as Readonly<Record<NumberName, string>>,
  );
  const [monthly, setMonthly] = useState(terms ? String(terms.monthlyMax ?? "") : "10");
  const [minimums, setMinimums] = useState<readonly (readonly [string, string])[]>(
    () => terms?.minimums.map((one) => [one.currency, String(one.amount)] as const) ?? [],
  );
  const [currency, setCurrency] = useState("");
  const [reverses, setReverses] = useState(terms?.reverses ?? true);
  const update = useChanged(CrmReferralTermsUpdateDocument, "referrals.termsChanged");
  const numbers = NUMBERS.map(([name]) => [name, wholeOf(texts[name])] as const);
  const amounts = minimums.map(([code, text]) => ({ currency: code, amount: decimalOf(text) }));
  const canSubmit =
    numbers.every(([, number]) => number !== null) &&
    amounts.length > 0 &&
    amounts.every(({ amount }) => amount !== null) &&
    (monthly.trim() === "" || wholeOf(monthly) !== null);
  const submit = (): void =>
    update.run(
      {
        input: {
          ...(terms ? { program: terms.program, isActive: terms.isActive } : {}),
          ...Object.fromEntries(numbers),
          reverses,
          minimums: amounts.map((one) => ({ ...one, amount: one.amount ?? "" })),
          ...(monthly.trim() ? { monthlyMax: wholeOf(monthly) } : { isUnlimited: true }),
        },
      },
      onClose,
    );
  return (
    <Dialog title={say({ id: "referrals.terms" })} onClose={onClose}>
      <Form
        error={update.error}
        isPending={update.isPending}
        canSubmit={canSubmit}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="referrals.termsHow" />
        </p>
        {NUMBERS.map(([name, word]) => (
          <Input
            key={name}
            label={say({ id: word })}
            inputMode="numeric"
            value={texts[name]}
            error={wholeOf(texts[name]) === null || isRefused(update.error, name)}
            onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
          />
        ))}
        <Input
          label={say({ id: "referrals.monthlyMax" })}
          inputMode="numeric"
          value={monthly}
          onChange={(event) => setMonthly(event.target.value)}
        />
        {minimums.map(([code, text]) => (
          <Input
            key={code}
            label={say({ id: "referrals.minimum" }, { currency: code })}
            inputMode="decimal"
            value={text}
            error={decimalOf(text) === null}
            onChange={(event) =>
              setMinimums(
                minimums.map((one) =>
                  one[0] === code ? ([code, event.target.value] as const) : one,
                ),
              )
            }
          />
        ))}
        <Input
          label={say({ id: "referrals.minimumNew" })}
          value={currency}
          maxLength={3}
          onChange={(event) => {
            const code = event.target.value.trim().toUpperCase();
            const isNew = code.length === 3 && !minimums.some(([one]) => one === code);
            if (isNew) setMinimums([...minimums, [code, ""]]);
            setCurrency(isNew ? "" : code);
          }}
        />
        <Checkbox
          label={say({ id: "referrals.reverses" })}
          isOn={reverses}
          onChange={setReverses}
        />
      </Form>
    </Dialog>
  );
}
