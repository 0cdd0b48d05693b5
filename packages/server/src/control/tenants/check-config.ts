import { type Config, Fault, parseConfig } from "@sdetkit/core";

type Sandbox = Config["sandbox"];
const STRICTNESS: readonly Sandbox[] = ["off", "auto", "required"];

/** Reads a tenant's config. Fault `invalid-config` with every place that is wrong. */
export function readConfig(text: string): Config {
  const parsed = parseConfig("config.yaml", text);
  if (parsed.ok) return parsed.value;
  throw new Fault("invalid-config", "expected a valid config.yaml, got one with errors", {
    remedy: "correct the places shown",
    diagnostics: parsed.diagnostics,
  });
}

/** What reaches from a tenant's sandbox into the server's machine and its network. */
function reach({ tools, policy }: Config): { readonly [key: string]: readonly string[] } {
  return { tools, "policy.env": policy.env, "policy.network": policy.network ? ["true"] : [] };
}

/** Whether everybody who decides has to have taken over by what they are known. */
export function holdersDecide({ policy }: Config): boolean {
  return policy.approvals.identity === "confirmed";
}

/**
 * A tenant's own people change its policy, but not what it reaches of the server's machine: folders (the server's keys lie in
 * one), environment variables, the private network. What the platform's people gave them, they keep. Fault `invalid-config`.
 */
export function refuseWiderReach(next: Config, now: Config): void {
  const had = reach(now);
  const wider = Object.entries(reach(next)).filter(([key, values]) => values.some((one) => !had[key]?.includes(one)));
  if (holdersDecide(now) && !holdersDecide(next))
    throw new Fault(
      "invalid-config",
      "expected policy.approvals.identity to stay confirmed: otherwise anyone who issues credentials could approve with them",
      {
        remedy:
          "write `identity: confirmed` under policy.approvals; a tenant that trusts issued credentials must be created that way",
      },
    );
  if (wider.length === 0) return;
  const keys = wider.map(([key]) => key).join(", ");
  throw new Fault(
    "invalid-config",
    `expected no more access to the server's machine than this tenant has, got more in ${keys}`,
    { remedy: `leave ${keys} as it is, or ask a platform administrator` },
  );
}

/** The stricter of what the tenant says and what the server says. */
export function withSandbox(config: Config, least: Sandbox): Config {
  return STRICTNESS.indexOf(config.sandbox) >= STRICTNESS.indexOf(least) ? config : { ...config, sandbox: least };
}
