import type { Navigation } from '../../contract/bridge.ts';
import type { DesktopRequests, Handlers } from '../../contract/requests.ts';
import type { Result } from '../../contract/result.ts';
import type { Logger } from '../base/log.ts';
import type { Protection } from '../protection.ts';
import type { TrayCommand } from './tray-model.ts';

/** What the tray's commands do. Requests take the same path as the window's; a refusal is logged, the state tells it. */
export function createTrayCommands(parts: {
  readonly handlers: Pick<
    Protection['handlers'],
    | 'protection.pause'
    | 'protection.resume'
    | 'scan.now'
    | 'fullScan.resume'
    | 'fullScan.cancel'
    | 'engine.check'
    | 'notices.dismiss'
  > &
    Pick<Handlers<DesktopRequests>, 'scan.pick' | 'folders.pick'>;
  readonly show: (navigation?: Navigation) => void;
  readonly quit: () => void;
  readonly log: Logger;
}): (command: TrayCommand) => void {
  const { handlers, log } = parts;
  const request = (name: string, answer: Promise<Result<unknown>>): void => {
    answer.then(
      (result) => {
        if (!result.ok) log.warn(`${name} from the tray was refused`, result.error);
      },
      (error: unknown) => log.error(`${name} from the tray failed`, error),
    );
  };
  return (command) => {
    if (typeof command === 'object') {
      if ('quarantineId' in command) return parts.show({ view: 'quarantine', quarantineId: command.quarantineId });
      return request('dismiss a notice', handlers['notices.dismiss']({ id: command.dismissNotice }));
    }
    switch (command) {
      case 'open':
        return parts.show();
      case 'overview':
        return parts.show({ view: 'overview' });
      case 'quarantine':
      case 'open-quarantine':
        return parts.show({ view: 'quarantine' });
      case 'open-engine':
        return parts.show({ view: 'engine' });
      case 'open-folders':
        return parts.show({ view: 'folders' });
      case 'open-activity':
        return parts.show({ view: 'activity', unresolved: true });
      case 'open-reputation':
        return parts.show({ view: 'settings', section: 'reputation' });
      case 'check-engine':
        // The window shows what came of it.
        parts.show({ view: 'engine' });
        return request('check the engine', handlers['engine.check']({}));
      case 'add-folder':
        parts.show({ view: 'folders' });
        return request('add a folder', handlers['folders.pick']({}));
      case 'pause-15-minutes':
        return request('pause', handlers['protection.pause']({ minutes: 15 }));
      case 'pause-1-hour':
        return request('pause', handlers['protection.pause']({ minutes: 60 }));
      case 'pause-until-restart':
        return request('pause', handlers['protection.pause']({ minutes: null }));
      case 'resume':
        return request('resume', handlers['protection.resume']({}));
      case 'resume-scan':
        return request('resume the full scan', handlers['fullScan.resume']({}));
      case 'scan-now':
        return request('scan now', handlers['scan.now']({}));
      case 'cancel-scan':
        return request('cancel the full scan', handlers['fullScan.cancel']({}));
      case 'scan-files':
      case 'scan-folder':
        // The window shows how it goes, and what came of it or why it was refused.
        parts.show();
        return request('scan', handlers['scan.pick']({ what: command === 'scan-files' ? 'files' : 'folder' }));
      case 'quit':
        return parts.quit();
    }
  };
}
