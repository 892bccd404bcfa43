import { describe, expect, it } from 'vitest';
import { nameSignatures, namesOfficial } from '../../../electron/base/signature-name.ts';

describe('the name of the signatures a verdict is by', () => {
  it('is the official version, and tells which of the user’s own were there', () => {
    expect(nameSignatures('27800', '')).toBe('27800');
    expect(nameSignatures('27800', 'a')).toMatch(/^27800\+own\.[0-9a-f]{8}$/);
    expect(nameSignatures(null, 'a')).toMatch(/^own\.[0-9a-f]{8}$/);
    expect(nameSignatures(null, '')).toBeNull();
    expect(nameSignatures('27800', 'a')).not.toBe(nameSignatures('27800', 'b'));
  });

  it('tells whether official ones are among them', () => {
    expect([nameSignatures('27800', ''), nameSignatures('27800', 'a')].map(namesOfficial)).toEqual([true, true]);
    expect([nameSignatures(null, 'a'), null].map(namesOfficial)).toEqual([false, false]);
  });
});
