import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const mostColours = 256;

/** A colour of the picture with eight bits a part, and how many pixels have it. */
type Counted = readonly [colour: number, pixels: number];

/**
 * Writes a picture anew with at most 256 colours, in a third of the bytes. Pictures of the window have few colours but
 * for the edges of letters, where nobody sees the difference.
 * @param png eight bits a part, not interlaced, with or without alpha (which is dropped): as browsers write them
 */
export function leanPng(png: Buffer): Buffer {
  const { width, height, colours } = readPng(png);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const boxes = cut([...counts]);
  const palette = Buffer.from(boxes.flatMap((box) => partsOf(meanOf(box))));
  const indexOf = new Map(boxes.flatMap((box, index) => box.map(([colour]) => [colour, index] as const)));
  const rows = Buffer.alloc(height * (width + 1));
  for (const [at, colour] of colours.entries()) {
    rows[Math.floor(at / width) + at + 1] = indexOf.get(colour) ?? 0;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a pixel, each an index into the palette.
  head.set([8, 3], 8);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const chunks = [chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

const partsOf = (colour: number): [number, number, number] => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** Median cut: the box with most to gain is halved along its widest part until there are as many as colours allowed. */
function cut(colours: readonly Counted[]): readonly (readonly Counted[])[] {
  const boxes = [spread(colours)];
  while (boxes.length < mostColours) {
    const [widest] = boxes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
    if (widest === undefined) break;
    const { part, box } = widest;
    const sorted = box.toSorted(([a], [b]) => (partsOf(a)[part] ?? 0) - (partsOf(b)[part] ?? 0));
    const middle = Math.min(sorted.length - 1, Math.max(1, halfOf(sorted)));
    boxes.splice(boxes.indexOf(widest), 1, spread(sorted.slice(0, middle)), spread(sorted.slice(middle)));
  }
  return boxes.map(({ box }) => box);
}

/** Behind which of the colours half of the weight lies. */
function halfOf(colours: readonly Counted[]): number {
  let left = colours.reduce((sum, [, pixels]) => sum + weightOf(pixels), 0) / 2;
  for (const [index, [, pixels]] of colours.entries()) {
    left -= weightOf(pixels);
    if (left <= 0) return index;
  }
  return colours.length;
}

/** Large plain surfaces must not take all colours for themselves. */
const weightOf = (pixels: number): number => Math.sqrt(pixels);

/** Along which part a box reaches farthest, and how much halving it would better the picture. */
function spread(box: readonly Counted[]) {
  const ranges = [0, 1, 2].map((part) => {
    const values = box.map(([colour]) => partsOf(colour)[part] ?? 0);
    return values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 255);
  });
  const range = Math.max(...ranges);
  const pixels = box.reduce((sum, [, count]) => sum + weightOf(count), 0);
  return { box, part: ranges.indexOf(range), weight: range * range * pixels };
}

/** The mean of a box, or its colour where one alone has most of the pixels: surfaces keep their very colour. */
function meanOf(box: readonly Counted[]): number {
  const all = box.reduce((sum, [, pixels]) => sum + pixels, 0);
  const [main] = box.toSorted(([, a], [, b]) => b - a);
  if (main !== undefined && main[1] * 2 > all) return main[0];
  const mean = (part: number): number =>
    Math.round(box.reduce((sum, [colour, pixels]) => sum + (partsOf(colour)[part] ?? 0) * pixels, 0) / all);
  return (mean(0) << 16) | (mean(1) << 8) | mean(2);
}

function readPng(png: Buffer): { width: number; height: number; colours: Uint32Array } {
  const data: Buffer[] = [];
  for (let at = signature.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const parts = png[25] === 6 ? 4 : 3;
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * parts;
  const pixels = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) unfilter(raw, pixels, { y, stride, parts });
  const colours = new Uint32Array(width * height);
  for (let index = 0; index < colours.length; index++) colours[index] = pixels.readUIntBE(index * parts, 3);
  return { width, height, colours };
}

/** Undoes one row's filter (PNG specification, section 9). */
function unfilter(
  raw: Buffer,
  pixels: Buffer,
  { y, stride, parts }: { readonly y: number; readonly stride: number; readonly parts: number },
): void {
  const filter = raw[y * (stride + 1)] ?? 0;
  const row = y * stride;
  for (let x = 0; x < stride; x++) {
    const left = x < parts ? 0 : (pixels[row + x - parts] ?? 0);
    const above = y === 0 ? 0 : (pixels[row + x - stride] ?? 0);
    const corner = x < parts || y === 0 ? 0 : (pixels[row + x - stride - parts] ?? 0);
    const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
    pixels[row + x] = (raw[row + y + 1 + x] ?? 0) + guess;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
