import type { Command as Program } from 'commander';
import type { Translate } from '../../locales/index.ts';
import type { Command } from './answer.ts';
import * as commands from './quarantine-commands.ts';

/** The commands about what is locked away, and about what is left alone. */
export function addQuarantineCommands(
  program: Program,
  run: (command: Command) => Promise<void>,
  parseTime: (text: string) => string,
  t: Translate,
): void {
  const quarantine = program.command('quarantine').description('what is locked away');
  quarantine
    .command('list')
    .description('all items')
    .option('--deleted', 'those that were deleted and can still be put back')
    .action(({ deleted }: { readonly deleted?: true }) => run(commands.listQuarantine(deleted === true)));
  quarantine
    .command('show <id>')
    .description('one item, with what happened to it')
    .action((id: string) => run(commands.showItem(id, t)));
  quarantine
    .command('rescan <id>')
    .description("have today's signatures look at an item; it stays locked away")
    .action((id: string) => run(commands.rescanItem(id)));
  quarantine
    .command('restore <id...>')
    .description('put files back; it never overwrites')
    .option('--to <path>', 'to another place (one item only)')
    .option('--keep-exec', 'keep it executable')
    .option('--if-clean', "only what today's signatures no longer detect")
    .option('--reason <text>', 'why you trust it; shown in the list of allowed files')
    .option('--until <time>', 'leave it alone only until then', parseTime)
    .action((ids: readonly string[], wish: commands.RestoreWish) => {
      if (wish.to !== undefined && ids.length > 1) quarantine.error('--to takes one item. Nothing was restored.');
      return run(commands.restoreItems(ids, wish));
    });
  quarantine
    .command('delete <id...>')
    .description('delete items; they can be put back until the grace period of the settings is over')
    .option('--now', 'for good, at once')
    .action((ids: readonly string[], { now }: { readonly now?: true }) => run(commands.deleteItems(ids, now === true)));
  quarantine
    .command('undelete <id...>')
    .description('put deleted items back into the quarantine')
    .action((ids: readonly string[]) => run(commands.undeleteItems(ids)));
  quarantine
    .command('report <id>')
    .description("what ClamAV's makers need to correct a wrong signature, and where to tell them")
    .action((id: string) => run(commands.reportItem(id)));
  quarantine
    .command('export <id> <file>')
    .description('write an item into a new zip with the password "infected"')
    .action((id: string, file: string) => run(commands.exportItem(id, file, t)));

  const allow = program.command('allow').description('files that are left alone');
  allow
    .command('list')
    .description('by their bytes, place and signature')
    .action(() => run(commands.listAllowed));
  allow
    .command('add <id>')
    .description('leave the file of a quarantined item alone when it is found at its place again')
    .option('--reason <text>', 'why you trust it')
    .option('--until <time>', 'only until then', parseTime)
    .action((id: string, options: { readonly reason?: string; readonly until?: string }) =>
      run(commands.allowItem(id, options)),
    );
  allow
    .command('revoke <id...>')
    .description('judge the file like any other again, and scan it')
    .action((ids: readonly string[]) => run(commands.revokeAllowed(ids)));
}
