/** What every mount shares: data, language, and the wait for the Dashboard's token. */
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, useEffect, useState, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { FormattedMessage } from "react-intl";

import { queryClientMake } from "@/api/useAsk";
import { tokenArrived } from "@/bridge/session";
import { LanguageProvider } from "@/languages/LanguageProvider";
import { Empty, Loading } from "@/ui/States";

const HANDSHAKE_SECONDS_MAX = 10;
const queries = queryClientMake();

/** Shows `children` once requests can be made; says what is wrong when the Dashboard stays silent. */
function Handshake({ children }: { readonly children: ReactNode }): ReactNode {
  const [isReady, setReady] = useState<boolean>();
  useEffect(() => {
    void tokenArrived(HANDSHAKE_SECONDS_MAX).then(setReady);
  }, []);
  if (isReady === undefined) return <Loading />;
  if (isReady) return children;
  return (
    <Empty title={<FormattedMessage id="handshake.silent" />}>
      <p>
        <FormattedMessage id="handshake.referrer" />
      </p>
    </Empty>
  );
}

export function mount(content: ReactNode): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <Handshake>{content}</Handshake>
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
