import type { Json } from "@sdetkit/core";

/** Which rules wrote a report of an audit, JSON or SARIF; null for what is none. */
export function rulesVersionOf(report: Uint8Array): string | null {
  try {
    const { rules_version, runs } = JSON.parse(Buffer.from(report).toString("utf8")) as {
      rules_version?: Json;
      runs?: { tool?: { driver?: { semanticVersion?: Json } } }[];
    };
    const version = rules_version ?? runs?.[0]?.tool?.driver?.semanticVersion;
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}
