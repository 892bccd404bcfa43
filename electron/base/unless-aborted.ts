/** The work's result; rejects with the signal's reason when it aborts first, and the work goes on then. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let forget = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    forget = () => signal.removeEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
  return await Promise.race([work, aborted]).finally(forget);
}
