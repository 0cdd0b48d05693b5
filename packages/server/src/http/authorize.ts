import { problem } from "../api/problems.ts";
import type { Services } from "../api/services.ts";
import { type Caller, PLATFORM, type TokenRefusal } from "../control/access/types.ts";
import { clientNetwork } from "../network/client-network.ts";
import type { Admission } from "../storage/limits/types.ts";
import { type Connection, clientAddress } from "./connection.ts";
import { HttpProblem } from "./http-problem.ts";

const REMEDIES: { readonly [why in TokenRefusal]: string } = {
  unknown:
    "check that the token is complete and belongs to this server, which does not know it; otherwise ask a tenant administrator for another",
  replaced:
    "use the token that replaced it: this one was claimed or rotated; if that was not you, ask a tenant administrator to revoke both",
  revoked: "ask a tenant administrator for another: it was revoked",
  expired: "ask a tenant administrator for another: it has expired",
  "account-disabled": "ask a tenant administrator: its account is disabled",
  "tenant-not-active": "ask a platform administrator: its tenant is suspended or being deleted",
};

/** Who a request comes from: 401 when that is not known, 429 when it asks too much. Before this, nothing is read or looked up. */
export async function authorize(request: Request, connection: Connection, services: Services): Promise<Caller> {
  const header = request.headers.get("authorization");
  const token = /^bearer +([\w.~+/=-]{1,200})$/i.exec(header ?? "")?.[1];
  const caller = token === undefined ? null : await services.access.authenticate(token);
  if (caller === null) {
    const { limits, http } = services.settings;
    const network = clientNetwork(clientAddress(request, connection, http.behindProxy));
    demand(await services.limits.take(PLATFORM, ["anonymous", network], limits.anonymous));
    const detail = "expected a valid token as `Authorization: Bearer sdk_…`";
    const remedy = REMEDIES[token === undefined ? "unknown" : await services.access.whyRefused(token)];
    const challenge = `Bearer realm="sdetkit"${header === null ? "" : ', error="invalid_token"'}`;
    throw new HttpProblem(problem("unauthenticated", detail, { remedy }), { "www-authenticate": challenge });
  }
  await admit(caller, services);
  return caller;
}

async function admit({ tenant, accountId }: Caller, { limits, tenants, settings }: Services): Promise<void> {
  const { burst, perSecond } = tenant === PLATFORM ? settings.quotas : (await tenants.rules(tenant)).quotas;
  // The account first: one that is too loud takes nothing from the others of its tenant.
  demand(await limits.take(tenant, ["account", accountId], settings.limits.user));
  demand(await limits.take(tenant, ["tenant"], { burst, perSecond }));
}

function demand(admission: Admission): void {
  if (admission.ok) return;
  const { retryAfter } = admission;
  const detail = `expected fewer requests, try again in ${retryAfter} s`;
  throw new HttpProblem(problem("rate-limited", detail), { "retry-after": String(retryAfter) });
}
