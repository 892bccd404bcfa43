import { writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filePath } from '../../../electron/files/file-path.ts';
import { isSwiftType } from '../../../electron/files/swift-file-systems.ts';
import { createFileOpener } from '../../../electron/scan/open-file.ts';
import { tempDir } from '../../support/temp-dir.ts';

test.runIf(isSwiftType((await statfs(tmpdir())).type))(
  'a directory is known to be on a local disk for a second, since something else may be mounted there',
  async () => {
    const path = filePath(join(tempDir(), 'file'));
    writeFileSync(path.bytes, 'content');
    let nowMs = 0;
    const opener = createFileOpener(() => nowMs);
    expect(opener.answersAtOnce(path)).toBe(false);
    await (await opener.open(path))?.close();
    expect(opener.answersAtOnce(path)).toBe(true);
    nowMs = 1_001;
    expect(opener.answersAtOnce(path)).toBe(false);
    await (await opener.open(path))?.close();
    expect(opener.answersAtOnce(path)).toBe(true);
  },
);
