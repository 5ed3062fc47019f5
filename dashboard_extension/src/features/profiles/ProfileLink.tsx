/** The way from a row to its customer. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";
import { Link } from "react-router";

interface Props {
  readonly id: string | null | undefined;
  /** Undefined while it is loaded, or when it may not be seen. */
  readonly name: string | undefined;
}

export function ProfileLink({ id, name }: Props): ReactNode {
  if (!id) return "–";
  return (
    <Link to={`/customers/${encodeURIComponent(id)}`}>
      {name ?? <FormattedMessage id="profile.title" />}
    </Link>
  );
}
