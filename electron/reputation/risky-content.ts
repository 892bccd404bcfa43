import type { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import { beginsLikeContainer } from '../scan/unseen-content.ts';

/** Shortcuts of Windows (MS-SHLLINK 2.1), and scripts that name their interpreter. */
const others = ['L\0\0\0\x01\x14\x02\0', '#!'] as const;

/**
 * Scripts and the like are plain text, which only their names give away; and a file that is gone by now can be told by its
 * name alone. A name can only add a file: no name makes a program a picture.
 */
const riskyNames = new Set(
  (
    '.exe .dll .scr .com .msi .sys .bat .cmd .ps1 .psm1 .vbs .vbe .js .jse .wsf .wsh .hta .lnk .reg .jar .apk .sh .py .pl ' +
    '.app .dmg .pkg .deb .rpm .appimage .run .zip .rar .7z .tar .gz .tgz .bz2 .xz .zst .cab .iso .img .arj .lzh .pdf .doc ' +
    '.docx .docm .dot .dotm .xls .xlsx .xlsm .xlsb .ppt .pptx .pptm .rtf .odt .ods .odp .one .eml .msg .html .htm .svg .chm'
  ).split(' '),
);

/**
 * Whether a file is of a kind that can do harm when it is opened: a program, a script, an archive, a disk image, a document.
 * @param head its first bytes, `tellingBytes` of them or all; null when it cannot be read any more
 */
export const isRisky = (head: Buffer | null, name: string): boolean =>
  riskyNames.has(extname(name).toLowerCase()) ||
  (head !== null &&
    (beginsLikeContainer(head) || others.some((text) => head.toString('latin1', 0, text.length) === text)));
