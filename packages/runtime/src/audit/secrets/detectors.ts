import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { SecretLintRuleContext, SecretLintRuleCreator, SecretLintSourceCode } from "@secretlint/types";
import { addressDetectors } from "./address-detectors.ts";
import type { Detection, Detector } from "./detector.ts";
import { ownToken } from "./own-token.ts";
import { privateKey } from "./private-key.ts";

const PREFIX = "@secretlint/secretlint-rule-";

/** What a text holds, in either case, whenever a rule can find something in it. A rule without an entry is not asked. */
const KEYWORDS: { readonly [name: string]: readonly string[] } = {
  "1password": ["ops_ey"],
  anthropic: ["sk-ant-"],
  databricks: ["dapi"],
  docker: ["dckr_pat_"],
  figma: ["figd_"],
  gcp: ["private_key_id"],
  github: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
  gitlab: ["glpat-"],
  grafana: ["glc_", "glsa_"],
  groq: ["gsk_"],
  "hashicorp-vault": ["hvs.", "hvb.", "hvr."],
  huggingface: ["hf_"],
  linear: ["lin_api_"],
  notion: ["ntn_"],
  npm: ["npm_", "_authtoken=", "x-oauth-basic"],
  openai: ["t3blbkfj"],
  sendgrid: ["sg."],
  shopify: ["shppa_", "shpca_", "shpat_", "shpss_"],
  slack: ["xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxr-", "xapp-", "hooks.slack.com"],
  vercel: ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
};

/** Kinds whose reported range begins at the name of the secret and is only as long as the secret: up to where it really goes. */
const REACH: { readonly [kind: string]: RegExp } = {
  PackageJSON_xOauthToken: /^[^\n]{0,300}?@/,
  Npmrc_authToken: /^[^\n]*/,
};

/**
 * The detectors of secretlint's recommended rules, by the contract of its rule authors. Its own runner is left out: its time
 * grows with the square of the secrets of a text. Ours stand in the place of its rules for addresses, private keys and AWS,
 * whose patterns know few of the forms or are asked of nearly every text; its comments are read by `silencedBy`.
 */
const vendorRules: readonly Detector[] = (rules as unknown as readonly SecretLintRuleCreator<object>[]).flatMap(
  (rule) => {
    const name = rule.meta.id.replace(PREFIX, "");
    const keywords = KEYWORDS[name];
    return keywords ? [detector(rule, name, keywords)] : [];
  },
);

/** All that is looked for besides the formats of vendors. */
export const detectors: readonly Detector[] = [...vendorRules, ...addressDetectors, privateKey, ownToken];

function detector(rule: SecretLintRuleCreator<object>, name: string, keywords: readonly string[]): Detector {
  return {
    name,
    keywords,
    rank: "rule",
    async detect(text, path) {
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
      await rule.create(context, {}).file?.(sourceOf(text, path));
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
