/** A line to type in, with what is wrong with it. macaw-ui gives it the role `input`, which does not exist: screen readers would know no field. */
import { Input as MacawInput } from "@saleor/macaw-ui";
import { useId, type ComponentProps, type ReactNode } from "react";

interface Props extends ComponentProps<typeof MacawInput> {
  /** What is wrong, said below the field; nothing while it is right. */
  readonly problem?: string | null | undefined;
}

export function Input({ problem, helperText, ...props }: Props): ReactNode {
  const id = useId();
  const words = problem || helperText;
  return (
    <MacawInput
      role={undefined}
      {...(words ? { helperText: <span id={id}>{words}</span>, "aria-describedby": id } : {})}
      {...(problem ? { error: true, "aria-invalid": true } : {})}
      {...props}
    />
  );
}
