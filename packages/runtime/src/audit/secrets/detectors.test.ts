import { describe, expect, it } from "vitest";
import { createPace } from "../../platform/pace.ts";
import { tokenOf } from "../../redact/token-form.ts";
import { findSecrets } from "./find-secrets.ts";

/** One secret of each detector, put together here so that no scanner takes this file for a leak. */
const word = (length: number): string => "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zC0fR".repeat(10).slice(0, length);
const hex = "3f8a1c0e9b7d5264".repeat(2);
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
  databricks: `dapi${hex}`,
  docker: `dckr_pat_${word(27)}`,
  figma: `figd_${word(45)}`,
  gcp: JSON.stringify({ private_key_id: "1", private_key: `-----BEGIN ${"PRIVATE"} KEY-----` }),
  github: `ghp_${word(36)}`,
  gitlab: `glpat-${word(20)}`,
  grafana: `glsa_${word(32)}_${"0123abcd"}`,
  groq: `gsk_${word(52)}`,
  "hashicorp-vault": `hvs.${word(95)}`,
  huggingface: `hf_${word(80).replace(/\d/g, "").slice(0, 34)}`,
  linear: `lin_api_${word(40)}`,
  notion: `ntn_${"12345678901"}${word(35)}`,
  npm: `npm_${word(36)}`,
  openai: `sk-${word(20)}T3BlbkFJ${word(20)}`,
  privatekey: `-----BEGIN ${"RSA PRIVATE"} KEY-----\n${key}\n-----END ${"RSA PRIVATE"} KEY-----`,
  sdetkit: tokenOf(2n ** 255n),
  sendgrid: `SG.${word(22)}.${word(43)}`,
  shopify: `shpat_${hex}`,
  slack: `xoxb${"-"}${"123456789012"}-${"123456789012"}-${word(24)}`,
  vercel: `vcp_${word(24)}`,
};

const pace = createPace(new AbortController().signal);
const find = (text: string) => Array.fromAsync(findSecrets(text, "a.json", pace));

describe("detectors", () => {
  it.each(Object.entries(SAMPLES))("find a secret of %s in the middle of a text, once", async (name, sample) => {
    const text = name === "gcp" ? sample : `x = ${sample}\n`;
    const found = await find(text);
    expect(found.map(({ detector }) => detector)).toEqual([name]);
    if (name !== "gcp") expect(text.slice(found[0]?.from, found[0]?.to)).toBe(sample);
  });

  it("find an AWS secret key behind its name", async () => {
    const secret = word(40);
    const text = `AWS_SECRET_ACCESS_KEY   =    "${secret}"`;
    const [found] = await find(text);
    expect(text.slice(found?.from, found?.to)).toBe(secret);
  });
});
