/** Everything that was in force in a program, the newest first; none of it was ever edited. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProgramDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Dialog } from "@/ui/Dialog";
import { Stack } from "@/ui/Page";
import { Loaded } from "@/ui/States";
import { Instant } from "@/ui/values";

import { RateTable } from "./Rates";

export function Revisions({ slug }: { readonly slug: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="tertiary" onClick={() => setOpen(true)}>
        <FormattedMessage id="tiers.history" />
      </Button>
      {isOpen ? <Shown slug={slug} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface Props {
  readonly slug: string;
  readonly onClose: () => void;
}

function Shown({ slug, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const answer = useAsk(CrmProgramDocument, { slug });
  return (
    <Dialog title={say({ id: "program.revisions" })} onClose={onClose} isWide>
      <Loaded answer={answer}>
        {({ crmProgram }) => (
          <Stack>
            {(crmProgram?.revisions ?? []).map((revision) => (
              <section key={revision.number}>
                <h3>
                  <FormattedMessage id="program.revisionNumber" /> {revision.number},{" "}
                  <Instant value={revision.validFrom} />
                </h3>
                {revision.rates.length === 0 ? (
                  <FormattedMessage id="program.noRates" />
                ) : (
                  <RateTable rates={revision.rates} />
                )}
              </section>
            ))}
          </Stack>
        )}
      </Loaded>
    </Dialog>
  );
}
