import { rules as presetRules } from "@secretlint/secretlint-rule-preset-recommend";
import { describe, expect, it } from "vitest";
import { tokenOf } from "../../redact/token-form.ts";
import { detectors } from "./detectors.ts";

/** One secret of each detector, put together here so that no scanner takes this file for a leak. */
const word = (length: number): string => "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zC0fR".repeat(10).slice(0, length);
const key = `MI${"Ab3/".repeat(40)}`;
const login = JSON.stringify({ muk: { k: word(43) }, secretKey: word(40), auth: {} });
// Ends with `}` alone in a group of three bytes, as the detector wants it.
const account = Buffer.from(login.replace("{", `{${" ".repeat((3 - ((login.length - 1) % 3)) % 3)}`)).toString(
  "base64",
);
const SAMPLES: { readonly [detector: string]: string } = {
  "1password": `ops_${account}`,
  anthropic: `sk-ant-${"api03"}-${word(93)}AA`,
  aws: `AKIA${"QWERTYUIOPASDF12"}`,
  basicauth: `https://mary:${"hunter2hunter2"}@acme.io`,
  "database-connection-string": `MySQL://app:${"hunter2hunter2"}@db.acme.io:5432/app`,
  databricks: `dapi${"0123456789abcdef0123456789abcdef"}`,
  docker: `dckr_pat_${word(27)}`,
  figma: `figd_${word(45)}`,
  gcp: JSON.stringify({ private_key_id: "1", private_key: `-----BEGIN ${"PRIVATE"} KEY-----` }),
  github: `ghp_${word(36)}`,
  gitlab: `glpat-${word(20)}`,
  grafana: `glsa_${word(32)}_${"0123abcd"}`,
  groq: `gsk_${word(52)}`,
  "hashicorp-vault": `hvs.${word(95)}`,
  huggingface: `hf_${"abcdefghijklmnopqrstuvwxyzabcdefgh"}`,
  linear: `lin_api_${word(40)}`,
  notion: `ntn_${"12345678901"}${word(35)}`,
  npm: `npm_${word(36)}`,
  openai: `sk-${word(20)}T3BlbkFJ${word(20)}`,
  privatekey: `-----BEGIN ${"RSA PRIVATE"} KEY-----\n${key}\n-----END ${"RSA PRIVATE"} KEY-----`,
  sdetkit: tokenOf(2n ** 255n),
  sendgrid: `SG.${word(22)}.${word(43)}`,
  shopify: `shpat_${"0123456789abcdef0123456789abcdef"}`,
  slack: `xoxb${"-"}${"123456789012"}-${"123456789012"}-${word(24)}`,
  vercel: `vcp_${word(24)}`,
};

describe("detectors", () => {
  it("are all of the preset but its reader of comments, and that of the product's own tokens", () => {
    expect(detectors).toHaveLength(presetRules.length);
    expect(detectors.map(({ name }) => name).sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  it.each(detectors.map((detector) => [detector.name, detector] as const))(
    "%s finds its own secret in the middle of a text",
    async (name, detector) => {
      const sample = SAMPLES[name] as string;
      const text = name === "gcp" ? sample : `x = ${sample}\n`;
      const [found] = await detector.detect(text, "a.json");
      expect(found).toBeDefined();
      if (name !== "gcp") expect(text.slice(found?.from, found?.to)).toBe(sample);
    },
  );

  it("reach to the end of an AWS secret key, though its rule reports a shorter range", async () => {
    const secret = word(40);
    const text = `AWS_SECRET_ACCESS_KEY   =    "${secret}"`;
    const aws = detectors.find(({ name }) => name === "aws");
    const [found] = (await aws?.detect(text, "a.env")) ?? [];
    expect(text.slice(found?.to)).toBe('"');
  });

  it("never open a file by themselves", async () => {
    const gcp = detectors.find(({ name }) => name === "gcp");
    expect(await gcp?.detect("private_key_id", "/etc/hostname.p12")).toEqual([]);
  });
});
