import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import { RulesCard } from "./RulesCard";

const WEEK = {
  id: "w",
  program: "points",
  name: "Tea week",
  effect: "MULTIPLY",
  factor: 2,
  points: null,
  startsAt: "2026-02-28T16:00:00+00:00",
  endsAt: "2026-03-07T16:00:00+00:00",
  left: null,
  isActive: false,
};

function played(rules: readonly object[], programs: readonly object[]): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmPrograms")) return { data: { crmPrograms: programs } };
    if (query.includes("crmEarningRuleCreate")) {
      return { data: { crmEarningRuleCreate: { errors: [], rule: null } } };
    }
    const pageInfo = { hasNextPage: false, endCursor: null };
    const edges = rules.map((node) => ({ node }));
    return { data: { crmEarningRules: { totalCount: rules.length, pageInfo, edges } } };
  });
}

const TAIPEI = { slug: "points", timeZone: "Asia/Taipei" };
const BERLIN = { slug: "club", timeZone: "Europe/Berlin" };
const sent = (asked: readonly Asked[]): unknown =>
  asked.find((one) => one.query.includes("crmEarningRuleCreate"))?.variables["input"];

async function formFilled(): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: "New rule" }));
  await userEvent.type(screen.getByLabelText("Name"), "Tea week");
  await userEvent.type(screen.getByLabelText("Factor, such as 1.5"), "1,5");
}

const dayPut = (label: RegExp, value: string): boolean =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe("earning rules", () => {
  it("shows the days of the program's calendar, the last one included", async () => {
    played([WEEK], [TAIPEI]);
    shown(<RulesCard />);

    expect(await screen.findByText("Mar 1, 2026")).toBeInTheDocument();
    expect(screen.getByText("Mar 7, 2026")).toBeInTheDocument();
  });

  it("makes a campaign on the calendar of the program that is chosen", async () => {
    const asked = played([], [TAIPEI, BERLIN]);
    shown(<RulesCard />);
    await formFilled();
    await userEvent.selectOptions(screen.getByLabelText("Program"), "club");
    dayPut(/^First day/, "2026-03-28");
    dayPut(/^Last day/, "2026-03-29");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toEqual({
        slug: "tea-week",
        program: "club",
        terms: {
          name: "Tea week",
          effect: "MULTIPLY",
          factor: "1.5",
          startsAt: "2026-03-27T23:00:00.000Z",
          endsAt: "2026-03-29T22:00:00.000Z",
        },
      }),
    );
  });

  it("sends nothing while the last day is before the first, and one day is enough", async () => {
    const asked = played([], [TAIPEI]);
    shown(<RulesCard />);
    await formFilled();
    dayPut(/^First day/, "2026-03-02");
    dayPut(/^Last day/, "2026-03-01");

    expect(screen.getByRole("alert")).toHaveTextContent("The last day is before the first.");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(sent(asked)).toBeUndefined();
    dayPut(/^Last day/, "2026-03-02");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  it("asks for no days before there is a program with a calendar", async () => {
    const asked = played([], []);
    shown(<RulesCard />);
    await formFilled();

    expect(screen.queryByLabelText(/^First day/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent(asked)).toMatchObject({ slug: "tea-week" }));
    expect(sent(asked)).not.toHaveProperty("program");
  });
});
