#!/usr/bin/env node
// Compresses a tar for electron-builder, in the place of 7za: takes the arguments electron-builder gives to 7za for a
// .tar.gz and lets Node compress. No archiver has to be fetched from the network first.

import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const [command, ...rest] = process.argv.slice(2);
const [target, source, ...more] = rest.filter((argument) => !argument.startsWith('-'));
if (command !== 'a' || !target?.endsWith('.tar.gz') || !source?.endsWith('.tar') || more.length > 0) {
  throw new Error(`Only one .tar can be made a .tar.gz without 7-Zip, not: ${process.argv.slice(2).join(' ')}`);
}
await pipeline(createReadStream(source), createGzip({ level: 9 }), createWriteStream(target));
