import type { QuarantineItem } from '../../../contract/quarantine.ts';

const hourMs = 60 * 60 * 1000;

/** When a deleted item is destroyed, as ISO text. */
export const goneAt = ({ at, trashedAt }: QuarantineItem, graceHours: number): string =>
  new Date(Date.parse(trashedAt ?? at) + graceHours * hourMs).toISOString();
