import type { Buffer } from 'node:buffer';

/** So many bytes of a file's beginning tell what kind it is: up to the name of the file system in a disk image. */
export const tellingBytes = 0x8006;

/**
 * How the kinds of files begin that hold others, or that can be locked by a password: archives, compressed files, disk
 * images, documents and, for they may unpack themselves, programs. Offset, then the bytes as latin1.
 */
const beginnings: readonly (readonly [offset: number, bytes: string])[] = [
  [0, 'PK'], // zip, and with it Office, OpenDocument, Java, Android, EPUB
  [0, 'Rar!'],
  [0, '7z\xbc\xaf\x27\x1c'],
  [0, '\x1f\x8b'], // gzip
  [0, '\x1f\x9d'], // compress
  [0, 'BZh'],
  [0, '\xfd7zXZ'],
  [0, '\x5d\0\0'], // lzma
  [0, '\x28\xb5\x2f\xfd'], // zstd
  [0, 'LZIP'],
  [0, 'MSCF'], // cab
  [0, 'ISc('], // InstallShield
  [0, 'SZDD'],
  [0, '\x60\xea'], // arj
  [2, '-l'], // lha
  [0, 'zPQ'],
  [0, 'EGGA'],
  [0, 'ALZ\x01'],
  [0, 'xar!'],
  [0, '!<arch>'], // ar, deb
  [0, '070707'], // cpio, and the two that follow
  [0, '070701'],
  [0, '\xc7\x71'],
  [0, '\xed\xab\xee\xdb'], // rpm
  [257, 'ustar'], // tar
  [0x8001, 'CD001'], // ISO 9660
  [0x8001, 'BEA01'], // UDF
  [0, 'hsqs'], // SquashFS
  [0, 'QFI\xfb'],
  [0, 'KDMV'],
  [0, 'vhdxfile'],
  [0, 'conectix'],
  [0, '\x78\x9f\x3e\x22'], // TNEF, a mail's winmail.dat
  [0, 'ITSF'], // chm
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'], // OLE2: older Office, msi, msg
  [0, '{\\rtf'],
  [0, 'CWS'], // compressed Flash
  [0, 'ZWS'],
  [0, '\xe4\x52\x5c\x7b'], // OneNote
  [0, 'MZ'],
  [0, '\x7fELF'],
  [0, '\xca\xfe\xba\xbe'],
  [0, '\xcf\xfa\xed\xfe'],
  [0, '\xce\xfa\xed\xfe'],
  [0, '\xfe\xed\xfa\xcf'],
  [0, '\xfe\xed\xfa\xce'],
  [510, '\x55\xaa'], // a disk with a boot sector
  [0, 'begin '], // uuencode
  [0, '-----BEGIN PGP MESSAGE'],
];

/** A PDF may begin within its first kilobyte (ISO 32000-1, implementation note 13). */
const pdfMark = '%PDF-';
const pdfWithin = 1024;

/** A mail carries its attachments encoded; it begins with header lines (RFC 5322). */
const mailBeginning = /^(?:From |(?:[A-Za-z][A-Za-z-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,})/;

/** ClamAV has never looked into less of a file than this, unless it was told to. Bytes. */
const surelyReadBytes = 25 * 1024 * 1024;

/**
 * Whether something in a file may have gone unseen by an engine that said OK and does not report what it did not look into:
 * the file is large, or begins like one that holds others or is locked. `head` is its first `tellingBytes` bytes, or all of it.
 */
export const mayHideSomething = (head: Buffer, sizeBytes: number): boolean =>
  sizeBytes > surelyReadBytes || beginsLikeContainer(head);

/** Whether a file begins like one that holds others, is locked, or runs. `head` is as above. */
export function beginsLikeContainer(head: Buffer): boolean {
  return (
    beginnings.some(([offset, bytes]) => head.toString('latin1', offset, offset + bytes.length) === bytes) ||
    head.toString('latin1', 0, pdfWithin).includes(pdfMark) ||
    mailBeginning.test(head.toString('latin1', 0, pdfWithin))
  );
}
