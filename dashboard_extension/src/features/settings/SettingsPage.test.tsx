import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Route, Routes } from "react-router";

import type { Operation } from "@/api/generated/operations";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import SettingsPage from "./SettingsPage";

const OFFERS = {
  slug: "offers",
  position: 3,
  isOffered: true,
  texts: [
    { languageCode: "en", name: "Offers", description: "Once a week" },
    { languageCode: "zh-hant", name: "優惠", description: "" },
  ],
};
const RAIN = {
  slug: "rain",
  name: "Rain",
  version: "1.2",
  apiVersion: "1",
  state: "ACTIVE",
  problem: null,
  hooks: ["segment_fields"],
  waitingCount: 0,
  deadCount: 2,
  failuresCount: 16,
  lastError: "TimeoutError",
  lastHook: "segment_fields:rain",
  lastFailedAt: "2026-03-01T10:00:00+00:00",
};
const OLD = {
  ...RAIN,
  slug: "old",
  name: "Old",
  state: "WRONG_VERSION",
  problem: "it was written for version 9",
  hooks: [],
  deadCount: 0,
  failuresCount: 0,
  lastError: null,
  lastHook: null,
  lastFailedAt: null,
};
const NAME_TAKEN = { field: "texts", code: "INVALID", message: "this is not a language code: 'e'" };

interface Shop {
  readonly topics?: readonly object[];
  readonly extensions?: readonly object[];
  readonly refusals?: readonly object[];
  /** What the caller may not do. */
  readonly refused?: readonly Operation[];
}

function page(
  tab: string,
  { topics = [], extensions = [], refusals = [], refused = [] }: Shop,
): Asked[] {
  const asked = endpointPlayed(({ query }) => {
    if (query.includes("crmTopicSave")) {
      return { data: { crmTopicSave: { errors: refusals, topic: null } } };
    }
    if (query.includes("crmTopicDelete")) return { data: { crmTopicDelete: { errors: [] } } };
    if (query.includes("crmExtensionReplay")) {
      return { data: { crmExtensionReplay: { errors: [], replayedCount: 2 } } };
    }
    if (query.includes("crmExtensions")) return { data: { crmExtensions: extensions } };
    return { data: { crmTopics: topics } };
  }, refused);
  shown(
    <Routes>
      <Route path="/settings/:tab?" element={<SettingsPage />} />
    </Routes>,
    `/settings/${tab}`,
  );
  return asked;
}

const sent = (asked: readonly Asked[], name: string): unknown =>
  asked.find((one) => one.query.includes(name))?.variables["input"];

describe("mail topics", () => {
  it("says what is without topics, and makes the first in two languages", async () => {
    const asked = page("topics", {});
    expect(await screen.findByText("There are no topics yet.")).toBeInTheDocument();

    await userEvent.click(screen.getByRole("button", { name: "New topic" }));
    await userEvent.type(screen.getByLabelText("Short name, such as new-arrivals"), "offers");
    const english = within(screen.getByRole("group", { name: "English" }));
    await userEvent.type(english.getByLabelText("Name"), " Offers ");
    await userEvent.click(screen.getByRole("button", { name: "Add a language" }));
    const other = within(screen.getByRole("group", { name: "Another language" }));
    await userEvent.type(other.getByLabelText(/^Language code/), "ZH_Hant");
    await userEvent.type(
      within(screen.getByRole("group", { name: /Chinese/ })).getByLabelText("Name"),
      "優惠",
    );
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked, "crmTopicSave")).toEqual({
        slug: "offers",
        position: 0,
        isOffered: true,
        texts: [
          { languageCode: "en", name: "Offers", description: "" },
          { languageCode: "zh-hant", name: "優惠", description: "" },
        ],
      }),
    );
  });

  it("shows them without a button to who may only look", async () => {
    page("topics", {
      topics: [OFFERS],
      refused: ["crmTopicSave", "crmTopicDelete", "crmExtensions"],
    });

    expect(await screen.findByText("Offers")).toBeInTheDocument();
    for (const name of ["New topic", "Edit", "Delete"]) {
      expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
    }
    expect(screen.getAllByRole("tab").map((tab) => tab.textContent)).toEqual(["Mail topics"]);
  });

  it("does not overwrite a topic by making it anew, and sends no language twice", async () => {
    const asked = page("topics", { topics: [OFFERS] });

    await userEvent.click(await screen.findByRole("button", { name: "New topic" }));
    const slug = screen.getByLabelText("Short name, such as new-arrivals");
    await userEvent.type(slug, "offers");
    await userEvent.type(screen.getByLabelText("Name"), "Other offers");
    expect(screen.getByText(/a name that no topic has yet/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();

    await userEvent.type(slug, "-2");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
    await userEvent.click(screen.getByRole("button", { name: "Add a language" }));
    const other = within(screen.getByRole("group", { name: "Another language" }));
    await userEvent.type(other.getByLabelText(/^Language code/), "EN");
    expect(screen.getByText("This language is there already.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(sent(asked, "crmTopicSave")).toBeUndefined();
  });

  it("keeps the other words when one changes, and takes a topic off the page", async () => {
    const asked = page("topics", { topics: [OFFERS] });

    const row = (await screen.findByText("Offers")).closest("tr") as HTMLElement;
    expect(row).toHaveTextContent("offered");
    await userEvent.click(within(row).getByRole("button", { name: "Edit" }));
    expect(screen.queryByLabelText("Short name, such as new-arrivals")).not.toBeInTheDocument();
    await userEvent.click(screen.getByLabelText("Offer it on every shopper's page"));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked, "crmTopicSave")).toEqual({ ...OFFERS, isOffered: false }),
    );
  });

  it("stays open with the CRM's words when a topic is refused", async () => {
    page("topics", { topics: [OFFERS], refusals: [NAME_TAKEN] });

    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));

    expect(await dialog.findByRole("alert")).toHaveTextContent("this is not a language code");
  });

  it("asks before a topic is deleted", async () => {
    const asked = page("topics", { topics: [OFFERS] });

    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/stays in force/)).toHaveTextContent("“Offers”");
    expect(sent(asked, "crmTopicDelete")).toBeUndefined();
    await userEvent.click(dialog.getByRole("button", { name: "Delete" }));

    await waitFor(() => expect(sent(asked, "crmTopicDelete")).toEqual({ slug: "offers" }));
  });
});

describe("extensions", () => {
  it("says when none is installed", async () => {
    page("extensions", {});

    expect(await screen.findByText("No extension is installed.")).toBeInTheDocument();
  });

  it("says who may not see them", async () => {
    endpointPlayed(() => ({
      errors: [
        {
          message: "You need MANAGE_SETTINGS.",
          extensions: { exception: { code: "PermissionDenied" } },
        },
      ],
    }));
    shown(
      <Routes>
        <Route path="/settings/:tab?" element={<SettingsPage />} />
      </Routes>,
      "/settings/extensions",
    );

    expect(await screen.findByText("You may not see this.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Replay/ })).not.toBeInTheDocument();
  });

  it("shows why one is not in force, and replays only what is dead", async () => {
    const asked = page("extensions", { extensions: [RAIN, OLD] });

    const old = (await screen.findByText("it was written for version 9")).closest("tr");
    expect(old).toHaveTextContent("For another version");
    expect(within(old as HTMLElement).queryByRole("button")).not.toBeInTheDocument();
    const rain = within(screen.getByText("In force").closest("tr") as HTMLElement);
    expect(rain.getByText(/last TimeoutError in segment_fields:rain/)).toBeInTheDocument();
    await userEvent.click(rain.getByRole("button", { name: "Replay the dead events of Rain" }));

    await waitFor(() => expect(sent(asked, "crmExtensionReplay")).toEqual({ slug: "rain" }));
    expect(await screen.findByText(/were put back/)).toBeInTheDocument();
  });
});
