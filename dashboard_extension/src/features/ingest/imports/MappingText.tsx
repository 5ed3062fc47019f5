/** What was chosen as text, for those who know it: more can be said there than on the page. */
import { Button, Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import styles from "./Imports.module.css";

interface Props {
  readonly mapping: string;
  readonly onMapping: (mapping: string) => void;
}

export function MappingText({ mapping, onMapping }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [typed, setTyped] = useState<string>();
  return (
    <details className={styles["expert"]}>
      <summary>
        <FormattedMessage id="imports.expert" />
      </summary>
      <div className={styles["stack"]}>
        <p className={styles["hint"]}>
          <FormattedMessage id="imports.expertHint" />
        </p>
        <Textarea
          label={say({ id: "imports.mapping" })}
          rows={16}
          spellCheck={false}
          value={typed ?? mapping}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div>
          <Button
            type="button"
            variant="secondary"
            disabled={typed === undefined || typed === mapping}
            onClick={() => {
              onMapping(typed ?? mapping);
              setTyped(undefined);
            }}
          >
            <FormattedMessage id="imports.expertApply" />
          </Button>
        </div>
      </div>
    </details>
  );
}
