import { File as NodeFile } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { beginningOf, uploadOf } from "./beginning";

const LINE = "1,one@example.com,Una\n";
const fileOf = (content: string | Uint8Array, name = "members.csv"): File =>
  new NodeFile([content], name) as unknown as File;
const textOf = (content: string): string => Buffer.from(content, "base64").toString();

describe("the beginning of a file", () => {
  it("is the whole of a short one", async () => {
    expect(await beginningOf(fileOf(LINE))).toEqual({
      content: Buffer.from(LINE).toString("base64"),
      isWhole: true,
    });
  });

  it("ends behind the last line that fits into 64 KiB", async () => {
    const { content, isWhole } = await beginningOf(fileOf(LINE.repeat(10_000)));

    expect(isWhole).toBe(false);
    expect(textOf(content)).toBe(LINE.repeat(Math.floor(65_536 / LINE.length)));
  });

  it("is kept as it is where a line is longer than that", async () => {
    const { content, isWhole } = await beginningOf(fileOf("x".repeat(70_000)));

    expect([textOf(content).length, isWhole]).toEqual([65_536, false]);
  });

  it("is unpacked from a long packed file, and a short one goes as it is", async () => {
    const noise = Array.from({ length: 60_000 }, (_, n) => `${(n * 7919) % 99_991},x${n}\n`);
    const long = gzipSync(noise.join(""));
    expect(long.length).toBeGreaterThan(65_536);

    const packed = await beginningOf(fileOf(long, "members.csv.gz"));
    const short = await beginningOf(fileOf(gzipSync(LINE), "members.csv.gz"));

    expect(packed.isWhole).toBe(false);
    expect(noise.join("").startsWith(textOf(packed.content))).toBe(true);
    expect(textOf(packed.content).endsWith("\n")).toBe(true);
    expect(short.isWhole).toBe(true);
    expect(gunzipSync(Buffer.from(short.content, "base64")).toString()).toBe(LINE);
  });

  it("of a damaged file is none", async () => {
    const damaged = new Uint8Array(70_000).fill(7);
    damaged.set([0x1f, 0x8b]);

    await expect(beginningOf(fileOf(damaged, "members.csv.gz"))).rejects.toThrow();
  });
});

describe("what is uploaded", () => {
  const packedOf = async (blob: Blob | null): Promise<Buffer> =>
    Buffer.from(await (blob as Blob).arrayBuffer());

  it("is the file where it fits", async () => {
    const file = fileOf(LINE);

    expect(await uploadOf(file, LINE.length)).toBe(file);
  });

  it("is the packed file where only that fits", async () => {
    const upload = await uploadOf(fileOf(LINE.repeat(1000)), 5_000);

    expect(gunzipSync(await packedOf(upload)).toString()).toBe(LINE.repeat(1000));
  });

  it("is nothing where even that does not fit", async () => {
    expect(await uploadOf(fileOf(LINE.repeat(1000)), 50)).toBeNull();
    expect(await uploadOf(fileOf(LINE.repeat(1000)), 1_000)).not.toBeNull();
    expect(await uploadOf(fileOf(gzipSync(LINE.repeat(50)), "a.csv.gz"), 20)).toBeNull();
  });
});
