/** Asks for a token when the page stands alone; the token is tried before it is kept. */
import { Button } from "@saleor/macaw-ui";
import { useState, type FormEvent, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { ask, AskError } from "@/api/client";
import { CrmProfilesDocument } from "@/api/generated/graphql";
import { signIn, signOut } from "@/bridge/session";
import { Input } from "@/ui/Input";

import styles from "./SignIn.module.css";

export function SignIn({ onToken }: { readonly onToken: (token: string) => void }): ReactNode {
  const intl = useIntl();
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<"signedOut" | "permission" | "failed">();
  const [isTrying, setTrying] = useState(false);

  async function tried(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTrying(true);
    setProblem(undefined);
    signIn(token.trim());
    try {
      await ask(CrmProfilesDocument, { first: 1 });
      onToken(token.trim());
    } catch (error) {
      signOut();
      const kind = error instanceof AskError ? error.kind : "failed";
      setProblem(kind === "unreachable" ? "failed" : kind);
    } finally {
      setTrying(false);
    }
  }

  return (
    <main className={styles["page"]}>
      <form className={styles["form"]} onSubmit={(event) => void tried(event)}>
        <h1>
          <FormattedMessage id="signIn.title" />
        </h1>
        <p>
          <FormattedMessage id="signIn.how" />
        </p>
        <Input
          type="password"
          autoComplete="off"
          label={intl.formatMessage({ id: "signIn.token" })}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          error={problem !== undefined}
        />
        {problem ? (
          <p role="alert" className={styles["problem"]}>
            <FormattedMessage id={`signIn.${problem}`} />
          </p>
        ) : null}
        <Button type="submit" disabled={isTrying || token.trim() === ""}>
          <FormattedMessage id="signIn.submit" />
        </Button>
      </form>
    </main>
  );
}
