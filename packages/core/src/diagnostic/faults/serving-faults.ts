import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Starting and setting up a server. */
export const SERVING_FAULTS = {
  "settings-missing": {
    exit: ExitCode.usage,
    meaning: "`server.yaml` cannot be read.",
    remedy: "name a readable file with --config",
  },
  "invalid-settings": {
    exit: ExitCode.usage,
    meaning: "`server.yaml`, a flag or a variable is not valid.",
    remedy: "correct what is shown",
  },
  "invalid-root": {
    exit: ExitCode.usage,
    meaning: "The address of an artifact root is not valid.",
  },
  "root-not-local": {
    exit: ExitCode.usage,
    meaning: "The root must be a folder on this machine.",
  },
  "roots-overlap": {
    exit: ExitCode.usage,
    meaning: "Two artifact roots are the same folder, or one is inside the other.",
  },
  "host-exposed": {
    exit: ExitCode.usage,
    meaning: "The server would listen for other machines without TLS.",
    remedy: "listen on 127.0.0.1, or use --tls-cert and --tls-key, or --behind-proxy if a reverse proxy terminates TLS",
  },
  "tls-unusable": {
    exit: ExitCode.usage,
    meaning: "The TLS certificate or its key cannot be used.",
  },
  "port-taken": {
    exit: ExitCode.failed,
    meaning: "Another program listens on the port.",
    remedy: "stop that program, or name another port with --port",
  },
  "cannot-listen": {
    exit: ExitCode.failed,
    meaning: "The server cannot listen on the address.",
    remedy: "name an address of this machine and a port above 1023 under http.host and http.port",
  },
  "no-server": {
    exit: ExitCode.usage,
    meaning: "There is no server in this folder.",
    remedy: "name the folder of `sdetkit agent serve` with -C, or its database with --database-url",
  },
  "server-running": {
    exit: ExitCode.failed,
    meaning: "Another server is using the folder.",
    remedy: "use that server, stop it first, or start this one in another folder or with --database-url",
  },
  "server-folder-closed": {
    exit: ExitCode.failed,
    meaning: "The server's folder is not writable.",
    remedy: "start the server as the user who owns the folder, or in another folder",
  },
  "master-key-missing": {
    exit: ExitCode.failed,
    meaning: "The master key is missing.",
    remedy: "restore it from a copy, or set SDETKIT_MASTER_KEY; no other key opens the secrets in the database",
  },
  "master-key-open": {
    exit: ExitCode.failed,
    meaning: "Users other than the owner may read the master key file.",
  },
  "master-key-differs": {
    exit: ExitCode.failed,
    meaning: "The master key is not the one that the database was set up with.",
    remedy: "use the same master key as the other replicas: SDETKIT_MASTER_KEY, or a copy of keys/master.key",
  },
  "invalid-master-key": {
    exit: ExitCode.failed,
    meaning: "The master key is not 32 bytes as base64, or its file cannot be read.",
    remedy: "restore it from a copy; create a new one with `openssl rand -base64 32`",
  },
  "key-rotation-unfinished": {
    exit: ExitCode.failed,
    meaning: "`agent rotate-key` was interrupted, so there are two master keys.",
    remedy: "run `sdetkit agent rotate-key` again, in the server's folder and as its user",
  },
  "key-rotated": {
    exit: ExitCode.failed,
    meaning: "The master key was changed during a backup.",
    remedy: "back up again, into a new folder",
  },
  "replicas-running": {
    exit: ExitCode.usage,
    meaning: "The master key cannot be changed while a server uses the database.",
    remedy: "stop every replica, rotate, give each of them the new key, and start them again",
  },
  "secret-missing": {
    exit: ExitCode.failed,
    meaning: "A sealed secret is not in the vault.",
    remedy: "set the secret again, e.g. by removing and adding the channel",
  },
  "secret-sealed-otherwise": {
    exit: ExitCode.failed,
    meaning: "A sealed secret cannot be opened with this master key.",
    remedy:
      "start the server with the master key that sealed the secrets; a restored backup needs the key from when it was made",
  },
  "invalid-key": {
    exit: ExitCode.failed,
    meaning: "The key of an object in an artifact root contains characters that are not allowed.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
