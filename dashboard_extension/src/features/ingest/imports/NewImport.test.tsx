import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import { NewImport } from "./NewImport";
import type { Preview } from "./useImportPreview";

const PREVIEW: Preview = {
  columns: [
    { name: "No", samples: ["1", "2"], field: "order" },
    { name: "Day", samples: ["05/06/2026"], field: "placed_at" },
    { name: "Sum", samples: ["1,234"], field: "total" },
    { name: "State", samples: ["sold"], field: "status" },
    { name: "Note", samples: [], field: null },
  ],
  fields: [
    { name: "order", kind: "TEXT", need: "NEEDED" },
    { name: "placed_at", kind: "INSTANT", need: "NEEDED" },
    { name: "total", kind: "NUMBER", need: "ONE_OF" },
    { name: "status", kind: "STATUS", need: "OPTIONAL" },
    { name: "voucher_code", kind: "TEXT", need: "OPTIONAL" },
  ],
  format: {
    host: "file",
    rows: "CSV",
    encoding: "utf-8-sig",
    delimiter: ",",
    decimalSeparator: ".",
    thousandsSeparator: ",",
    dateFormats: ["%m/%d/%Y"],
    calendar: "GREGORIAN",
    timeZone: "UTC",
    phoneCountry: "",
    channel: "till",
    currency: "",
    isPaid: true,
    pricesIncludeTax: true,
    taxPercent: "0",
    isRegistered: false,
    emailIsVerified: false,
  },
  encodings: ["utf-8-sig", "cp1252"],
  dates: [
    { format: "%m/%d/%Y", cell: "05/06/2026", day: "2026-05-06" },
    { format: "%d/%m/%Y", cell: "05/06/2026", day: "2026-06-05" },
  ],
  numbers: [
    { decimalSeparator: ".", thousandsSeparator: ",", cell: "1,234", number: "1234" },
    { decimalSeparator: ",", thousandsSeparator: "", cell: "1,234", number: "1.234" },
  ],
  words: [{ field: "status", cell: "sold", meaning: null }],
  mapping: 'host = "file"\n',
  faults: [
    { field: "orders.currency", message: "is needed" },
    { field: "columns.shoe", message: "no such field" },
    { field: null, message: "not TOML" },
  ],
  rows: [
    {
      line: 2,
      outcome: null,
      skipCode: null,
      values: [
        { field: "order", text: "1" },
        { field: "placed_at", text: "2026-05-06T00:00:00+00:00" },
        { field: "total", text: "1234" },
      ],
      problems: [{ column: "State", code: "status", message: "is not a known status" }],
    },
  ],
  rowsRead: 1,
  rowsRefused: 0,
  earlierMapping: null,
  contentBytesMax: 100_000,
};
const READY = { ...PREVIEW, faults: [] };

interface Play {
  readonly preview?: Preview;
  /** The states in which the import is found, one after another. */
  readonly states?: readonly string[];
}

// Four hundred zones make jsdom slow.
beforeEach(() => {
  vi.spyOn(Intl, "supportedValuesOf").mockReturnValue(["Europe/Berlin"]);
});

function page({ preview = PREVIEW, states = ["DONE"] }: Play = {}): Asked[] {
  let looks = 0;
  let isDryRun = true;
  const asked = endpointPlayed(({ query, variables }) => {
    if (query.includes("crmImportPreview")) return { data: { crmImportPreview: preview } };
    const pageInfo = { hasNextPage: false, endCursor: null };
    if (query.includes("crmImportRowErrors")) {
      const node = { line: 4, column: "", code: "missing", message: "has no date" };
      const edges = isDryRun ? [{ node }] : [];
      return { data: { crmImportRowErrors: { totalCount: edges.length, pageInfo, edges } } };
    }
    const input = variables["input"] as { isDryRun: boolean } | undefined;
    if (input) isDryRun = input.isDryRun;
    const found = {
      id: isDryRun ? "checked" : "imported",
      kind: "orders",
      host: "file",
      fileName: "sales.csv",
      state: input ? "QUEUED" : (states[looks++] ?? states.at(-1)),
      percent: 40,
      isDryRun,
      counts: JSON.stringify({ rows: 3, orders: 2, rows_refused: { date: 1 }, facts_new: 2 }),
      error: null,
      startedAt: "2026-03-29T12:00:00Z",
      finishedAt: null,
    };
    if (input) return { data: { crmImportCreate: { errors: [], import: found } } };
    return { data: { crmImport: found } };
  });
  shown(<NewImport />);
  return asked;
}

async function picked(name = "sales.csv"): Promise<void> {
  await userEvent.upload(screen.getByLabelText("File"), new File(["No,Day\n1,2\n"], name));
}

const previewsOf = (asked: readonly Asked[]): Record<string, unknown>[] =>
  asked
    .filter((one) => one.query.includes("crmImportPreview"))
    .map((one) => one.variables["input"] as Record<string, unknown>);
const lastChoices = (asked: readonly Asked[]): unknown => previewsOf(asked).at(-1)?.["choices"];
const createdOf = (asked: readonly Asked[]): unknown[] =>
  asked.filter((one) => one.query.includes("crmImportCreate")).map((one) => one.variables["input"]);

describe("a file before it is imported", () => {
  it("is asked about with its beginning, and nothing before it is chosen", async () => {
    const asked = page();
    await userEvent.selectOptions(screen.getByLabelText("The file holds"), "ORDERS");
    expect(asked).toEqual([]);

    await picked();

    await screen.findByRole("table", { name: "Columns" });
    expect(previewsOf(asked)).toEqual([
      {
        kind: "ORDERS",
        mapping: "",
        choices: {},
        content: btoa("No,Day\n1,2\n"),
        isWhole: true,
        languageCode: "en",
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        madeAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      },
    ]);
  });

  it("says what is missing and what is wrong with a row in words", async () => {
    page();
    await picked();

    const faults = (await screen.findByText("Before it can be imported")).parentElement;
    expect(
      within(faults as HTMLElement)
        .getAllByRole("listitem")
        .map((one) => one.textContent),
    ).toEqual([
      "No column says the currency: name one for all orders.",
      "columns.shoe: no such field",
      "not TOML",
    ]);
    const row = within(
      screen.getByRole("table", { name: "The first rows as they will be read" }),
    ).getAllByRole("row")[1] as HTMLElement;
    expect(row).toHaveTextContent("Something is missing above");
    expect(row).toHaveTextContent("State is not a known status");
    expect(row).toHaveTextContent("May 6, 2026");
    expect(screen.getByRole("button", { name: "Check the whole file" })).toBeDisabled();
  });

  it("moves a field to the column it is chosen for", async () => {
    const asked = page();
    await picked();

    await userEvent.selectOptions(await screen.findByLabelText("What is in “Note”?"), "total");

    expect(screen.getByLabelText("What is in “Sum”?")).toHaveValue("");
    await waitFor(() =>
      expect(lastChoices(asked)).toEqual({
        columns: [
          { column: "No", field: "order" },
          { column: "Day", field: "placed_at" },
          { column: "State", field: "status" },
          { column: "Note", field: "total" },
        ],
      }),
    );
  });

  it("asks which day and which word is meant, and shows the choice at once", async () => {
    const asked = page();
    await userEvent.selectOptions(screen.getByLabelText("The file holds"), "ORDERS");
    await picked();

    await userEvent.click(await screen.findByLabelText("June 5, 2026"));
    expect(screen.getByLabelText("June 5, 2026")).toBeChecked();
    await userEvent.selectOptions(screen.getByLabelText("“sold” (Status)"), "sent");
    await userEvent.type(screen.getByLabelText("Currency, such as EUR"), "eur");
    const numbers = screen.getByRole("group", { name: "Which number is “1,234”?" });
    expect(within(numbers).getByLabelText("1,234")).toBeChecked();
    await userEvent.click(within(numbers).getByLabelText("1.234"));
    expect(within(numbers).getByLabelText("1.234")).toBeChecked();

    await waitFor(() =>
      expect(lastChoices(asked)).toEqual({
        dateFormats: ["%d/%m/%Y"],
        words: [{ field: "status", cell: "sold", meaning: "fulfilled" }],
        currency: "EUR",
        decimalSeparator: ",",
        thousandsSeparator: "",
      }),
    );
  });

  it("offers what was done the last time, and a text for experts; choices begin anew then", async () => {
    const asked = page({ preview: { ...PREVIEW, earlierMapping: 'host = "till"\n' } });
    await picked();

    await userEvent.click(await screen.findByRole("button", { name: "As the last time" }));
    await waitFor(() =>
      expect(previewsOf(asked).at(-1)).toMatchObject({ mapping: 'host = "till"\n', choices: {} }),
    );
    await userEvent.click(screen.getByText("For experts: the mapping as text"));
    await userEvent.type(screen.getByLabelText("Mapping (TOML)"), "# mine");
    await userEvent.click(screen.getByRole("button", { name: "Take over" }));

    await waitFor(() =>
      expect(previewsOf(asked).at(-1)).toMatchObject({ mapping: 'host = "file"\n# mine' }),
    );
  });

  it("keeps what was said when the same file is chosen again, and forgets it for another", async () => {
    const asked = page();
    await picked();
    await userEvent.selectOptions(await screen.findByLabelText("What is in “Sum”?"), "");
    await waitFor(() => expect(lastChoices(asked)).not.toEqual({}));

    await picked();
    await waitFor(() => expect(previewsOf(asked)).toHaveLength(3));
    expect(lastChoices(asked)).not.toEqual({});

    await picked("other.csv");
    await waitFor(() => expect(lastChoices(asked)).toEqual({}));
  });

  it("says before the upload that a file is too large", async () => {
    const asked = page({ preview: { ...READY, contentBytesMax: 0 } });
    await picked();

    expect(await screen.findByText(/too large to be uploaded: at most 0 kB/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Check the whole file" })).toBeNull();
    expect(createdOf(asked)).toEqual([]);
  });
});

describe("the import", () => {
  it("is offered after the check only, and imports what was checked", async () => {
    const asked = page({ preview: READY });
    await userEvent.selectOptions(screen.getByLabelText("The file holds"), "ORDERS");
    await picked();
    const check = await screen.findByRole("button", { name: "Check the whole file" });
    await waitFor(() => expect(check).toBeEnabled());
    expect(screen.queryByRole("button", { name: "Import this file" })).toBeNull();

    await userEvent.click(check);
    await userEvent.click(await screen.findByRole("button", { name: "Import this file" }));

    expect(await screen.findByText("No row was left out.")).toBeInTheDocument();
    const sent = {
      kind: "ORDERS",
      fileName: "sales.csv",
      content: btoa("No,Day\n1,2\n"),
      mapping: 'host = "file"\n',
    };
    expect(createdOf(asked)).toEqual([
      { ...sent, isDryRun: true },
      { ...sent, isDryRun: false },
    ]);
    expect(screen.queryByRole("button", { name: "Import this file" })).toBeNull();
  });

  it("has to be checked again once something else is chosen", async () => {
    page({ preview: READY });
    await picked();
    const check = await screen.findByRole("button", { name: "Check the whole file" });
    await waitFor(() => expect(check).toBeEnabled());
    await userEvent.click(check);
    await screen.findByRole("button", { name: "Import this file" });

    await picked();

    await waitFor(() =>
      expect(screen.queryByRole("button", { name: "Import this file" })).toBeNull(),
    );
    expect(screen.getByRole("button", { name: "Check the whole file" })).toBeInTheDocument();
  });

  it("is not offered when the check failed, and can be checked again", async () => {
    page({ preview: READY, states: ["FAILED"] });
    await picked();
    const check = await screen.findByRole("button", { name: "Check the whole file" });
    await waitFor(() => expect(check).toBeEnabled());

    await userEvent.click(check);

    expect(await screen.findByText(/^Failed/)).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Check the whole file" })).toBeEnabled(),
    );
    expect(screen.queryByRole("button", { name: "Import this file" })).toBeNull();
  });

  it("tells its figures and rows in words", async () => {
    page({ preview: READY });
    await picked();
    const check = await screen.findByRole("button", { name: "Check the whole file" });
    await waitFor(() => expect(check).toBeEnabled());
    await userEvent.click(check);

    const figure = async (label: string): Promise<string | null | undefined> =>
      (await screen.findByText(label, { selector: "dt" })).nextSibling?.textContent;
    expect(await figure("Rows in the file")).toBe("3");
    expect(await figure("Rows left out")).toBe("1");
    expect(await figure("Orders")).toBe("2");
    expect(screen.queryByText("New or changed")).toBeNull();
    expect(await screen.findByText("has no date of change or registration")).toBeInTheDocument();
  });
});
