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
    meaning: "There is a tenant with this name.",
    remedy: "choose another name; one that is being deleted is free again when everything of it is gone",
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
    meaning: "The platform's own tenant cannot be used as a customer's.",
    remedy: "name another one",
  },
  "invalid-name": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The name has other characters than it may have, or is too long.",
  },
  "invalid-quotas": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "A quota is out of bounds.",
    remedy: "give another, or leave it out",
  },
  "quotas-not-allowed": {
    exit: ExitCode.denied,
    status: 403,
    meaning: "Only those who run the server change quotas.",
    remedy: "ask those who run the server",
  },
  "quota-exceeded": {
    exit: ExitCode.failed,
    status: 429,
    meaning: "A quota of the tenant is used up.",
    remedy: "remove workspaces or old history, or ask for a larger quota",
  },
  "folder-not-empty": {
    exit: ExitCode.usage,
    meaning: "The folder to export to holds something.",
    remedy: "name a folder that is not there yet",
  },
  "too-many-templates": {
    exit: ExitCode.usage,
    status: 422,
    meaning: "The tenant has as many stored templates as it may have.",
    remedy: "remove one that is not needed any more, or keep them in the workspace",
  },
} as const satisfies { readonly [code: string]: FaultEntry };
