import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { endpointPlayed, shown } from "../../../tests/shown";
import { AdjustPoints } from "./AdjustPoints";
import type { Profile } from "./ProfilePage";

const ANN = { id: "ann", points: { available: 40 } } as Profile;

function adjusted(available: number): unknown {
  return { data: { crmPointsAdjust: { errors: [], entry: null, account: { available } } } };
}

describe("adjusting points", () => {
  it("sends the number, the reason and one key, and says what is available then", async () => {
    const asked = endpointPlayed(() => adjusted(90));
    const onClose = vi.fn();
    shown(<AdjustPoints profile={ANN} onClose={onClose} />);

    await userEvent.type(screen.getByLabelText("How many points"), "50");
    await userEvent.type(screen.getByLabelText("Reason"), "a broken cup");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(asked).toHaveLength(1);
    expect(asked[0]?.variables["input"]).toMatchObject({
      profileId: "ann",
      points: 50,
      reason: "a broken cup",
    });
    expect(screen.getByText("90 points available now")).toBeInTheDocument();
  });

  it("says so when a second person has to decide", async () => {
    endpointPlayed(() => ({
      data: {
        crmPointsAdjust: {
          errors: [],
          entry: null,
          request: { id: "r" },
          account: { available: 40 },
        },
      },
    }));
    shown(<AdjustPoints profile={ANN} onClose={vi.fn()} />);
    await userEvent.type(screen.getByLabelText("How many points"), "5000");
    await userEvent.type(screen.getByLabelText("Reason"), "x");

    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    expect(
      await screen.findByText("The adjustment waits for a second person."),
    ).toBeInTheDocument();
  });

  it("keeps its key when a lost answer is tried again, so that it happens once", async () => {
    let isFirst = true;
    const asked = endpointPlayed(() => {
      if (!isFirst) return adjusted(90);
      isFirst = false;
      return { errors: [{ message: "lost" }] };
    });
    shown(<AdjustPoints profile={ANN} onClose={vi.fn()} />);
    await userEvent.type(screen.getByLabelText("How many points"), "-5");
    await userEvent.type(screen.getByLabelText("Reason"), "x");

    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByRole("alert");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(asked).toHaveLength(2));
    const keys = asked.map((one) => (one.variables["input"] as { key: string }).key);
    expect(keys[0]).toBe(keys[1]);
  });

  it("shows a refusal and stays open", async () => {
    endpointPlayed(() => ({
      data: {
        crmPointsAdjust: {
          errors: [
            {
              field: "points",
              message: "asked for 50, the balance is 40",
              code: "NOT_ENOUGH_POINTS",
            },
          ],
        },
      },
    }));
    const onClose = vi.fn();
    shown(<AdjustPoints profile={ANN} onClose={onClose} />);
    await userEvent.type(screen.getByLabelText("How many points"), "-50");
    await userEvent.type(screen.getByLabelText("Reason"), "x");

    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    expect(await screen.findByRole("alert")).toHaveTextContent("asked for 50, the balance is 40");
    expect(onClose).not.toHaveBeenCalled();
  });

  it.each(["", "0", "1.5", "many"])("cannot be sent with “%s”", async (text) => {
    const asked = endpointPlayed(() => adjusted(0));
    shown(<AdjustPoints profile={ANN} onClose={vi.fn()} />);
    await userEvent.type(screen.getByLabelText("Reason"), "x");
    if (text) await userEvent.type(screen.getByLabelText("How many points"), text);

    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(asked).toHaveLength(0);
  });
});
