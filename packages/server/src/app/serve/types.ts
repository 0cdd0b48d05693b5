import type { ExitCode } from "@sdetkit/core";
import type { SettingsFlags } from "../../settings/load-settings.ts";
import type { Rotated } from "../../storage/vault/rotate-vault.ts";
import type { BackupReport, FolderWorkspace } from "../backup/types.ts";

/** What a server, and whatever looks after one, is called with. */
export interface ServerCall {
  /** Absolute: the server keeps its own in `.sdetkit/server` below. */
  readonly cwd: string;
  /** Absolute path of `server.yaml` when another one than the folder's own is meant. */
  readonly config: string | undefined;
  /** As given on the command line: these beat the environment, that beats the file. */
  readonly flags: SettingsFlags;
  readonly env: { readonly [name: string]: string | undefined };
  readonly version: string;
  /** Absolute path of the folder with the built-in templates. */
  readonly builtinTemplates: string;
  /** A line of the log: JSON, redacted, without a line end. */
  readonly log: (line: string) => void;
  /** Makes another token for the platform's admin, for those who lost theirs and have the server's machine. */
  readonly newAdminToken?: boolean;
  /** Aborted by the first interrupt, also while it starts. */
  readonly signal: AbortSignal;
}

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  /** The platform administrator's token: on the first start, or when another one was asked for. */
  readonly adminToken: string | null;
  /** What a person wants to know of it at a glance: database, roots, what is simulated. */
  readonly about: readonly { readonly name: string; readonly value: string }[];
  /** Settles when it is down. */
  readonly ended: Promise<Ended>;
  /** Reads the TLS files anew; the log says what came of it. With files that cannot be used it goes on with those that it has. */
  reload(): void;
  /** Takes nothing new, lets what is running come to the end of its step, then ends. */
  stop(): Promise<void>;
}

/** How a server came down. */
export interface Ended {
  readonly exit: ExitCode;
  /** Runs that were not over: they go on at another replica, or at the next start. */
  readonly handedOver: number;
}

/** What a change of the master key came to. */
export type KeyRotated = Rotated & {
  /** The file of the new key; null where it comes from the environment. */
  readonly path: string | null;
};

/** What a backup came to. */
export type Archived = BackupReport & { readonly path: string };

/** What a restoration came to. `not_allowed`: workspaces whose folders the settings here do not allow, and why: no run can begin in them. */
export type Restored = Archived & {
  readonly not_allowed: readonly (FolderWorkspace & { readonly problem: string })[];
};
