import { z } from 'zod';
import type { RequestInput, RequestName, RequestOutput, WindowRequests } from './requests.ts';
import type { Result } from './result.ts';
import type { StatePush } from './state.ts';

/** The views of the window; the tray and notifications open it at one of them. */
export const viewSchema = z.enum(['overview', 'activity', 'quarantine', 'folders', 'engine', 'settings']);
export type View = z.infer<typeof viewSchema>;

/** A wish of the shell to show something: a view, and the item of it where one is meant. */
export const navigationSchema = z.object({
  view: viewSchema,
  recordId: z.int().positive().optional(),
  quarantineId: z.string().optional(),
  /** Opens the question about that item as well; only the answer does anything. */
  ask: z.enum(['restore', 'delete']).optional(),
  /** Activity with what waits for the user only. */
  unresolved: z.literal(true).optional(),
  /** The part of the settings that is meant. */
  section: z.literal('reputation').optional(),
});
export type Navigation = z.infer<typeof navigationSchema>;

export const droppedScanSchema = z.object({ jobId: z.string() });
export type DroppedScan = z.infer<typeof droppedScanSchema>;

/** All the window can do. The preload puts it at `window.lazaret`; it exposes names, never channels. */
export interface Bridge {
  request<N extends RequestName<WindowRequests>>(
    name: N,
    input: RequestInput<WindowRequests, N>,
  ): Promise<Result<RequestOutput<WindowRequests, N>>>;
  /**
   * Scans what the user dropped onto the window. It takes the File objects of the drop and nothing else: the preload asks
   * Electron for the path of each, and only a file that the user picked or dropped has one.
   */
  scanDropped(files: readonly object[]): Promise<Result<DroppedScan>>;
  /** Pushes begin at once; fetch `state.get` after subscribing and drop older revisions. Returns the unsubscribe. */
  subscribe(listener: (push: StatePush) => void): () => void;
  /** Where the shell wants the window to go. Returns the unsubscribe. */
  onNavigate(listener: (navigation: Navigation) => void): () => void;
}
