/** Lets staff in when the page stands alone: with a Saleor account inside Saleor's host, else with a token. */
import { Button } from "@saleor/macaw-ui";
import { useState, type FormEvent, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { ask, AskError } from "@/api/client";
import { CrmProfilesDocument } from "@/api/generated/graphql";
import { saleorEndpoint } from "@/bridge/place";
import { saleorSignIn, SignInRefused, type SaleorProblem } from "@/bridge/saleorAccount";
import { signIn, signInWithAccount, signOut } from "@/bridge/session";
import { Input } from "@/ui/Input";

import styles from "./SignIn.module.css";

type Problem = SaleorProblem | "signedOut" | "permission" | "accountPermission";
type Way = "account" | "token";

interface Given {
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

interface Properties {
  readonly onSignedIn: () => void;
  /** Saleor's own endpoint, where its host serves this page. */
  readonly endpoint?: string | null;
}

/** Signs in and tries what was given before it counts; whoever is refused is signed out again. */
async function tried(way: Way, given: Given, endpoint: string | null): Promise<Problem | null> {
  try {
    if (way === "account" && endpoint !== null) {
      signInWithAccount(await saleorSignIn(endpoint, given.email.trim(), given.password));
    } else {
      signIn(given.token.trim());
    }
    await ask(CrmProfilesDocument, { first: 1 });
    return null;
  } catch (error) {
    signOut();
    if (error instanceof SignInRefused) return error.problem;
    const kind = error instanceof AskError ? error.kind : "failed";
    if (kind === "permission") return way === "account" ? "accountPermission" : kind;
    return kind === "signedOut" ? kind : "failed";
  }
}

export function SignIn({ onSignedIn, endpoint = saleorEndpoint }: Properties): ReactNode {
  const [way, setWay] = useState<Way>(endpoint === null ? "token" : "account");
  const [given, setGiven] = useState<Given>({ email: "", password: "", token: "" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isTrying, setTrying] = useState(false);
  const isComplete =
    way === "account"
      ? given.email.trim() !== "" && given.password !== ""
      : given.token.trim() !== "";

  async function submitted(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTrying(true);
    setProblem(null);
    const found = await tried(way, given, endpoint);
    setTrying(false);
    setProblem(found);
    if (found === null) onSignedIn();
  }

  function turned(): void {
    setWay(way === "account" ? "token" : "account");
    setProblem(null);
  }

  return (
    <main className={styles["page"]}>
      <form className={styles["form"]} onSubmit={(event) => void submitted(event)}>
        <h1>
          <FormattedMessage id="signIn.title" />
        </h1>
        <p>
          <FormattedMessage id={way === "account" ? "signIn.howAccount" : "signIn.how"} />
        </p>
        <Fields way={way} given={given} isWrong={problem !== null} onChange={setGiven} />
        {problem ? (
          <p role="alert" className={styles["problem"]}>
            <FormattedMessage id={`signIn.${problem}`} />
          </p>
        ) : null}
        <Button type="submit" disabled={isTrying || !isComplete}>
          <FormattedMessage id="signIn.submit" />
        </Button>
        {endpoint === null ? null : (
          <Button type="button" variant="tertiary" onClick={turned}>
            <FormattedMessage id={way === "account" ? "signIn.withToken" : "signIn.withAccount"} />
          </Button>
        )}
      </form>
    </main>
  );
}

interface FieldsProperties {
  readonly way: Way;
  readonly given: Given;
  readonly isWrong: boolean;
  readonly onChange: (given: Given) => void;
}

function Fields({ way, given, isWrong, onChange }: FieldsProperties): ReactNode {
  const intl = useIntl();
  if (way === "token") {
    return (
      <Input
        type="password"
        autoComplete="off"
        label={intl.formatMessage({ id: "signIn.token" })}
        value={given.token}
        onChange={(event) => onChange({ ...given, token: event.target.value })}
        error={isWrong}
      />
    );
  }
  return (
    <>
      <Input
        type="email"
        autoComplete="username"
        label={intl.formatMessage({ id: "signIn.email" })}
        value={given.email}
        onChange={(event) => onChange({ ...given, email: event.target.value })}
        error={isWrong}
      />
      <Input
        type="password"
        autoComplete="current-password"
        label={intl.formatMessage({ id: "signIn.password" })}
        value={given.password}
        onChange={(event) => onChange({ ...given, password: event.target.value })}
        error={isWrong}
      />
    </>
  );
}
