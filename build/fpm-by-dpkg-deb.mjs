#!/usr/bin/env node
// Packs a .deb for electron-builder, in the place of fpm: takes the arguments electron-builder gives to fpm and lets
// dpkg-deb pack. Where Debian's own tool is there, no Ruby packager has to be fetched from the network first.

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: /** @type {const} */ ('string') };
const texts = { type: /** @type {const} */ ('string'), multiple: true };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    force: { type: 'boolean' },
    d: { ...texts, short: 'd' },
    'deb-recommends': texts,
    'deb-compression': text,
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    category: text,
    description: text,
    license: text,
    maintainer: text,
    name: text,
    package: text,
    url: text,
    vendor: text,
    version: text,
  },
});

/** @type {(name: keyof typeof values) => string} */
const needed = (name) => {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name} is missing`);
  return value;
};

if (values.s !== 'dir' || values.t !== 'deb') throw new Error('Only "-s dir -t deb" can be packed without fpm.');

const root = mkdtempSync(join(tmpdir(), 'lazaret-deb-'));
try {
  for (const mapping of positionals) place(mapping);
  const control = join(root, 'DEBIAN');
  mkdirSync(control);
  writeFileSync(join(control, 'control'), controlFile());
  if (values['after-install']) script(values['after-install'], join(control, 'postinst'));
  if (values['after-remove']) script(values['after-remove'], join(control, 'postrm'));
  makeDirectoriesReadable(root);
  const compression = values['deb-compression'] ?? 'xz';
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, needed('package')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** `SOURCE=TARGET`; a source that ends in a slash means what is in it. @param {string} mapping */
function place(mapping) {
  const cut = mapping.lastIndexOf('=');
  const source = mapping.slice(0, cut);
  const target = join(root, mapping.slice(cut + 1));
  mkdirSync(source.endsWith('/') ? target : dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true, verbatimSymlinks: true });
}

/** @param {string} source @param {string} target */
function script(source, target) {
  cpSync(source, target);
  chmodSync(target, 0o755);
}

/** The umask of whoever builds must not decide who may enter /opt or /usr. @param {string} directory */
function makeDirectoriesReadable(directory) {
  chmodSync(directory, 0o755);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) makeDirectoriesReadable(path);
    else if (stats.isFile()) chmodSync(path, stats.mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Kibibytes of all files, as `Installed-Size` counts. @param {string} directory @returns {number} */
function kibibytes(directory) {
  let sum = 0;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const stats = lstatSync(path);
    sum += stats.isDirectory() ? kibibytes(path) : Math.ceil(stats.size / 1024);
  }
  return sum;
}

/** Source: Debian Policy, chapter 5, "Control files and their fields". */
function controlFile() {
  const [synopsis = '', ...description] = needed('description')
    .split('\n')
    .map((line) => line.trim());
  const fields = {
    Package: needed('name'),
    Version: needed('version'),
    Architecture: needed('architecture'),
    Maintainer: needed('maintainer'),
    'Installed-Size': kibibytes(root),
    Depends: values.d?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: values.category ?? 'utils',
    Priority: values['deb-priority'] ?? 'optional',
    Homepage: values.url,
    Description: [synopsis, ...description.filter((line) => line !== '').map((line) => ` ${line}`)].join('\n'),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
