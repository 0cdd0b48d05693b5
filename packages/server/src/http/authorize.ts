import { type Caller, PLATFORM } from "../access/contract.ts";
import type { Admission } from "../limits/contract.ts";
import { clientNetwork } from "../network/client-network.ts";
import type { Services } from "../operations/services.ts";
import { type Connection, clientAddress } from "./connection.ts";
import { HttpProblem } from "./http-problem.ts";

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
    const remedy = "it may have expired or been revoked: ask a tenant-admin for another";
    const challenge = `Bearer realm="sdetkit"${header === null ? "" : ', error="invalid_token"'}`;
    throw new HttpProblem({ status: 401, code: "unauthenticated", detail, remedy }, { "www-authenticate": challenge });
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
  const detail = `expected fewer requests, there is room again in ${retryAfter} s`;
  throw new HttpProblem({ status: 429, code: "rate-limited", detail }, { "retry-after": String(retryAfter) });
}
