import type { QuarantineItem } from '../../contract/quarantine.ts';
import type { Settings } from '../../contract/settings.ts';
import { type Translate, visibleText } from '../../locales/index.ts';
import { baseName, displayPath, filePath } from '../files/file-path.ts';

/** What is left in the place of a file that was locked away, for those who look for it; null unless it is wished. */
export const createNoteText =
  (settings: () => Settings, t: Translate) =>
  (item: QuarantineItem): string | null => {
    if (!settings().quarantine.leaveNote) return null;
    const name = visibleText(displayPath({ bytes: baseName(filePath(item.path)) }));
    const { signature, id, at, sha256 } = item;
    return t('quarantine.noteText', { name, signature: visibleText(signature), id, at, sha256 });
  };
