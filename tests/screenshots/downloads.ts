import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setAttribute } from '@napi-rs/xattr';
import { zip } from '../../build/demo/zip.mjs';
import { eicar } from '../support/eicar.ts';
import { madeUp } from './made-up-signatures.ts';

interface Download {
  readonly name: string;
  readonly content: Buffer;
  readonly from: string | null;
  readonly mode?: number;
}

const holding = ([, words]: readonly [string, string], size: number): Buffer =>
  Buffer.concat([randomBytes(size), Buffer.from(words), randomBytes(size)]);

/** The afternoon's downloads, in the order they arrive. */
export const downloads: readonly Download[] = [
  {
    name: 'minutes-of-the-harbour-board.pdf',
    content: randomBytes(180_000),
    from: 'https://files.harbour-board.example/',
  },
  { name: 'install-codecs.sh', content: holding(madeUp.script, 900), from: 'https://codecs.example/get/', mode: 0o755 },
  { name: 'תעריפי-נמל-2027.pdf', content: randomBytes(140_000), from: 'https://files.harbour-board.example/he/' },
  { name: 'payroll-2026.xlsm', content: holding(madeUp.macro, 30_000), from: 'https://mail.example/attachment/' },
  { name: 'free-wallpapers.zip', content: zip('setup.exe', eicar()), from: 'https://wallpapers.example/download/' },
  { name: 'coupon-toolbar-setup.exe', content: holding(madeUp.toolbar, 400_000), from: 'https://coupons.example/' },
  { name: 'جدول-المد-والجزر.ods', content: randomBytes(60_000), from: 'https://weather.example/tides/' },
  {
    name: 'contracts.zip',
    content: zip('contract.txt', randomBytes(4_000), { password: 'harbour', salt: randomBytes(11) }),
    from: 'https://mail.example/attachment/',
  },
  { name: 'keygen-studio-pro.exe', content: holding(madeUp.trojan, 700_000), from: 'https://cracked-studio.example/' },
  { name: 'holiday.jpg', content: randomBytes(900_000), from: null },
  { name: 'invoice_\u202efdp.exe', content: eicar(), from: 'https://mail.example/attachment/' },
  { name: 'lighthouse.webp', content: randomBytes(220_000), from: 'https://cloud.example/shared/' },
];

/** Lets one arrive as browsers do it: written elsewhere, its origin noted with it, then renamed. */
export async function download(
  { name, content, from, mode = 0o644 }: Download,
  outside: string,
  to: string,
): Promise<void> {
  mkdirSync(outside, { recursive: true });
  const path = join(outside, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  if (from !== null) await setAttribute(path, 'user.xdg.origin.url', Buffer.from(`${from}${encodeURIComponent(name)}`));
  renameSync(path, join(to, name));
}
