import { visibleParts } from '../../locales/index.ts';

/** What a desktop shows of one line at most, in characters; a stand-in for something invisible counts as one. */
const lineLimit = 48;

/** Makes the invisible visible, and cuts a long name in the middle: how it begins and how it ends says more. */
export function shortened(text: string, limit = lineLimit): string {
  const units = visibleParts(text).flatMap((part) => (part.hidden ? [part.text] : [...part.text]));
  if (units.length <= limit) return units.join('');
  const tail = Math.floor((limit - 1) / 2);
  return [...units.slice(0, limit - 1 - tail), '…', ...units.slice(-tail)].join('');
}
