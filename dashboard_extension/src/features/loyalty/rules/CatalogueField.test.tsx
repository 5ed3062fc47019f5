import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";

import type { CrmCatalogueKind } from "@/api/generated/graphql";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import { CatalogueField } from "./CatalogueField";

const SHELF = [
  { id: "7", name: "Sencha" },
  { id: "8", name: "Sencha Fuji" },
  { id: "9", name: "Tea pot" },
];
const counted = vi.fn();
const sent = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());

function played(): Asked[] {
  return endpointPlayed(({ variables: { search, ids } }) => {
    const found = Array.isArray(ids)
      ? SHELF.filter((one) => ids.includes(one.id))
      : SHELF.filter((one) => one.name.toLowerCase().includes(String(search).toLowerCase()));
    return { data: { crmCatalogue: found } };
  });
}

function Form({ kind = "PRODUCT", first = [] }: FormProps): ReactNode {
  const [values, setValues] = useState<readonly string[]>(first);
  const [pending, setPending] = useState("");
  counted(values, pending);
  return (
    <form onSubmit={sent}>
      <CatalogueField
        label="Only these"
        kind={kind}
        values={values}
        onChange={setValues}
        pending={pending}
        onPending={setPending}
      />
      <button>Save</button>
    </form>
  );
}
interface FormProps {
  readonly kind?: CrmCatalogueKind;
  readonly first?: readonly string[];
}

const field = (): HTMLElement => screen.getByRole("combobox", { name: "Only these" });
const options = (): (string | null)[] =>
  screen.queryAllByRole("option").map((one) => one.textContent);
const active = (): string | null | undefined =>
  document.getElementById(field().getAttribute("aria-activedescendant") ?? "")?.textContent;

describe("choosing by name", () => {
  it("asks nothing before somebody looks, and then a moment after the last letter", async () => {
    const asked = played();
    shown(<Form />);
    expect(asked).toEqual([]);
    expect(field()).toHaveAttribute("aria-expanded", "false");

    await userEvent.type(field(), "sencha");

    expect(await screen.findAllByRole("option")).toHaveLength(2);
    expect(options()).toEqual(["Sencha7", "Sencha Fuji8"]);
    expect(field()).toHaveAttribute("aria-expanded", "true");
    expect(field()).toHaveAttribute("aria-controls", screen.getByRole("listbox").id);
    expect(screen.getByRole("status")).toHaveTextContent("2 suggestions");
    const searches = asked.map((one) => one.variables["search"]);
    expect(searches.at(-1)).toBe("sencha");
    expect(searches.length).toBeLessThan(4);
  });

  it("goes by the keyboard alone, around the list and back", async () => {
    played();
    shown(<Form />);
    await userEvent.tab();
    expect(field()).toHaveFocus();
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
    await userEvent.keyboard("{ArrowDown}");
    expect(await screen.findAllByRole("option")).toHaveLength(3);

    await userEvent.keyboard("{ArrowUp}");
    expect(active()).toBe("Tea pot9");
    await userEvent.keyboard("{ArrowDown}");
    expect(active()).toBe("Sencha7");
    await userEvent.keyboard("{ArrowDown}{Enter}");

    expect(counted).toHaveBeenLastCalledWith(["8"], "");
    expect(await screen.findByRole("button", { name: "Remove Sencha Fuji" })).toBeInTheDocument();
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
    expect(field()).toHaveFocus();

    // What is chosen is no longer offered.
    await userEvent.keyboard("{ArrowDown}");
    await waitFor(() => expect(options()).toEqual(["Sencha7", "Tea pot9"]));
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Remove Sencha Fuji" }));
    expect(counted).toHaveBeenLastCalledWith([], "");
    expect(sent).not.toHaveBeenCalled();
  });

  it("is a press on a suggestion", async () => {
    played();
    shown(<Form />);
    await userEvent.click(field());
    await userEvent.click(await screen.findByRole("option", { name: /Tea pot/ }));

    expect(counted).toHaveBeenLastCalledWith(["9"], "");
    expect(screen.getByRole("button", { name: "Remove Tea pot" })).toBeInTheDocument();
  });

  it("takes an id that nothing is known of, and a whole name for what is called so", async () => {
    played();
    shown(<Form />);
    await userEvent.type(field(), "4042{Enter}");
    await waitFor(() => expect(counted).toHaveBeenLastCalledWith(["4042"], ""));

    await userEvent.type(field(), "tea POT");
    await waitFor(() => expect(options()).toEqual(["Tea pot9"]));
    await userEvent.click(screen.getByRole("button", { name: "Add" }));
    expect(counted).toHaveBeenLastCalledWith(["4042", "9"], "");
    expect(screen.getByRole("button", { name: "Remove 4042" })).toBeInTheDocument();
  });

  it("takes a name that was typed faster than the CRM answers for what is called so", async () => {
    played();
    shown(<Form />);
    await userEvent.type(field(), "tea pot{Enter}");

    await waitFor(() => expect(counted).toHaveBeenLastCalledWith(["9"], ""));
    expect(screen.getByRole("button", { name: "Remove Tea pot" })).toBeInTheDocument();
    expect(field()).toHaveValue("");
  });

  it("counts what was typed last, by its id where it is called so", async () => {
    played();
    shown(<Form />);
    await userEvent.type(field(), "tea pot");
    await waitFor(() => expect(counted).toHaveBeenLastCalledWith([], "9"));

    await userEvent.type(field(), "s");
    await waitFor(() => expect(counted).toHaveBeenLastCalledWith([], "tea pots"));
    expect(
      await screen.findByText(
        "Nothing is called “tea pots”; added all the same, it counts as it stands.",
      ),
    ).toBeInTheDocument();
  });

  it("names what a rule has, and asks for no names of categories", async () => {
    const asked = played();
    const { unmount } = shown(<Form first={["9", "404"]} />);
    expect(await screen.findByRole("button", { name: "Remove Tea pot" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Remove 404" })).toBeInTheDocument();
    expect(asked.map((one) => one.variables)).toEqual([{ kind: "PRODUCT", ids: ["9", "404"] }]);
    unmount();

    shown(<Form kind="CATEGORY" first={["Tea, loose"]} />);
    expect(screen.getByRole("button", { name: "Remove Tea, loose" })).toBeInTheDocument();
    expect(asked).toHaveLength(1);
  });

  it("can be typed when the CRM does not answer", async () => {
    endpointPlayed(() => ({ errors: [{ message: "no" }] }));
    shown(<Form kind="COLLECTION" />);

    await userEvent.type(field(), "Gifts{Enter}");

    await waitFor(() => expect(counted).toHaveBeenLastCalledWith(["Gifts"], ""));
  });
});
