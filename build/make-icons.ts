import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';

/**
 * Draws every icon from its SVG: `node build/make-icons.ts`. The results are committed, so a build needs no browser;
 * run this again after changing a drawing. `LAZARET_CHROMIUM` names the Chromium to draw with.
 */

const icons = join(import.meta.dirname, 'icons');
const appSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
const colorSizes = [16, 20, 22, 24, 28, 32, 36, 48, 64] as const;
const templateSizes = [16, 32] as const;

/** A shield; its sign tells the state where colour cannot. `hollow` draws its outline only. */
const shield = 'M32 3 58 11V29C58 45 48 56 32 61 16 56 6 45 6 29V11Z';
const states = {
  protected: { color: '#2b8a3e', hollow: false, sign: 'M19 32 28.5 42 46 22', dots: [] },
  scanning: { color: '#1c7ed6', hollow: false, sign: '', dots: [18, 32, 46] },
  attention: { color: '#e67700', hollow: false, sign: 'M32 16V36', dots: [] },
  'engine-down': { color: '#e03131', hollow: true, sign: 'M22 21 42 42M42 21 22 42', dots: [] },
} as const;
type State = (typeof states)[keyof typeof states];

function traySvg(name: string, state: State, template: boolean): string {
  const ink = template ? '#000' : state.color;
  const sign = (color: string): string =>
    [
      `<path d="${state.sign}" fill="none" stroke="${color}" stroke-width="7.5" stroke-linecap="round" stroke-linejoin="round"/>`,
      ...state.dots.map((x) => `<circle cx="${x}" cy="31" r="5" fill="${color}"/>`),
      ...(name === 'attention' ? [`<circle cx="32" cy="47" r="4.6" fill="${color}"/>`] : []),
    ].join('');
  const body = state.hollow
    ? `<path d="${shield}" fill="none" stroke="${ink}" stroke-width="6" stroke-linejoin="round" transform="translate(2.6 2.6) scale(.92)"/>${sign(ink)}`
    : template
      ? `<mask id="m"><rect width="64" height="64" fill="#fff"/>${sign('#000')}</mask><path d="${shield}" fill="${ink}" mask="url(#m)"/>`
      : `<path d="${shield}" fill="${ink}"/>${sign('#fff')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${body}</svg>\n`;
}

async function draw(browser: Browser, svg: string, size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  try {
    const style = `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>`;
    await page.setContent(style + svg);
    return await page.screenshot({ omitBackground: true, type: 'png' });
  } finally {
    await page.close();
  }
}

interface Picture {
  readonly size: number;
  readonly png: Buffer;
}

/** An .ico of PNG pictures. Source: Microsoft, "The format of icon resources" (ICONDIR, then one ICONDIRENTRY each). */
function ico(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index;
    // A side of 256 is written as 0.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Types of an .icns that hold a PNG, by side in pixels (Apple Icon Image format). */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** An .icns of PNG pictures: `icns`, the whole length, then type, length and PNG each. */
function icns(pictures: readonly Picture[]): Buffer {
  const block = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8, type, 'latin1');
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  const entries = pictures.flatMap(({ size, png }) => (icnsTypes[size] ?? []).map((type) => block(type, png)));
  return block('icns', Buffer.concat(entries));
}

async function makeAppIcons(browser: Browser): Promise<void> {
  const svg = await readFile(join(icons, 'lazaret.svg'), 'utf8');
  await mkdir(join(icons, 'app'), { recursive: true });
  const pictures: Picture[] = [];
  for (const size of appSizes) pictures.push({ size, png: await draw(browser, svg, size) });
  for (const { size, png } of pictures) {
    if (size <= 512) await writeFile(join(icons, 'app', `${size}x${size}.png`), png);
  }
  await writeFile(join(icons, 'lazaret.ico'), ico(pictures.filter(({ size }) => size <= 256)));
  await writeFile(join(icons, 'lazaret.icns'), icns(pictures));
}

async function makeTrayIcons(browser: Browser): Promise<void> {
  for (const [kind, sizes] of [['color', colorSizes] as const, ['template', templateSizes] as const]) {
    const folder = join(icons, 'tray', kind);
    await mkdir(folder, { recursive: true });
    for (const [name, state] of Object.entries(states)) {
      const svg = traySvg(name, state, kind === 'template');
      for (const size of sizes) await writeFile(join(folder, `${name}-${size}.png`), await draw(browser, svg, size));
    }
  }
}

const browser = await chromium.launch({
  executablePath: process.env.LAZARET_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  await makeAppIcons(browser);
  await makeTrayIcons(browser);
} finally {
  await browser.close();
}
