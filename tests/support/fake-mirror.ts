import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How the fake answers: with a status, with bytes that are no database, with a header without its database, or cut off. */
export type MirrorMood = 429 | 403 | 404 | 500 | 'garbage' | 'unsigned' | 'hangs-up' | 'silent';

export interface FakeMirror {
  readonly url: string;
  /** What was asked for so far. */
  readonly requests: readonly string[];
  mood: MirrorMood;
}

/** A database's header as ClamAV writes it, and nothing else: it is signed by nobody. */
export function databaseHeader(version: number, count: number, builtAt: Date, seconds = true): Buffer {
  const time = `${builtAt.getUTCDate()} Nov ${builtAt.getUTCFullYear()} 04-24 +0000`;
  const end = seconds ? `:${Math.floor(builtAt.getTime() / 1000)}` : '';
  const text = `ClamAV-VDB:${time}:${version}:${count}:90:00000000000000000000000000000000:none:nobody${end}`;
  return Buffer.from(text.padEnd(512));
}

/** A fake of a private mirror for freshclam, on a port of this machine; it ends with the test. It cannot succeed. */
export async function startFakeMirror(mood: MirrorMood): Promise<FakeMirror> {
  const requests: string[] = [];
  const mirror = { url: '', requests, mood };
  const answer: RequestListener = (request, response) => {
    requests.push(request.url ?? '');
    switch (mirror.mood) {
      case 'garbage':
        response.end(Buffer.alloc(2_000, 'A'));
        break;
      case 'unsigned':
        response.end(Buffer.concat([databaseHeader(27_828, 2_000_000, new Date()), Buffer.alloc(100_000, 'A')]));
        break;
      case 'hangs-up':
        request.socket.destroy();
        break;
      case 'silent':
        break;
      default:
        response.writeHead(mirror.mood).end('no');
    }
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server on TCP has an address of this kind (node:net).
  mirror.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return mirror;
}
