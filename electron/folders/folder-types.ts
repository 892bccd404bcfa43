import type { Exclusions } from '../../contract/exclusions.ts';
import type { Result } from '../../contract/result.ts';
import type { WatchedFolder } from '../../contract/settings.ts';
import type { BlindSpot, FolderState } from '../../contract/state.ts';
import type { Trigger } from '../../contract/verdicts.ts';
import type { FileIdentity } from '../files/file-identity.ts';
import type { FilePath } from '../files/file-path.ts';
import type { ExclusionRules } from '../watch/exclusion-rules.ts';
import type { ArrivingFile } from '../watch/settle.ts';

/** Why a folder's files are gone through: `sweep` queues what is new or changed, `startup` leaves that to the full scan. */
export type SweepMode = Extract<Trigger, 'sweep' | 'startup'>;

export interface SweepCounts {
  readonly files: number;
  readonly queued: number;
  /** Left out by the user's exclusions. */
  readonly excluded: FolderState['excluded'];
  /** What could not be looked into. */
  readonly blind: readonly BlindSpot[];
}

export type AddOptions = Pick<WatchedFolder, 'recursive' | 'polling'>;
export interface FolderChanges {
  readonly recursive?: boolean | undefined;
  readonly polling?: boolean | undefined;
  readonly exclusions?: Exclusions | undefined;
}

/** The folders the user wants watched, each with its watcher and health. */
export interface WatchedFolders {
  states(): readonly FolderState[];
  /** Files that are still arriving, in all folders. */
  arriving(): number;
  /** The first of them, at most `limit`. */
  firstArriving(limit: number): readonly ArrivingFile[];
  /** How many folders are being gone through, or have not been yet. */
  sweeping(): number;
  /** Adds a folder and, once started, watches and sweeps it. Adding it again is `already-exists`. */
  add(path: string, options: AddOptions): Promise<Result<FolderState>>;
  /** Changes how a folder is watched, watches it anew and goes through it. */
  configure(id: string, changes: FolderChanges): Promise<Result<FolderState>>;
  remove(id: string): Promise<Result<null>>;
  /** The folder a path belongs to: the innermost that is watched for it. */
  folderOf(path: FilePath): string | null;
  /** What the user leaves out of a folder; nothing where no folder has the id. */
  rulesOf(id: string): ExclusionRules;
  /** Whether the folder `id` is the one to announce the path: of nested folders, the innermost that is watched now. */
  announces(id: string, path: FilePath): boolean;
  /** Whether a file that was come upon is still arriving, so that its folder announces it when it has come to rest. */
  followUnsettled(path: FilePath, identity: FileIdentity): boolean;
  /** Watches every folder, then goes through it once in `mode`. Resolves when all are watched or known not to be. */
  start(mode: SweepMode): Promise<void>;
  /** Goes through one folder, or all; resolves with the files queued. */
  sweep(id: string | null, mode: SweepMode): Promise<number>;
  onChanged(listener: () => void): () => void;
  onHealth(listener: (state: FolderState) => void): () => void;
  stop(): Promise<void>;
}

/** A folder to go through. */
export interface SweepTarget {
  readonly folder: WatchedFolder;
  readonly path: FilePath;
  readonly rules: ExclusionRules;
  readonly followUnsettled: WatchedFolders['followUnsettled'];
}
