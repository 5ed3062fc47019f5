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
