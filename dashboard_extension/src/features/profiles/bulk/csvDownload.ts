/** Hands a file to the browser; it never has an address of its own, so no personal data stands in one. */

/** Saves the pieces of a CSV file; the mark at its beginning tells spreadsheets that it is UTF-8. */
export function csvDownload(name: string, pieces: readonly string[]): void {
  const address = URL.createObjectURL(
    new Blob(["\ufeff", ...pieces], { type: "text/csv;charset=utf-8" }),
  );
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
