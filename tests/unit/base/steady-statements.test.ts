import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { steadyStatements } from '../../../electron/base/steady-statements.ts';

const open = () => {
  const database = steadyStatements(new Database(':memory:'));
  database.exec('CREATE TABLE numbers (n INTEGER CHECK (n < 10)); INSERT INTO numbers VALUES (1);');
  return database;
};

describe('a statement of a database', () => {
  it.each(['get', 'run', 'all'] as const)('is as good as new after a failure (%s)', (how) => {
    const database = open();
    const set = database.prepare('UPDATE numbers SET n = ? RETURNING n');
    for (const fine of [2, 3, 4]) {
      expect(() => set[how](99)).toThrow('CHECK constraint failed');
      expect(set[how](fine)).toBeDefined();
      expect(database.prepare('SELECT n FROM numbers').get()).toMatchObject({ n: fine });
    }
    database.close();
  });

  it('keeps the form of its rows over a failure, and rolls a transaction back by it', () => {
    const database = open();
    const set = database.prepare('UPDATE numbers SET n = ? RETURNING n').raw(true);
    const setAll = database.transaction((values: readonly number[]) => values.map((value) => set.get(value)));
    expect(setAll([2, 3])).toEqual([[2], [3]]);
    expect(() => setAll([4, 99])).toThrow('CHECK constraint failed');
    expect(database.prepare('SELECT n FROM numbers').get()).toMatchObject({ n: 3 });
    expect(setAll([5])).toEqual([[5]]);
    database.close();
  });
});
