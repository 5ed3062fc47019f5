import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { currentToken } from "@/bridge/session";

import { endpointPlayed, shown } from "../../../tests/shown";
import { SignIn } from "./SignIn";

const SALEOR = "http://localhost/graphql/";
const STAFF = { token: "a", refreshToken: "r", user: { isStaff: true }, errors: [] };
const EMPTY = { data: { crmProfiles: { edges: [], totalCount: 0, pageInfo: {} } } };
const DENIED = {
  errors: [{ message: "no", extensions: { exception: { code: "PermissionDenied" } } }],
};

function played(tokenCreate: unknown, profiles: unknown = EMPTY): void {
  endpointPlayed(({ query }) =>
    query.includes("tokenCreate") ? { data: { tokenCreate } } : profiles,
  );
}

async function submitted(): Promise<void> {
  await userEvent.type(screen.getByLabelText("E-mail address"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "secret");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

beforeEach(() => {
  window.sessionStorage.clear();
});

describe("signing in", () => {
  it("takes staff in with their Saleor account, where Saleor serves the page", async () => {
    played(STAFF);
    const isIn = vi.fn();
    shown(<SignIn endpoint={SALEOR} onSignedIn={isIn} />);

    await submitted();

    expect(isIn).toHaveBeenCalledTimes(1);
    expect(currentToken()).toBe("a");
    expect(Object.values(window.sessionStorage).join()).not.toContain("secret");
  });

  it("refuses a shopper and keeps nothing", async () => {
    played({ ...STAFF, user: { isStaff: false } });
    const isIn = vi.fn();
    shown(<SignIn endpoint={SALEOR} onSignedIn={isIn} />);

    await submitted();

    expect(screen.getByRole("alert")).toHaveTextContent("This page is for staff");
    expect(isIn).not.toHaveBeenCalled();
    expect(currentToken()).toBeNull();
    expect(window.sessionStorage).toHaveLength(0);
  });

  it("refuses staff who may not see customers, and says which permission lacks", async () => {
    played(STAFF, DENIED);
    shown(<SignIn endpoint={SALEOR} onSignedIn={vi.fn()} />);

    await submitted();

    expect(screen.getByRole("alert")).toHaveTextContent("This account may not see customers");
    expect(currentToken()).toBeNull();
  });

  it("takes a token as well, and asks Saleor nothing then", async () => {
    const asked = endpointPlayed(() => EMPTY);
    const isIn = vi.fn();
    shown(<SignIn endpoint={SALEOR} onSignedIn={isIn} />);

    await userEvent.click(screen.getByRole("button", { name: "Sign in with a token instead" }));
    await userEvent.type(screen.getByLabelText("Token"), " app-token ");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));

    expect(isIn).toHaveBeenCalledTimes(1);
    expect(currentToken()).toBe("app-token");
    expect(asked.some(({ query }) => query.includes("tokenCreate"))).toBe(false);
  });

  it("asks for a token only at the standalone host", () => {
    shown(<SignIn endpoint={null} onSignedIn={vi.fn()} />);
    expect(screen.getByLabelText("Token")).toBeInTheDocument();
    expect(screen.queryByLabelText("Password")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /instead/ })).not.toBeInTheDocument();
  });
});
