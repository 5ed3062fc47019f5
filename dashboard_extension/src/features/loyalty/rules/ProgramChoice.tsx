/** Which program something new belongs to; a shop with one is not asked. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import { Choice } from "@/ui/Choice";

interface Props {
  readonly slugs: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (slug: string) => void;
}

export function ProgramChoice({ slugs, value, onChange }: Props): ReactNode {
  const say = useIntl().formatMessage;
  if (slugs.length < 2) return null;
  return (
    <Choice
      label={say({ id: "program.chosen" })}
      value={value ?? ""}
      options={slugs.map((slug) => [slug, slug] as const)}
      onChange={onChange}
    />
  );
}
