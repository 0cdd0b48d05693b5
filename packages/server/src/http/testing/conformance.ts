import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OperationId } from "../../api/routes.ts";
import { openApiDocument } from "../open-api-document.ts";

interface Described {
  readonly responses: {
    readonly [status: string]: { readonly content?: { readonly [type: string]: { readonly schema: object } } };
  };
}

/** Holds answers to the OpenAPI document, as a client that was made from it would. */
export function openConformance() {
  const document = openApiDocument("1.2.3");
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The package is CommonJS.
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: "api", components: document.components });
  const operations = new Map<string, Described>();
  for (const methods of Object.values(document.paths)) {
    for (const own of Object.values(methods))
      operations.set((own as { operationId: string }).operationId, own as Described);
  }

  /** Everything in which an answer is not what the document says. */
  async function check(id: OperationId, response: Response): Promise<string[]> {
    const { status } = response;
    const described = operations.get(id)?.responses[status];
    if (!described) return [`${id} answers ${status}, which is not described: ${await response.clone().text()}`];
    const type = (response.headers.get("content-type") ?? "").split(";")[0]!;
    const { content } = described;
    if (content === undefined)
      return type === "" ? [] : [`${id} answers ${status} with ${type}, described without content`];
    const schema = content[type]?.schema;
    if (schema === undefined) return [`${id} answers ${status} as ${type}, described as ${Object.keys(content)}`];
    if (!type.endsWith("json")) return [];
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
    const body: unknown = await response.clone().json();
    const validate = ajv.compile(absolute);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${id} ${status} ${instancePath}: ${message}`);
  }

  return { document, check };
}
