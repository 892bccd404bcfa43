import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countLine, countPlaywright, countVitest, readCount, sum } from '../../../build/tasks/reports.mjs';
import { createMachine, put } from './machine.ts';

const vitest = (numPassedTests: number, numFailedTests: number, testResults: object[] = []) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults,
});

test('the last line of a run says how many tests passed and failed in all layers together', () => {
  const counts = [
    countVitest(vitest(3, 1)),
    countPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 1, skipped: 0 }, errors: [] }),
  ];
  expect(countLine(sum(counts))).toBe('5 passed, 2 failed, 1 skipped');
  expect(countLine({ passed: 4, failed: 0, skipped: 0 })).toBe('4 passed, 0 failed');
});

test('a test file that cannot be loaded counts as failed', () => {
  expect(countVitest(vitest(3, 0, [{ status: 'failed', assertionResults: [] }])).failed).toBe(1);
  expect(countPlaywright({ stats: { expected: 0 }, errors: [{ message: 'no such module' }] }).failed).toBe(1);
});

test('a run that ends badly never counts as all passed, whatever its report says', () => {
  const { root } = createMachine();
  put(root, 'report.json', JSON.stringify(vitest(3, 0)));
  expect(readCount(join(root, 'report.json'), countVitest, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  expect(readCount(join(root, 'report.json'), countVitest, 0).failed).toBe(0);
  expect(readCount(join(root, 'absent.json'), countVitest, 0).failed).toBe(1);
});
