import type { Detection, Detector } from "./detector.ts";

/** Header, payload and signature (RFC 7519), or the five parts of an encrypted one (RFC 7516); each at most 8,000 code units. */
const TOKEN =
  /(?<![\w.-])(?<header>eyJ[\w-]{8,2000})\.(?<payload>[\w-]{4,8000})\.(?<rest>(?:[\w-]{1,8000}(?:\.[\w-]{1,8000}\.[\w-]{1,8000})?)?)(?![\w-])/g;
/** The subject of the example of jwt.io, which most documentation copies. */
const EXAMPLE_SUBJECT = "1234567890";

/** JSON Web Tokens whose header is one: JSON that names an algorithm, or in front of claims in JSON. What is written to show the form is left out. */
export const jsonWebToken: Detector = {
  name: "jwt",
  keywords: ["eyj"],
  rank: "form",
  detect: (text) =>
    [...text.matchAll(TOKEN)].flatMap(({ index, 0: token, groups }): Detection[] => {
      const header = jsonOf(groups?.["header"]);
      const payload = jsonOf(groups?.["payload"]);
      const known = typeof header?.["alg"] === "string" || (header !== undefined && payload !== undefined);
      if (!known || isExample(payload)) return [];
      return [
        {
          kind: "JsonWebToken",
          title: "JSON Web Token",
          from: index,
          to: index + token.length,
          severity: "warning",
        },
      ];
    }),
};

function isExample(payload: { readonly [claim: string]: unknown } | undefined): boolean {
  return payload?.["sub"] === EXAMPLE_SUBJECT || /example|demo/i.test(String(payload?.["iss"] ?? ""));
}

function jsonOf(part: string | undefined): { readonly [member: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as { readonly [member: string]: unknown }) : undefined;
  } catch {
    return undefined;
  }
}
