/** A button that begins a change; who would be refused does not see it. */
import { Button, type ButtonProps } from "@saleor/macaw-ui";
import type { ReactNode } from "react";

import type { Operation } from "@/api/generated/operations";
import { useMay } from "@/api/useMay";

type Props = ButtonProps & { readonly does: Operation };

export function ChangeButton({ does, ...button }: Props): ReactNode {
  return useMay()(does) ? <Button {...button} /> : null;
}
