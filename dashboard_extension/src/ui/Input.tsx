/** A line to type in. macaw-ui gives it the role `input`, which does not exist: screen readers would know no field. */
import { Input as MacawInput } from "@saleor/macaw-ui";
import type { ComponentProps, ReactNode } from "react";

export function Input(props: ComponentProps<typeof MacawInput>): ReactNode {
  return <MacawInput role={undefined} {...props} />;
}
