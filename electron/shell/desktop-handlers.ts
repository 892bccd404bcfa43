import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { clipboard, shell } from 'electron';
import type { SentRequest } from '../../contract/reputation.ts';
import type { DesktopRequests, Handlers } from '../../contract/requests.ts';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { ScanRecord } from '../../contract/verdicts.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { exportHistory, formatOf, type ReadPage } from '../ledger/export-history.ts';
import type { Protection } from '../protection.ts';
import { exportRequests } from '../reputation/export-requests.ts';
import { autostartHandlers } from './autostart-handlers.ts';
import type { Dialogs } from './dialogs.ts';
import { scanShown } from './dropped-files.ts';
import { hashPageHandler } from './hash-page.ts';
import { showInFolderHandler } from './show-in-folder.ts';
import type { TrayHost } from './tray-host.ts';
import type { Autostart } from './xdg-autostart.ts';

/** The requests that speak to the desktop. The window names ids; paths come from the dialogs and the ledger alone. */
export function desktopHandlers(parts: {
  readonly protection: Pick<Protection, 'handlers' | 'snapshot'>;
  readonly dialogs: Dialogs;
  readonly autostart: Autostart;
  readonly askTrayHost: () => Promise<TrayHost>;
  readonly downloads: string;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly log: Pick<Logger, 'info'>;
}): Handlers<DesktopRequests> {
  const { handlers, snapshot } = parts.protection;
  const find = async (recordId: number): Promise<Result<ScanRecord>> => {
    const page = await handlers['history.list']({ after: { id: recordId + 1, value: null }, limit: 1 });
    if (!page.ok) return page;
    const record = page.value.records.find((candidate) => candidate.id === recordId);
    return record === undefined ? fail('not-found', 'This entry of the history is gone.') : ok(record);
  };
  return {
    'folders.pick': async () => {
      const path = await parts.dialogs.pickFolder();
      return path === null ? ok(null) : handlers['folders.add']({ path, recursive: true, polling: false });
    },
    'scan.pick': async ({ what }) => {
      const paths = await parts.dialogs.pickToScan(what);
      return paths === null ? ok(null) : scanShown(handlers, paths);
    },
    'signatures.pickOwnFolder': async () => {
      const path = await parts.dialogs.pickSignatureFolder();
      return path === null ? ok(null) : handlers['signatures.useOwnFolder']({ path });
    },
    'signatures.import': async () => {
      const path = await parts.dialogs.pickDatabase();
      return path === null ? ok(null) : handlers['signatures.importFile']({ path });
    },
    'quarantine.restoreElsewhere': async ({ id, ...options }) => {
      const item = await handlers['quarantine.show']({ id });
      if (!item.ok) return item;
      const to = await parts.dialogs.pickSaveTarget(join(parts.downloads, basename(item.value.path)));
      return to === null ? ok(null) : handlers['quarantine.restoreTo']({ ...options, id, to });
    },
    'quarantine.export': async ({ id }) => {
      const item = await handlers['quarantine.show']({ id });
      if (!item.ok) return item;
      const to = await parts.dialogs.pickExportTarget(join(parts.downloads, `${basename(item.value.path)}.zip`));
      return to === null ? ok(null) : handlers['quarantine.exportTo']({ id, to });
    },
    'history.export': async (filter) => {
      const path = await parts.dialogs.pickExportTarget(join(parts.downloads, 'lazaret-history.csv'));
      if (path === null) return ok(null);
      const readPage: ReadPage = (before) =>
        handlers['history.page']({ ...filter, ...(before === null ? {} : { before }) });
      const exported = await exportHistory(path, formatOf(path) ?? 'csv', readPage);
      return exported.ok ? ok({ path, rows: exported.value.rows }) : exported;
    },
    'reputation.export': async () => {
      const path = await parts.dialogs.pickExportTarget(join(parts.downloads, 'lazaret-requests.csv'));
      if (path === null) return ok(null);
      const requests: SentRequest[] = [];
      for (let before: number | undefined, isMore = true; isMore; ) {
        const page = await handlers['reputation.list']({ before, limit: 1000 });
        if (!page.ok) return page;
        requests.push(...page.value.requests);
        isMore = page.value.next !== null;
        before = page.value.next ?? undefined;
      }
      return exportRequests(path, requests);
    },
    ...showInFolderHandler({
      find,
      look: (path) => access(path),
      show: (path) => shell.showItemInFolder(path),
      clock: parts.clock,
    }),
    ...hashPageHandler({
      find,
      isAgreed: () => snapshot().state.settings.privacy.hashPages,
      openExternal: (url) => shell.openExternal(url),
      log: parts.log,
    }),
    'desktop.copyText': async ({ text }) => {
      clipboard.writeText(text);
      return ok(null);
    },
    ...autostartHandlers(parts.autostart),
    'desktop.tray': async () => ok({ available: (await parts.askTrayHost()) === 'present' }),
  };
}
