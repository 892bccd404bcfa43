import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether the machine runs on its battery: a battery of its own is discharging, and no mains adapter is on line. Unknown
 * (another system, no such directory) counts as no. Source: the kernel's Documentation/ABI/testing/sysfs-class-power.
 */
export function isOnBattery(directory = '/sys/class/power_supply'): boolean {
  const supplies = namesIn(directory).map((name) => {
    const read = (file: string): string => textOf(join(directory, name, file));
    return { type: read('type'), scope: read('scope'), online: read('online'), status: read('status') };
  });
  const isFed = supplies.some(({ type, online }) => (type === 'Mains' || type === 'USB') && online === '1');
  // The battery of a mouse says that it is that of a device.
  return (
    !isFed &&
    supplies.some(({ type, scope, status }) => type === 'Battery' && scope !== 'Device' && status === 'Discharging')
  );
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    // Not Linux, or a container: nothing is known of the power.
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // Not every supply has every file, and some drivers fail to read one.
    return '';
  }
}
