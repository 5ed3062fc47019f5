/** What a preview is asked of: the beginning of a file, unpacked, and cut behind a line. And what is uploaded. */
import { contentOf } from "../content";

const BEGINNING_BYTES = 65_536;
const LINE_END = 0x0a;
// A file that is this many times longer than may be sent does not become short enough by packing it.
const PACKED_SHARE_MAX = 50;

export interface Beginning {
  readonly content: string;
  readonly isWhole: boolean;
}

/** Returns the first lines of a file, at most 64 KiB of them; of a packed one, what it unpacks to. */
export async function beginningOf(file: File): Promise<Beginning> {
  if (!(await isPacked(file))) {
    if (file.size <= BEGINNING_BYTES) return { content: await contentOf(file), isWhole: true };
    return cut(new Uint8Array(await file.slice(0, BEGINNING_BYTES).arrayBuffer()));
  }
  if (typeof DecompressionStream === "undefined" || file.size <= BEGINNING_BYTES) {
    return { content: await contentOf(file), isWhole: true };
  }
  return cut(await unpacked(file));
}

async function isPacked(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

async function unpacked(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const bytes = new Uint8Array(BEGINNING_BYTES);
  let length = 0;
  while (length < BEGINNING_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, BEGINNING_BYTES - length);
    bytes.set(part, length);
    length += part.length;
  }
  await reader.cancel();
  return bytes.subarray(0, length);
}

async function cut(bytes: Uint8Array<ArrayBuffer>): Promise<Beginning> {
  const end = bytes.lastIndexOf(LINE_END) + 1;
  const kept = end > 0 ? bytes.subarray(0, end) : bytes;
  return { content: await contentOf(new Blob([kept])), isWhole: false };
}

/** Returns what to upload in at most `bytesMax` bytes, packed if it must be; null when it is too long even so. */
export async function uploadOf(file: File, bytesMax: number): Promise<Blob | null> {
  if (file.size <= bytesMax) return file;
  const mayFit = file.size <= bytesMax * PACKED_SHARE_MAX;
  if (!mayFit || typeof CompressionStream === "undefined" || (await isPacked(file))) return null;
  const packed = await new Response(
    file.stream().pipeThrough(new CompressionStream("gzip")),
  ).blob();
  return packed.size <= bytesMax ? packed : null;
}
