import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../tests/shown";
import { Actor } from "./Actor";

const NAMES: Readonly<Record<string, string>> = {
  "token:3": "Ada, support",
  "staff:7": "bob@example.com",
  "app:2": "Tills",
};

function played(refused: Parameters<typeof endpointPlayed>[1] = []): Asked[] {
  return endpointPlayed(({ variables }) => {
    const [actor = ""] = variables["actors"] as string[];
    const name = NAMES[actor];
    return { data: { crmActors: name ? [{ actor, name }] : [] } };
  }, refused);
}

describe("who did something", () => {
  it.each([
    ["token:3", "Ada, support (API token)"],
    ["staff:7", "bob@example.com"],
    ["app:2", "Tills (app)"],
  ])("%s is called %s", async (value, words) => {
    const asked = played();
    shown(<Actor value={value} />);

    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(asked.map((one) => one.variables)).toEqual([{ actors: [value] }]);
  });

  it("is a number where the CRM knows no name", async () => {
    const asked = played();
    shown(<Actor value="token:4" />);

    expect(await screen.findByText("API token 4")).toBeInTheDocument();
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["profile:9", "Customer 9"],
    ["system", "system"],
    [null, "–"],
  ])("%s is not asked for", async (value, words) => {
    const asked = played();
    shown(<Actor value={value} />);

    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(asked).toEqual([]);
  });

  it("stays a number for whom the CRM would refuse", () => {
    const asked = played(["crmActors"]);
    shown(<Actor value="staff:7" />);

    expect(screen.getByText("Staff member 7")).toBeInTheDocument();
    expect(asked).toEqual([]);
  });
});
