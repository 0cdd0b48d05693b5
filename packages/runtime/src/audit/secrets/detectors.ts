import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintRuleCreator, SecretLintSourceCode } from "@secretlint/types";
import { addressDetectors } from "./address-detectors.ts";
import type { Detection, Detector } from "./detector.ts";
import { ownToken } from "./own-token.ts";
import { privateKey } from "./private-key.ts";

const PREFIX = "@secretlint/secretlint-rule-";

/**
 * What a text holds whenever the detector can find something in it. Most texts hold none of these, and searching for a few
 * literals is many times faster than trying every pattern. A detector without an entry always runs.
 */
const ANCHORS: { readonly [name: string]: RegExp } = {
  "1password": /ops_ey/,
  anthropic: /sk-ant-/,
  aws: /A3T|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA|SECRET|[Ss]ecret|ACCOUNT|[Aa]ccount/,
  databricks: /dapi[A-Fa-f0-9]/,
  docker: /dckr_pat_/,
  figma: /figd_/,
  gcp: /private_key_id/,
  github: /gh[pousr]_|github_pat_/,
  gitlab: /glpat-/,
  grafana: /glc_|glsa_/,
  groq: /gsk_/,
  "hashicorp-vault": /hv[sbr]\./,
  huggingface: /hf_/,
  linear: /lin_api_/,
  notion: /ntn_/,
  npm: /npm_|_authToken=|x-oauth-basic/,
  openai: /T3BlbkFJ/,
  sendgrid: /SG\./,
  shopify: /shp(?:pa|ca|at|ss)_/,
  slack: /xox[bpaor]-|xapp-|hooks\.slack\.com/i,
  vercel: /vc[piark]_/,
};

/** Key ids are off unless asked for; next to them the secret key is seldom far. */
const OPTIONS: { readonly [name: string]: object } = { aws: { enableIDScanRule: true } };

/** Kinds whose reported range begins at the name of the secret and is only as long as the secret: up to where it really goes. */
const REACH: { readonly [kind: string]: RegExp } = {
  AWSSecretAccessKey: /^[\s\S]{0,2000}?[A-Za-z0-9/+=]{40}/,
  PackageJSON_xOauthToken: /^[^\n]{0,300}?@/,
  Npmrc_authToken: /^[^\n]*/,
};

/** Ours instead: its patterns know few of the forms that addresses and private keys take; its comments are read by `silencedBy`. */
const REPLACED = new Set([...addressDetectors.map(({ name }) => name), privateKey.name, "filter-comments"]);

/**
 * The detectors of secretlint's recommended rules, by the contract of its rule authors, and ours. Its own runner is left out:
 * its time grows with the square of the secrets of a text.
 */
export const detectors: readonly Detector[] = [
  ...(rules as unknown as readonly SecretLintRuleCreator<object>[])
    .filter((rule) => !REPLACED.has(rule.meta.id.replace(PREFIX, "")))
    .map(detector),
  ...addressDetectors,
  privateKey,
  ownToken,
];

function detector(rule: SecretLintRuleCreator<object>): Detector {
  const name = rule.meta.id.replace(PREFIX, "");
  const anchor = ANCHORS[name];
  return {
    name,
    async detect(text, path) {
      if (anchor && !anchor.test(text)) return [];
      const found: Detection[] = [];
      const context: SecretLintRuleContext = {
        sharedOptions: {},
        // The words of a message would hold the secret: only its id is kept.
        createTranslator: () => (id) => ({ messageId: String(id), message: "", data: undefined }) as never,
        report: ({ message: { messageId: kind }, range: [from, to] }) => {
          const reach = REACH[kind]?.exec(text.slice(from, from + 4096))?.[0].length ?? 0;
          found.push({ kind, from, to: Math.max(to, from + reach) });
        },
        ignore: () => undefined,
      };
      await rule.create(context, OPTIONS[name] ?? {}).file?.(sourceOf(text, path));
      return found;
    },
  };
}

/** A text as the rules see it. One of them would open a `.p12` file by itself: no rule is told that a file is one. */
function sourceOf(text: string, path: string): SecretLintSourceCode {
  const unknown = (): never => {
    throw new Error("Expected a detector that looks at the text alone, got one that asks for lines.");
  };
  return {
    filePath: path,
    ext: path.endsWith(".json") ? ".json" : "",
    contentType: "text",
    content: text,
    physicalFilePath: undefined,
    hasBOM: false,
    getFilePath: () => path,
    getPhysicalFilePath: () => undefined,
    locationToRange: unknown,
    rangeToLocation: unknown,
    indexToPosition: unknown,
    positionToIndex: unknown,
  } as SecretLintSourceCode;
}
