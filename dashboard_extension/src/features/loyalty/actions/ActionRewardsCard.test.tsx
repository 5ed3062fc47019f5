import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import ActionRewardsCard from "./ActionRewardsCard";

const REVIEW = {
  id: "r1",
  program: "points",
  slug: "review",
  name: "A review",
  kind: "EVENT",
  points: 20,
  monthPointsMax: 100,
  budgetPoints: 5000,
  usedPoints: 340,
  left: 4660,
  isActive: true,
  activeSince: "2026-03-01T00:00:00+00:00",
  endsAt: "2026-12-31T15:59:59+00:00",
};
const TAKEN = {
  field: null,
  code: "CONFLICT",
  message: "another reward for birthday is switched on",
};

function played(rewards: readonly object[], refusals: readonly object[] = []): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmPrograms")) {
      const current = { policies: {}, rates: [] };
      return { data: { crmPrograms: [{ slug: "points", timeZone: "Asia/Taipei", current }] } };
    }
    if (query.includes("crmActionRewardCreate")) {
      return { data: { crmActionRewardCreate: { errors: refusals, reward: null } } };
    }
    if (query.includes("crmActionRewardUpdate")) {
      return { data: { crmActionRewardUpdate: { errors: refusals, reward: null } } };
    }
    const pageInfo = { hasNextPage: false, endCursor: null };
    const edges = rewards.map((node) => ({ node }));
    return { data: { crmActionRewards: { totalCount: rewards.length, pageInfo, edges } } };
  });
}

const sent = (asked: readonly Asked[], name: string): unknown =>
  asked.find((one) => one.query.includes(name))?.variables["input"];

describe("points for actions", () => {
  it("says when there are none, and makes one for birthdays until a day of the program's", async () => {
    const asked = played([]);
    shown(<ActionRewardsCard />);
    expect(await screen.findByText("No action brings points yet.")).toBeInTheDocument();

    await userEvent.click(screen.getByRole("button", { name: "New reward for an action" }));
    await userEvent.selectOptions(screen.getByLabelText("Action"), "BIRTHDAY");
    await userEvent.type(screen.getByLabelText("Name"), "Birthday gift");
    await userEvent.type(screen.getByLabelText("How many points"), "1 000");
    expect(screen.queryByLabelText(/one shopper gets in a month/)).not.toBeInTheDocument();
    fireEvent.change(screen.getByLabelText("Last day (may be empty)"), {
      target: { value: "2026-12-31" },
    });
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked, "crmActionRewardCreate")).toEqual({
        slug: "birthday-gift",
        kind: "BIRTHDAY",
        program: "points",
        terms: {
          name: "Birthday gift",
          points: 1000,
          monthPointsMax: null,
          budgetPoints: null,
          endsAt: "2026-12-31T16:00:00.000Z",
        },
      }),
    );
  });

  it("names an event as the app does, and takes no other name", async () => {
    const asked = played([]);
    shown(<ActionRewardsCard />);

    await userEvent.click(await screen.findByRole("button", { name: "New reward for an action" }));
    await userEvent.selectOptions(screen.getByLabelText("Action"), "EVENT");
    await userEvent.type(screen.getByLabelText("Name"), "評論");
    await userEvent.type(screen.getByLabelText("How many points"), "20");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    const event = screen.getByLabelText(/^Event, as your app names it/);
    await userEvent.type(event, "a review");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.clear(event);
    await userEvent.type(event, "Review_2");
    await userEvent.type(screen.getByLabelText(/one shopper gets in a month/), "100");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked, "crmActionRewardCreate")).toMatchObject({
        slug: "Review_2",
        kind: "EVENT",
        terms: { name: "評論", points: 20, monthPointsMax: 100 },
      }),
    );
  });

  it("changes the points and leaves the limits and the exact end as they are", async () => {
    const asked = played([REVIEW]);
    shown(<ActionRewardsCard />);
    const row = (await screen.findByText("A review")).closest("tr") as HTMLElement;
    expect(row).toHaveTextContent("at most 100 in a month");
    expect(row).toHaveTextContent("4,660");

    await userEvent.click(within(row).getByRole("button", { name: "Edit" }));
    const points = screen.getByLabelText("How many points");
    await userEvent.clear(points);
    await userEvent.type(points, "25");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked, "crmActionRewardUpdate")).toEqual({
        id: "r1",
        terms: {
          name: "A review",
          points: 25,
          monthPointsMax: 100,
          budgetPoints: 5000,
          endsAt: "2026-12-31T15:59:59+00:00",
        },
      }),
    );
  });

  it("switches one, and says why the CRM does not", async () => {
    const asked = played([{ ...REVIEW, kind: "BIRTHDAY", isActive: false }], [TAKEN]);
    shown(<ActionRewardsCard />);

    await userEvent.click(await screen.findByRole("switch", { name: "A review" }));

    await waitFor(() =>
      expect(sent(asked, "crmActionRewardUpdate")).toEqual({ id: "r1", isActive: true }),
    );
    expect(await screen.findByText(TAKEN.message)).toBeInTheDocument();
    expect(screen.getByRole("switch", { name: "A review" })).not.toBeChecked();
  });
});
