import type { Socket } from 'node:net';

/** No line of ours comes near this; one that does is not from us. Bytes. */
const longestLine = 64 * 1024 * 1024;

/**
 * Reads one JSON value a line from a socket. A line that is not JSON, or one without end, destroys the socket.
 */
export function onJsonLines(socket: Socket, listener: (value: unknown) => void): void {
  let pieces: string[] = [];
  let held = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      const whole = pieces.join('') + line;
      pieces = [];
      held = 0;
      try {
        listener(JSON.parse(whole));
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
        return;
      }
    }
    pieces.push(rest);
    held += rest.length;
    if (held > longestLine) socket.destroy(new Error('A line on the control socket is too long.'));
  });
}

export function writeJsonLine(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}
