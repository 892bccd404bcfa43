/** What to do when the system has no more watches to give; null when the error is about something else. */
export function watchLimitDetail(code: string): string | null {
  if (code === 'ENOSPC') {
    return (
      'Linux gives no more file watches, so some folders below are only looked through now and then. Mend it with: ' +
      'echo fs.inotify.max_user_watches=1048576 | sudo tee /etc/sysctl.d/60-lazaret.conf && sudo sysctl --system'
    );
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return process.platform === 'linux'
      ? 'Too many programs watch files, so some folders below are only looked through now and then. Mend it with: ' +
          'echo fs.inotify.max_user_instances=1024 | sudo tee /etc/sysctl.d/60-lazaret.conf && sudo sysctl --system'
      : 'Too many files are open, so some folders below are only looked through now and then. ' +
          'Mend it with: ulimit -n 65536';
  }
  return null;
}
