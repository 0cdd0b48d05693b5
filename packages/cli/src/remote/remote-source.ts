import type { RunSource } from "../views/run-view.ts";
import type { Remote } from "./connect.ts";

/** What holds the policy of a tenant's runs, and how its admin changes it. */
export const TENANT_CONFIG = "the tenant's config (`sdetkit agent tenants change --policy FILE`)";

/** A run of a server: what it printed is fetched from there, and its files are named by their addresses. */
export function remoteSource(run: string, remote: Remote, { show, cut }: Pick<RunSource, "show" | "cut">): RunSource {
  return {
    blob: async (sha256) => {
      const response = await remote.open("runs.blob", { params: { run, sha256 } });
      return new Uint8Array(await response.arrayBuffer());
    },
    show,
    cut,
    whole: (digest) => `${remote.url}/api/v1/runs/${run}/blobs/${digest}`,
    unread: `could not be downloaded: sdetkit agent history show ${run}${remote.flag}`,
    file: (path) => path,
    config: TENANT_CONFIG,
    flag: remote.flag,
  };
}
