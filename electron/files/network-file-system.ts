import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { displayPath, type FilePath, filePath, isInside } from './file-path.ts';

/**
 * Types whose files others can change without this kernel knowing: there are no events for that. As `mount` and
 * `/proc/self/mountinfo` name them.
 */
const networkTypes =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|smb2|afpfs|webdav|davfs\d?|9p|drvfs|ceph|glusterfs|lustre|beegfs|gpfs|afs|ncpfs|vboxsf|vmhgfs|virtiofs|fuse\.(?:sshfs|rclone|davfs|s3fs|glusterfs|ceph|gvfsd-fuse|curlftpfs|gcsfuse|vmhgfs-fuse))$/;

export interface Mount {
  /** Tells it from another one in its place, where the system does. */
  readonly id: string;
  readonly point: FilePath;
  readonly type: string;
}

/** Whether what is mounted there may keep whoever asks it waiting for ever: a server or another program has to answer. */
export const mayNeverAnswer = ({ type }: Mount): boolean => networkTypes.test(type) || type.startsWith('fuse');

/** The type of the network file system a directory lies on; null for a local one, and where that cannot be told. */
export async function networkFileSystemOf(realPath: FilePath): Promise<string | null> {
  if (process.platform === 'win32') return /^[/\\]{2}(?![?.])/.test(displayPath(realPath)) ? 'smb' : null;
  const type = typeAt(realPath, await readMounts());
  return type !== null && networkTypes.test(type) ? type : null;
}

/** The type of what is mounted where the path lies. Of mounts over one another the last counts. */
export function typeAt(path: FilePath, mounts: readonly Mount[]): string | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    if (isInside(path, mount.point) && mount.point.bytes.length >= (best?.point.bytes.length ?? 0)) best = mount;
  }
  return best?.type ?? null;
}

async function readMounts(): Promise<readonly Mount[]> {
  try {
    if (process.platform === 'linux') return parseMountinfo(await readFile('/proc/self/mountinfo', 'latin1'));
    const { stdout } = await promisify(execFile)('mount', { timeout: 5_000, env: { ...process.env, LC_ALL: 'C' } });
    return parseMount(stdout);
  } catch {
    // It is only a suggestion that hangs on it.
    return [];
  }
}

/** Lines of `/proc/self/mountinfo` (proc_pid_mountinfo(5)), read as Latin-1; blanks in paths are octal escapes. */
export function parseMountinfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const [id, , device, , point] = before?.split(' ') ?? [];
    const type = after?.split(' ')[0];
    if (point === undefined || type === undefined) return [];
    const bytes = point.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return [{ id: `${id} ${device}`, point: filePath(Buffer.from(bytes, 'latin1')), type }];
  });
}

/** Lines of BSD's and macOS's `mount`: `server:/share on /Volumes/share (nfs, nodev)`. */
export function parseMount(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, point, type] = /^.* on (\/.*) \(([^,)]+)[^)]*\)$/.exec(line) ?? [];
    return point === undefined || type === undefined ? [] : [{ id: '', point: filePath(point), type }];
  });
}
