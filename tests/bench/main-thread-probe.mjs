// Loaded before the program that is measured: tells, when asked, how late its main thread was since it was asked before.

import { isMainThread } from 'node:worker_threads';

// Commander takes the arguments of an Electron that runs as plain Node for those of an app of its own otherwise.
if (process.versions.electron !== undefined) process.defaultApp = true;

const everyMs = 10;
const bytesPerMiB = 1024 * 1024;

/**
 * Processor time of this thread in milliseconds. On a machine that others use too it tells what the program itself kept
 * its loop from, where the wall clock also counts the time that the system gave to others. An older Node cannot say.
 */
const threadCpuMs = () => {
  const { user, system } = process.threadCpuUsage?.() ?? { user: Number.NaN, system: Number.NaN };
  return (user + system) / 1000;
};

const wall = { lates: [], since: performance.now() };
const cpu = { lates: [], since: threadCpuMs() };
let processBefore = process.cpuUsage();
let peakBytes = 0;

const note = (clock, now) => {
  clock.lates.push(Math.max(0, now - clock.since - everyMs));
  clock.since = now;
};

const quantiles = ({ lates }) => {
  const sorted = lates.splice(0).sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
};

/** While it only asks for processor time the probe itself must not use any: it alone takes 5 % of a core. */
let isResting = false;

// Not `setInterval`, which skips the turns it is too late for.
const tick = () => {
  if (isResting) return;
  note(wall, performance.now());
  note(cpu, threadCpuMs());
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  setTimeout(tick, everyMs).unref();
};
// Worker threads inherit what is loaded beforehand.
if (isMainThread) tick();

process.on('message', (message) => {
  if (message === 'rest') {
    isResting = true;
    return;
  }
  if (message !== 'report') {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.blockMs);
    return;
  }
  const used = process.cpuUsage(processBefore);
  process.send?.({
    wallLateMs: quantiles(wall),
    cpuLateMs: process.threadCpuUsage === undefined ? null : quantiles(cpu),
    rssMiB: process.memoryUsage.rss() / bytesPerMiB,
    peakRssMiB: peakBytes / bytesPerMiB,
    cpuMs: (used.user + used.system) / 1000,
  });
  peakBytes = 0;
  processBefore = process.cpuUsage();
  if (!isResting) return;
  isResting = false;
  wall.since = performance.now();
  cpu.since = threadCpuMs();
  tick();
});
process.channel?.unref();
