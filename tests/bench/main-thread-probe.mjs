// Loaded before the program that is measured: tells, when asked, how late its main thread was since it was asked before.
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Commander takes the arguments of an Electron that runs as plain Node for those of an app of its own otherwise.
if (process.versions.electron !== undefined) process.defaultApp = true;

const resolutionMs = 10;
const delays = monitorEventLoopDelay({ resolution: resolutionMs });
delays.enable();
let cpuBefore = process.cpuUsage();

process.on('message', (message) => {
  if (message !== 'report') {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.blockMs);
    return;
  }
  const cpu = process.cpuUsage(cpuBefore);
  const late = (percentile) => Math.max(0, delays.percentile(percentile) / 1e6 - resolutionMs);
  process.send?.({
    delayP50Ms: late(50),
    delayP99Ms: late(99),
    rssMiB: process.memoryUsage.rss() / 1024 / 1024,
    cpuMs: (cpu.user + cpu.system) / 1000,
  });
  delays.reset();
  cpuBefore = process.cpuUsage();
});
process.channel?.unref();
