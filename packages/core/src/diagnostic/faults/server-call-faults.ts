import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Calling a server. */
export const SERVER_CALL_FAULTS = {
  "not-on-a-server": {
    exit: ExitCode.usage,
    meaning: "`--server` was given to a command that works on this machine only.",
    remedy: "call it without --server; `--help` shows whether a command supports it",
  },
  "server-not-installed": {
    exit: ExitCode.usage,
    meaning: "The command needs the package `@sdetkit/server`, which is not installed beside `sdetkit`.",
  },
  "server-not-whole": {
    exit: ExitCode.failed,
    meaning: "The package `@sdetkit/server` is installed but cannot be loaded.",
    remedy: "install it again, or run `npm run build` in a checkout",
  },
  "server-unreachable": {
    exit: ExitCode.failed,
    meaning: "Nothing responds at the server's address.",
    remedy: "check --server or SDETKIT_SERVER, and that `sdetkit agent serve` runs there",
  },
  "not-a-server": {
    exit: ExitCode.failed,
    meaning: "Something other than sdetkit's API responds at the address.",
    remedy: "check --server or SDETKIT_SERVER: a proxy or another program may be answering",
  },
  "no-token": {
    exit: ExitCode.unauthenticated,
    meaning: "The command needs a token for the server and cannot read one.",
    remedy: "set SDETKIT_TOKEN, or name a file that holds it with --token-file",
  },
  "plain-http": {
    exit: ExitCode.usage,
    meaning: "The token would be sent unencrypted to another machine.",
    remedy: "use https, or set SDETKIT_PLAIN_HTTP=1 where the network itself is trusted",
  },
  "ambiguous-token": {
    exit: ExitCode.usage,
    meaning: "More than one token has this name.",
    remedy: "revoke it by its id",
  },
  "other-digest": {
    exit: ExitCode.denied,
    meaning: "The approval does not have the digest given with `--digest`.",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
