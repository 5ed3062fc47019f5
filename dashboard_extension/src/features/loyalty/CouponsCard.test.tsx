import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown } from "../../../tests/shown";
import { CouponsCard } from "./CouponsCard";

const coupon = (id: string, expiresAt: string | null): object => ({
  node: {
    id,
    code: `CODE-${id}`,
    points: 100,
    state: "ACTIVE",
    expiresAt,
    error: "",
    reward: { program: "points", slug: "five-euros", name: "5 euros off" },
    profile: { id: "ann", firstName: "Ann", lastName: "Lee" },
  },
});

describe("coupons", () => {
  it("are good until the last day that they are, on the program's calendar", async () => {
    endpointPlayed(({ query }) =>
      query.includes("query CrmCoupons")
        ? {
            data: {
              crmCoupons: {
                totalCount: 2,
                pageInfo: { hasNextPage: false },
                edges: [coupon("1", "2026-12-31T16:00:00+00:00"), coupon("2", null)],
              },
            },
          }
        : {
            data: {
              crmPrograms: [{ slug: "points", timeZone: "Asia/Taipei", current: { rates: [] } }],
            },
          },
    );
    shown(<CouponsCard />);

    // 1 January, 0:00 in Taipei
    expect(await screen.findByText("Dec 31, 2026")).toBeInTheDocument();
    expect(screen.getByRole("row", { name: /CODE-2/ })).toHaveTextContent(/100–/);
  });
});
