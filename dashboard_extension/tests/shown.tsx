/** Shows a part of the page as a merchant sees it, with answers of an endpoint that the test plays. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import type { ReactNode } from "react";
import { IntlProvider } from "react-intl";
import { MemoryRouter } from "react-router";
import { vi, type Mock } from "vitest";

import { CrmOperationsDocument } from "@/api/generated/graphql";
import OPERATIONS from "@/api/generated/operations.ts?raw";
import type { Operation } from "@/api/generated/operations";
import { queryClientMake } from "@/api/useAsk";
import { ENGLISH } from "@/languages";
import { Notices } from "@/ui/Notices";

export interface Asked {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const EVERY = [...OPERATIONS.matchAll(/"(\w+)"/g)].map(([, name]) => name as Operation);
let allowed: readonly Operation[] = EVERY;

type Answers = (asked: Asked) => unknown;

/**
 * Plays the endpoint: `answers` gives the body of each answer, at once or later; returns what was asked, in order.
 *
 * What the caller may do is answered here, and not among what was asked: all but `refused`.
 */
export function endpointPlayed(answers: Answers, refused: readonly Operation[] = []): Asked[] {
  const asked: Asked[] = [];
  allowed = EVERY.filter((name) => !refused.includes(name));
  const fetched: Mock = vi.fn((_url: string, init: RequestInit) => {
    const one = JSON.parse(String(init.body)) as Asked;
    const isMay = one.query.includes("query CrmOperations");
    if (!isMay) asked.push(one);
    const body = isMay ? { data: { crmOperations: allowed } } : answers(one);
    return Promise.resolve(body).then((known) => new Response(JSON.stringify(known)));
  });
  vi.stubGlobal("fetch", fetched);
  return asked;
}

export function shown(content: ReactNode, path = "/"): RenderResult {
  const client = queryClientMake();
  client.setQueryData([CrmOperationsDocument.toString(), null], { crmOperations: allowed });
  return render(
    <QueryClientProvider client={client}>
      <IntlProvider locale="en" messages={ENGLISH}>
        <MemoryRouter initialEntries={[path]}>
          {content}
          <Notices />
        </MemoryRouter>
      </IntlProvider>
    </QueryClientProvider>,
  );
}
