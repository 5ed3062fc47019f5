/** Shows a part of the page as a merchant sees it, with answers of an endpoint that the test plays. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import type { ReactNode } from "react";
import { IntlProvider } from "react-intl";
import { MemoryRouter } from "react-router";
import { vi, type Mock } from "vitest";

import { queryClientMake } from "@/api/useAsk";
import { ENGLISH } from "@/languages";
import { Notices } from "@/ui/Notices";

export interface Asked {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

type Answers = (asked: Asked) => unknown;

/** Plays the endpoint: `answers` gives the body of each answer; returns what was asked, in order. */
export function endpointPlayed(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  const fetched: Mock = vi.fn((_url: string, init: RequestInit) => {
    const one = JSON.parse(String(init.body)) as Asked;
    asked.push(one);
    return Promise.resolve(new Response(JSON.stringify(answers(one))));
  });
  vi.stubGlobal("fetch", fetched);
  return asked;
}

export function shown(content: ReactNode, path = "/"): RenderResult {
  return render(
    <QueryClientProvider client={queryClientMake()}>
      <IntlProvider locale="en" messages={ENGLISH}>
        <MemoryRouter initialEntries={[path]}>
          {content}
          <Notices />
        </MemoryRouter>
      </IntlProvider>
    </QueryClientProvider>,
  );
}
