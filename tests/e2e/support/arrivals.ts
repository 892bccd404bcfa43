import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setAttribute } from '@napi-rs/xattr';

/**
 * Lets a whole file land at a path, moved in from the folder beside. With `origin`, the program that downloaded it noted
 * where from, as freedesktop.org's Common Extended Attributes say.
 */
export async function land(path: string, content: Buffer, origin?: string): Promise<string> {
  const outside = join(dirname(dirname(path)), 'on its way');
  mkdirSync(outside, { recursive: true });
  const before = join(outside, basename(path));
  writeFileSync(before, content);
  if (origin !== undefined) await setAttribute(before, 'user.xdg.origin.url', Buffer.from(origin));
  renameSync(before, path);
  return path;
}
