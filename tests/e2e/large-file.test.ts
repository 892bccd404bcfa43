import { mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatEndpoint } from '../../electron/engine/endpoint.ts';
import { startRealClamd, whyNoRealClamd } from '../support/real-clamd.ts';
import { startApp } from './support/app.ts';
import { land } from './support/arrivals.ts';
import { expect, test } from './support/fixtures.ts';

const noClamd = whyNoRealClamd();
test.skip(noClamd !== null, noClamd ?? '');

test('a large file is seen in Activity while a slow engine scans it, then its row, and its story with what took how long', async ({
  session,
}) => {
  const clamd = await startRealClamd({ only: 'unix' });
  const app = await startApp(session, { env: { LAZARET_CLAMD: formatEndpoint(clamd.unix) } });
  try {
    const window = await app.window();
    await window.getByRole('navigation').getByRole('button', { name: 'Activity' }).click();
    const rows = window.getByTestId('records').getByRole('button');
    await land(join(session.downloads, 'letter.txt'), Buffer.from('harmless'));
    await expect(rows).toHaveText([/letter\.txt/], { timeout: 30_000 });
    const onTheWay = window.getByRole('region', { name: 'On their way' });
    await expect(onTheWay).toHaveText('Nothing is on its way.');

    const outside = join(session.home, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'disk.img'), '');
    truncateSync(join(outside, 'disk.img'), 64_000_000);
    // It stands still before it has read the first byte.
    clamd.signal('SIGSTOP');
    renameSync(join(outside, 'disk.img'), join(session.downloads, 'disk.img'));
    const bar = window.getByRole('progressbar', { name: 'Scan of disk.img' });
    await expect(bar).toHaveAttribute('aria-valuetext', /of 64 MB read$/);
    await expect(onTheWay).toContainText('1 being scanned');
    await expect(onTheWay.getByRole('listitem')).toHaveText([/disk\.img.*Downloads.*of 64 MB read/]);
    await expect(rows).toHaveText([/letter\.txt/]);

    clamd.signal('SIGCONT');
    await expect(rows).toHaveText([/disk\.img/, /letter\.txt/], { timeout: 30_000 });
    await expect(onTheWay).toHaveText('Nothing is on its way.');
    await rows.first().click();
    const story = window.getByRole('dialog').getByRole('region', { name: 'What happened' });
    await expect(story).toContainText(
      /Arrived in a watched folder.*Came to rest.*, after .*Scanned.*Began .*, after .* in the queue.*By ClamAV.*Clean/,
    );
    await expect(story.getByRole('time')).toHaveCount(4);
  } finally {
    clamd.signal('SIGCONT');
    await app.stop();
    await clamd.stop();
  }
});
