import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

/**
 * Stands in for the clamd program where a real one cannot be made to crash: it speaks enough of the protocol to pass
 * Lazaret's checks, and dies of every file that holds the word POISON.
 */
if (process.argv.includes('--version')) {
  process.stdout.write('ClamAV 1.4.6\n');
} else {
  const path = process.argv.find((argument) => argument.startsWith('--config-file='))?.slice('--config-file='.length);
  const config = readFileSync(path ?? '', 'utf8');
  const socket = /^LocalSocket "(.*)"$/m.exec(config)?.[1] ?? '';
  const log = /^LogFile "(.*)"$/m.exec(config)?.[1];
  if (log !== undefined) writeFileSync(log, 'Loaded 1 signatures.\n');
  rmSync(socket, { force: true });
  const server = createServer({ allowHalfOpen: true }, (connection) => serve(connection));
  server.listen(socket);
}

function serve(connection: Socket): void {
  let received = Buffer.alloc(0);
  connection.on('error', () => connection.destroy());
  connection.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    const answer = answerTo(received);
    if (answer !== null) connection.end(`${answer}\0`);
  });
}

function answerTo(received: Buffer): string | null {
  const text = received.toString('latin1');
  if (text.startsWith('zPING\0')) return 'PONG';
  if (text.startsWith('zVERSION\0')) return 'ClamAV 1.4.6';
  if (!text.startsWith('zINSTREAM\0') || !text.endsWith('\0\0\0\0')) return null;
  if (text.includes('POISON')) process.kill(process.pid, 'SIGKILL');
  if (text.includes('are these loaded?')) return 'stream: Lazaret.Mark.UNOFFICIAL FOUND';
  if (text.includes('EICAR')) return 'stream: Eicar-Test-Signature FOUND';
  return text.includes('PK\x03\x04') ? 'stream: Heuristics.Encrypted.Zip FOUND' : 'stream: OK';
}
