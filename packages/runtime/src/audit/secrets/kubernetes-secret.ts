import type { Detection, Detector } from "./detector.ts";
import { isPlaceholderValue } from "./is-placeholder-value.ts";

const KIND = /^[ \t]*(?:- )?["']?kind["']?:[ \t]*["']?secret["']?,?[ \t]*\r?$/im;
const DOCUMENT = /^---(?=\s|$)/m;
/** The members that hold values: of `data` in Base64, of `stringData` as they are. */
const MEMBER = /^(?<indent>[ \t]*)["']?(?<name>data|stringData)["']?:[ \t]*\{?[ \t]*\r?$/gm;
const ENTRY = /^(?<indent>[ \t]*)["']?(?<key>[\w.-]{1,253})["']?:[ \t]*(?<value>[^\r\n]*)$/;
const BASE64 = /^[A-Za-z0-9+/]{10,}={0,3}$/;
/** Entries that are no secret themselves. */
const PLAIN =
  /^(?:host|hostname|port|db|database|dbname|type|provider|user|username|url|uri|name|namespace|region|endpoint|ca\.crt|tls\.crt)$/i;
/** What names of values in the clear hold: many others stand beside them. */
const SECRET = /pass|pwd|secret|token|key|cred|auth|private/i;
/** What begins a certificate in Base64: it is meant to be seen. */
const CERTIFICATE = /^LS0tLS1CRUdJTiBDRVJU/;

/** Values in manifests of Kubernetes Secrets, in YAML or indented JSON. What a template or another tool fills in is none. */
export const kubernetesSecret: Detector = {
  name: "kubernetes-secret",
  keywords: ["kind: secret", 'kind: "secret', "kind: 'secret", '"kind": "secret"'],
  rank: "value",
  detect(text) {
    const found: Detection[] = [];
    let start = 0;
    for (const document of text.split(DOCUMENT)) {
      if (KIND.test(document)) for (const each of valuesIn(document)) found.push(moved(each, start));
      start += document.length + 3;
    }
    return found;
  },
};

function moved(detection: Detection, by: number): Detection {
  return { ...detection, from: detection.from + by, to: detection.to + by };
}

function* valuesIn(document: string): Generator<Detection> {
  for (const { index, 0: line, groups } of document.matchAll(MEMBER)) {
    const encoded = groups?.["name"] === "data";
    const outer = groups?.["indent"]?.length ?? 0;
    let at = index + line.length + 1;
    let key = "";
    while (at < document.length) {
      const end = document.indexOf("\n", at);
      const text = document.slice(at, end < 0 ? undefined : end);
      const entry = ENTRY.exec(text);
      key = entry?.groups?.["key"] ?? key;
      if (text.trim() !== "" && /^[ \t]*/.exec(text)![0].length <= outer) break;
      const written = entry?.groups?.["value"] ?? (entry ? "" : text);
      const value = written.replace(/^["']|["'],?\s*$|\s+$/g, "");
      if (!/^\s*#/.test(text) && isSecret(value.trim(), encoded) && isNamed(key, encoded)) {
        const from = at + text.indexOf(value.trim());
        yield {
          kind: "KubernetesSecret",
          title: "value of a Kubernetes Secret",
          from,
          to: from + value.trim().length,
          severity: "warning",
        };
      }
      if (end < 0) break;
      at = end + 1;
    }
  }
}

function isNamed(key: string, encoded: boolean): boolean {
  return !PLAIN.test(key) && (encoded || SECRET.test(key));
}

function isSecret(value: string, encoded: boolean): boolean {
  if (encoded) return BASE64.test(value) && !CERTIFICATE.test(value);
  return value.length >= 8 && !/^(?:[|>][-+]?|-----BEGIN CERT)/.test(value) && !isPlaceholderValue(value);
}
