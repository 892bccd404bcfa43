/**
 * To be imported first of all, before anything has asked a file system. Node waits for file systems in a pool of four
 * threads, which all of a program shares: one network share that is away would keep them all, and with them the program.
 * Electron has begun its pool before any of ours runs: there it must be in the environment.
 */
const threads = '64';

process.env.UV_THREADPOOL_SIZE ??= threads;

/** Begins the command of a desktop entry that puts it there. */
export const withManyThreads = ['env', `UV_THREADPOOL_SIZE=${threads}`] as const;
