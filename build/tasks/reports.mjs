import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {Count} */
export const nothing = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return counts.reduce(
    (total, count) => ({
      passed: total.passed + count.passed,
      failed: total.failed + count.failed,
      skipped: total.skipped + count.skipped,
    }),
    nothing,
  );
}

/**
 * The last line of a test run, which others read.
 * @param {Count} count
 * @returns {string}
 */
export const countLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/**
 * Counts Vitest's JSON report. A file that cannot even be loaded holds no test, and counts as one that failed.
 * @param {unknown} report
 * @returns {Count}
 */
export function countVitest(report) {
  const files = list(record(report).testResults).map(record);
  const unloaded = files.filter((file) => file.status === 'failed' && list(file.assertionResults).length === 0);
  return {
    passed: number(record(report).numPassedTests),
    failed: number(record(report).numFailedTests) + unloaded.length,
    skipped: number(record(report).numPendingTests) + number(record(report).numTodoTests),
  };
}

/**
 * Counts Playwright's JSON report. A test that passed only when repeated has failed; so has a file that cannot be loaded.
 * @param {unknown} report
 * @returns {Count}
 */
export function countPlaywright(report) {
  const stats = record(record(report).stats);
  return {
    passed: number(stats.expected),
    failed: number(stats.unexpected) + number(stats.flaky) + list(record(report).errors).length,
    skipped: number(stats.skipped),
  };
}

/**
 * What a test program did, by its report and its exit code together: a program that failed without saying which test,
 * or that left no report, is one failure.
 * @param {string} path
 * @param {(report: unknown) => Count} count
 * @param {number} exitCode
 * @returns {Count}
 */
export function readCount(path, count, exitCode) {
  if (!existsSync(path)) return { ...nothing, failed: 1 };
  const counted = count(JSON.parse(readFileSync(path, 'utf8')));
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
const record = (value) => (typeof value === 'object' && value !== null ? { ...value } : {});

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
const list = (value) => (Array.isArray(value) ? value : []);

/**
 * @param {unknown} value
 * @returns {number}
 */
const number = (value) => (typeof value === 'number' ? value : 0);
