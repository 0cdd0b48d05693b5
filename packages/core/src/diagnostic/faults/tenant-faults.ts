import { ExitCode } from "../exit-code.ts";
import type { FaultEntry } from "./fault-entry.ts";

/** Tenants and their quotas. */
export const TENANT_FAULTS = {
  "unknown-tenant": {
    exit: ExitCode.usage,
    status: 422,
    absent: true,
    meaning: "There is no tenant with this name.",
    remedy: "list the tenants, or create this one first",
  },
  "tenant-exists": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "A tenant with this name already exists.",
    remedy: "choose another name; the name of a deleted tenant becomes available when its deletion is complete",
  },
  "tenant-deleting": {
    exit: ExitCode.usage,
    status: 409,
    meaning: "The tenant is being deleted.",
    remedy: "create another one",
  },
  "platform-tenant": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The platform's own tenant cannot be used as a regular tenant.",
    remedy: "name another one",
  },
  "invalid-name": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The name contains characters that are not allowed, or is too long.",
  },
  "invalid-quotas": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "A quota is out of range.",
    remedy: "choose another value, or leave it out",
  },
  "quotas-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "Only a platform administrator may change quotas.",
    remedy: "ask a platform administrator",
  },
  "quota-exceeded": {
    exit: ExitCode.failed,
    status: 429,
    meaning: "A quota of the tenant is used up.",
    remedy: "remove workspaces or old history, or ask for a larger quota",
  },
  "folder-not-empty": {
    exit: ExitCode.usage,
    meaning: "The folder to export to is not empty.",
    remedy: "name a folder that does not exist yet",
  },
  "too-many-templates": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The tenant has reached its quota of stored templates.",
    remedy: "remove one that is no longer needed, or keep them in the workspace",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
