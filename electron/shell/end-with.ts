import { type App, dialog } from 'electron';

/** Exit code of an app that could not start, as the CLI's "error". */
const couldNotStart = 2;
/** How long the message stays: nobody may be there to close it. */
const dialogDeadlineMs = 60_000;

/**
 * Ends an app that cannot run: `message` goes to the terminal and, where a person started it from a desktop, into a
 * dialog too.
 */
export async function endWith(app: App, message: string, options: { readonly showDialog: boolean }): Promise<void> {
  process.stderr.write(`${message}\n`);
  if (options.showDialog) {
    await app.whenReady();
    const signal = AbortSignal.timeout(dialogDeadlineMs);
    await dialog.showMessageBox({ type: 'error', title: app.name, message, signal });
  }
  app.exit(couldNotStart);
}
