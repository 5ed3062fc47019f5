/** A line to type in that is taken over while it is typed; what is suggested stands in it until then. */
import { useState, type ReactNode } from "react";
import { useIntl } from "react-intl";

import type { Words } from "@/languages";
import { Input } from "@/ui/Input";

export function Line({
  label,
  hint,
  value,
  onValue,
}: {
  readonly label: keyof Words;
  readonly hint?: keyof Words;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): ReactNode {
  const say = useIntl().formatMessage;
  const [typed, setTyped] = useState<string>();
  return (
    <Input
      label={say({ id: label })}
      helperText={hint ? say({ id: hint }) : undefined}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        onValue(event.target.value.trim());
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
