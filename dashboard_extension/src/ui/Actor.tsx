/** Who did something: by name where the CRM knows it and tells it to the caller, else by kind and number. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { CrmActorsDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useMay } from "@/api/useMay";

const KINDS = {
  app: "actor.app",
  profile: "actor.profile",
  shopper: "actor.shopper",
  staff: "actor.staff",
  token: "actor.token",
} as const;
const NAMED = {
  app: "actor.appNamed",
  staff: "actor.staffNamed",
  token: "actor.tokenNamed",
} as const;
// Few people work on a page, and their names hardly change: each is asked for once in a while.
const FRESH_MILLISECONDS = 300_000;

interface Props {
  /** The kind and the id that the CRM keeps, such as `token:3`. */
  readonly value: string | null | undefined;
}

export function Actor({ value }: Props): ReactNode {
  if (!value) return "–";
  const [kind = "", id] = value.split(":");
  const word = KINDS[kind as keyof typeof KINDS];
  if (!word || !id) return value;
  const named = NAMED[kind as keyof typeof NAMED];
  const numbered = <FormattedMessage id={word} values={{ id }} />;
  return named ? <Name value={value} word={named} unknown={numbered} /> : numbered;
}

interface NameProps {
  readonly value: string;
  readonly word: (typeof NAMED)[keyof typeof NAMED];
  readonly unknown: ReactNode;
}

function Name({ value, word, unknown }: NameProps): ReactNode {
  const may = useMay();
  const answer = useAsk(
    CrmActorsDocument,
    { actors: [value] },
    { isEnabled: may("crmActors"), freshMilliseconds: FRESH_MILLISECONDS },
  );
  const name = answer.data?.crmActors?.find((one) => one.actor === value)?.name;
  return name ? <FormattedMessage id={word} values={{ name }} /> : unknown;
}
