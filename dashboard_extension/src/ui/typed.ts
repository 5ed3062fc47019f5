/** What people type into number fields, as the contract takes it; null while it cannot be sent. */

/** Returns a whole number that is not negative; blanks between thousands are let pass. */
export function wholeOf(text: string): number | null {
  const digits = text.replace(/\s/g, "");
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** Returns a decimal number that is not negative, with a dot; a comma is taken for one. */
export function decimalOf(text: string): string | null {
  const number = text.replace(/\s/g, "").replace(",", ".");
  return /^\d+(\.\d+)?$/.test(number) ? number : null;
}

/** Returns a whole number that may be negative; a minus sign is taken for a hyphen. */
export function integerOf(text: string): number | null {
  const digits = text.replace(/\s/g, "").replace("−", "-");
  return /^-?\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/**
 * Returns an amount of money, not negative, with a dot; a comma is taken for one.
 *
 * More decimals than the currency has are not let pass: 1,250 would be taken for one and a quarter.
 */
export function amountOf(text: string, currency: string): string | null {
  const number = decimalOf(text);
  const decimals = number?.split(".")[1]?.length ?? 0;
  return decimals > decimalsOf(currency) ? null : number;
}

const DECIMALS = 2;

/** Returns how many decimals may be typed; never fewer than two, as languages drop those of some currencies that have them. */
function decimalsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return DECIMALS;
  const { maximumFractionDigits = DECIMALS } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return Math.max(DECIMALS, maximumFractionDigits);
}
