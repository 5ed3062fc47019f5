import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Route, Routes } from "react-router";

import type { Operation } from "@/api/generated/operations";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import MessagesPage from "./MessagesPage";

const WELCOME = {
  slug: "welcome",
  event: "CUSTOMER_REGISTERED",
  template: "welcome",
  channel: "email",
  isMarketing: false,
  isActive: true,
};

function played(refused: readonly Operation[] = []): Asked[] {
  return endpointPlayed(({ query, variables }) => {
    if (query.includes("crmAutomationSwitch")) {
      return { data: { crmAutomationSwitch: { errors: [], automation: WELCOME } } };
    }
    if (query.includes("crmMailPreview")) {
      const preview = {
        languageCode: variables["languageCode"] === "zh-hant" ? "zh-hant" : "en",
        languages: ["en", "zh-hant"],
        subject: "Welcome to the shop",
        html: "<script>window.top.isTaken = true</script><b>Hello</b>",
        text: "Hello in text",
      };
      return { data: { crmMailPreview: preview } };
    }
    if (query.includes("crmAutomations")) return { data: { crmAutomations: [WELCOME] } };
    const pageInfo = { hasNextPage: false, endCursor: null };
    return { data: { crmMessages: { totalCount: 0, pageInfo, edges: [] } } };
  }, refused);
}

function page(refused: readonly Operation[] = []): Asked[] {
  const asked = played(refused);
  shown(
    <Routes>
      <Route path="/messages/:tab?" element={<MessagesPage />} />
    </Routes>,
    "/messages/automations",
  );
  return asked;
}

describe("automatic mails", () => {
  it("say whether they are on to who may not switch them", async () => {
    page(["crmAutomationSwitch", "crmMessageSendTest"]);

    const row = (await screen.findByText("Registered")).closest("tr") as HTMLElement;
    expect(row).toHaveTextContent("On");
    expect(screen.queryByRole("switch")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Send a test" })).not.toBeInTheDocument();
  });

  it("switches the welcome mail off", async () => {
    const asked = page();

    const row = (await screen.findByText("Registered")).closest("tr") as HTMLElement;
    await userEvent.click(within(row).getByRole("switch", { name: "Welcome mail" }));

    await waitFor(() =>
      expect(
        asked.find((one) => one.query.includes("crmAutomationSwitch"))?.variables["input"],
      ).toEqual({ slug: "welcome", isActive: false }),
    );
  });

  it("shows a mail in a frame that may do nothing, in each language and width", async () => {
    const asked = page();

    await userEvent.click(await screen.findByRole("button", { name: "Preview" }));
    const frame = await screen.findByTitle("Preview of Welcome mail");
    expect(frame).toHaveAttribute("sandbox", "");
    expect(frame).toHaveAttribute("srcdoc", expect.stringContaining("<b>Hello</b>"));
    expect(screen.getByText("Subject: Welcome to the shop")).toBeInTheDocument();

    await userEvent.selectOptions(screen.getByLabelText("Language"), "zh-hant");
    await userEvent.selectOptions(screen.getByLabelText("Shown as"), "text");
    expect(screen.getByText("Hello in text")).toBeInTheDocument();
    const languages = asked
      .filter((one) => one.query.includes("crmMailPreview"))
      .map((one) => one.variables["languageCode"]);
    expect(languages).toEqual(["en", "zh-hant"]);
  });
});
