import type { Settings } from "../../settings/types.ts";

/** What a backup is made of. The server may be running: what it acknowledged before the backup began is in it. */
export interface BackupRequest {
  /** As the owner of the database. */
  readonly url: string;
  readonly roots: Settings["roots"];
  /** The file of the master key; null when it is kept elsewhere, and then has to be there for restoring. */
  readonly masterKeyFile: string | null;
  /** Where it goes: a folder that is new or empty. */
  readonly to: string;
  readonly now?: () => number;
}

/** Where a backup goes back to. No server may work there. */
export interface RestoreRequest {
  readonly from: string;
  /** As the owner of a database that is empty; it is migrated. */
  readonly url: string;
  /** Folders that are missing or empty. */
  readonly roots: Settings["roots"];
  /** Where the master key goes when the backup holds it. */
  readonly masterKeyFile: string;
  /** The key in use when the backup holds none, or it is given from outside. */
  readonly masterKey: Buffer | null;
  /** Ends it when it is aborted: what was brought back so far is removed again. */
  readonly signal?: AbortSignal;
}

/** A workspace that is a folder of the server's machine: the folder itself is not in a backup. */
export interface FolderWorkspace {
  /** The tenant's name. */
  readonly tenant: string;
  readonly workspace: string;
  /** Absolute path. */
  readonly location: string;
}

/** What was kept or brought back. */
export interface BackupReport {
  readonly made_at: string;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** Of tables and files together. */
  readonly bytes: number;
  readonly holds_master_key: boolean;
  /** SHA-256 of `manifest.json`, which names the digest of everything else: kept elsewhere, it proves that the backup is the one that was made. */
  readonly digest: string;
}
