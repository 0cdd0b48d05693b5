import { REDACTED } from "@sdetkit/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "./create-redactor.ts";
import { secretsFromEnvironment } from "./secrets-from-environment.ts";

const redactorOf = (...secrets: string[]) =>
  createRedactor({ secrets: secrets.map((value, i) => ({ variable: `TOKEN${i}`, value })) });
const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");

/** Ways in which tools print a value. */
const ENCODINGS: { readonly [name: string]: (secret: string) => string } = {
  plain: (s) => s,
  json: (s) => JSON.stringify({ a: `x${s}y` }),
  "json in json": (s) => JSON.stringify(JSON.stringify(s)),
  url: (s) => `https://h/?q=${encodeURIComponent(s)}&r`,
  form: (s) => new URLSearchParams({ q: s }).toString(),
  html: (s) =>
    `<b>${s.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")}</b>`,
  shell: (s) => `'${s.replaceAll("'", "'\\''")}'`,
  hex: (s) => Buffer.from(s).toString("hex"),
  "base64, 0": (s) => Buffer.from(s).toString("base64"),
  "base64, 1": (s) => Buffer.from(`x${s}yz`).toString("base64"),
  "base64, 2": (s) => Buffer.from(`xy${s}z`).toString("base64"),
  base64url: (s) => Buffer.from(`user:${s}`).toString("base64url"),
  "base64 in lines": (s) =>
    Buffer.from(`${"a".repeat(40)}${s}${"b".repeat(40)}`)
      .toString("base64")
      .replace(/.{76}/g, "$&\r\n"),
};

/** What gives the secret away: enough of it in any of the encodings. */
function traces(secret: string): string[] {
  return Object.values(ENCODINGS)
    .map((encode) => encode(secret))
    .concat(
      [0, 1, 2].map((n) =>
        Buffer.from("x".repeat(n) + secret)
          .toString("base64")
          .slice(4, -4),
      ),
    );
}

describe("redaction", () => {
  const secretText = fc.string({ unit: "grapheme", minLength: 12, maxLength: 60 });
  const secret = secretText.filter((text) => text.trim().length >= 12 && text === text.trim() && !/[\r\n]/.test(text));

  it("lets no secret through in any encoding, in text, bytes and JSON", () => {
    const around = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(secret, fc.constantFrom(...Object.keys(ENCODINGS)), around, around, (value, name, before, after) => {
        const redactor = redactorOf(value);
        const written = `${before} ${ENCODINGS[name]?.(value)} ${after}`;
        const outcomes = [
          redactor.text(written),
          utf8(redactor.bytes(Buffer.from(written))),
          JSON.stringify(redactor.json({ [written]: [{ deep: written }] })),
        ];
        for (const outcome of outcomes) {
          expect(outcome).toContain(REDACTED);
          for (const trace of traces(value)) expect(outcome).not.toContain(trace);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leaves text without secrets as it is, the very same bytes", () => {
    const redactor = redactorOf("correct horse battery");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uint8Array(), (text, bytes) => {
        expect(redactor.text(text)).toBe(text);
        expect(redactor.bytes(bytes)).toBe(bytes);
      }),
    );
    expect(redactor.json({ a: [1, null, true, "x"] })).toEqual({ a: [1, null, true, "x"] });
  });

  it("is stable: redacting again changes nothing", () => {
    const redactor = redactorOf("hunter2hunter2");
    const once = redactor.text(
      // secretlint-disable-next-line -- a password of nobody, which has to be cut
      "hunter2hunter2 Bearer abcdefghij1234567890 https://u:hunter2hunter2@h/ Authorization: Basic dTpwYXNz",
    );
    expect(redactor.text(once)).toBe(once);
    expect(once).toBe(`${REDACTED} Bearer ${REDACTED} https://${REDACTED}@h/ Authorization: Basic ${REDACTED}`);
  });

  it("finds each line of a secret of many lines, and secrets that overlap", () => {
    const key = "first line of it\nsecond line of it\n\nend";
    const redactor = redactorOf(key, "abcdefgh", "efghijkl");
    expect(redactor.text("log: second line of it.")).toBe(`log: ${REDACTED}.`);
    expect(redactor.text(`x${key}y`)).toBe(`x${REDACTED}y`);
    expect(redactor.text("-abcdefghijkl-")).toBe(`-${REDACTED}-`);
    expect(redactor.text("the end")).toBe("the end");
  });

  it("finds secrets in UTF-16 and in the middle of binary data", () => {
    const redactor = redactorOf("pässwörd-1");
    const data = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0]),
      Buffer.from("pässwörd-1", "utf16le"),
      Buffer.from([0, 0x80]),
    ]);
    expect(redactor.bytes(data)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0xfe, 0]), Buffer.from(REDACTED), Buffer.from([0, 0x80])]),
    );
  });

  it.each([
    ["ghp_", "A1b2".repeat(9)],
    ["github_pat_", "A1b2_".repeat(9)],
    ["AKIA", "ABCDEFGHIJKLMNOP"],
    ["sdk_", "A1b2C3d".repeat(7)],
    ["https://example.org/?token=sdk_", "0Zz9aB1".repeat(7)],
    ["xoxb-", "123456789012-abcdefABCDEF"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.", "c2lnbmF0dXJlLWhlcmU"],
    ["sk-ant-", "a1B2-".repeat(9)],
    ["-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", "MIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\\n", "b3BlbnNzaC1rZXktdjE\\n"],
    ['"aws_secret_access_key": "', "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz"],
    ["postgres://user:", "pass-word@"],
    ["https://", "0123456789abcdef0123456789abcdef@"],
    ["postgres://user@corp.io:", "first@second9Word@"],
    ["redis://:", "p#a?b@c@"],
    // secretlint-disable-next-line -- a password of nobody, which has to be cut
    ["https://api.telegram.org/bot", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawX"],
    ["whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["PRIVATE-TOKEN: ", "a1B2c3D4e5"],
    ['"private-token": "', "a1B2c3D4e5"],
    ["Deploy-Token: ", "a1B2c3D4e5"],
    ["X-Vault-Token: ", "s.a1B2c3D4e5"],
    ["x-api-key: ", "a1B2c3D4e5"],
    ["Authorization: ", "a1B2c3D4e5f6"],
    ["authorization: AWS4 ", "a1B2c3D4e5f6"],
    ["Authorization: Basic ", "dTpwYXNz"],
  ])("knows the shape of %s…", (start, rest) => {
    const redactor = redactorOf();
    const outcome = redactor.text(`a ${start}${rest} b`);
    expect(outcome).toContain(REDACTED);
    expect(outcome).not.toContain(rest.replace(/@$/, ""));
    expect(outcome).toMatch(/^a /);
  });

  describe("takes a whole private key", () => {
    const line = (n: number) => `${"MIIEowIBAAKCAQEA7".repeat(3)}${n}ab+/cd==`;
    const body = [1, 2, 3].map(line);
    const [begin, end] = ["-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"];
    const key = [begin, ...body, end];
    const encrypted = [begin, "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123456789ABCDEF", "", ...body, end];
    const forms: { readonly [name: string]: string } = {
      plain: key.join("\n"),
      "with Windows line ends": key.join("\r\n"),
      encrypted: encrypted.join("\n"),
      "with a comment in brackets": [begin, "Comment: (a key of mine, 2048 bit)", ...body, end].join("\n"),
      "behind #": key.map((text) => `# ${text}`).join("\n"),
      "behind //": encrypted.map((text) => `    // ${text}`).join("\n"),
      "in a block comment": `/*\n${key.map((text) => ` * ${text}`).join("\n")}\n */`,
      "in a mail": key.map((text) => `> > ${text}`).join("\n"),
      "in quotes": key.map((text) => `  "${text}\\n" +`).join("\n"),
      "in quotes, joined": `[${key.map((text) => `'${text}'`).join(", ")}].join("\\n")`,
      "in JSON": JSON.stringify({ key: key.join("\n") }),
      "added in a diff": key.map((text) => `+${text}`).join("\n"),
      "removed in a diff": `--- a/key\n+++ /dev/null\n@@ -1,5 +0,0 @@\n${key.map((text) => `-${text}`).join("\n")}`,
      "in two hunks": `+${begin}\n+${line(1)}\n@@ -10,2 +10,2 @@ class X { f() {} }\n+${line(2)}\n+${line(3)}\n ${end}`,
      "in YAML": `key: |\n${key.map((text) => `  ${text}`).join("\n")}`,
      "in XML": key.join("&#10;"),
      "cut off": [begin, ...body].join("\n"),
      "cut off, behind #": [begin, ...body].map((text) => `# ${text}`).join("\n"),
    };
    it.each(Object.entries(forms))("%s", (_, text) => {
      const redactor = redactorOf();
      for (const outcome of [redactor.text(text), utf8(redactor.bytes(Buffer.from(text)))]) {
        expect(outcome).toContain(REDACTED);
        expect(outcome).not.toContain("MIIEow");
      }
      expect(redactor.credentialsIn(Buffer.from(text))).toMatchObject([{ shape: "a private key" }]);
    });

    it("and what follows it stays", () => {
      expect(redactorOf().text(`a\n${key.join("\n")}\nb\n${key.join("\n")}\nc`)).toBe(
        `a\n${REDACTED}\nb\n${REDACTED}\nc`,
      );
    });
  });

  it("cuts from records what a file may hold as it is: ordinary words, places for a secret, prose", () => {
    const redactor = redactorOf();
    for (const [text, cut] of [
      // secretlint-disable-next-line -- a password of nobody, which has to be cut
      ["postgres://postgres:postgres@db:5432/x", `postgres://${REDACTED}@db:5432/x`],
      ["https://user:$PASSWORD@host/x", `https://${REDACTED}@host/x`],
      ["Authorization: Bearer authentication", `Authorization: Bearer ${REDACTED}`],
      ["a file that begins with -----BEGIN PRIVATE KEY-----", `a file that begins with ${REDACTED}`],
    ] as const) {
      expect(redactor.shapes.text(text)).toBe(cut);
      expect(redactor.credentials.text(text)).toBe(text);
      expect(redactor.credentialsIn(Buffer.from(text))).toEqual([]);
    }
  });

  it("tells whose values are held, in text, bytes, names and numbers", () => {
    const secrets = [
      { variable: "B_TOKEN", value: "hunter2hunter2" },
      { variable: "A_TOKEN", value: "hunter2hunter2" },
      { variable: "C_TOKEN", value: "12345678901" },
    ];
    const { variablesIn, shapes } = createRedactor({ secrets });
    expect(variablesIn({ deep: [{ "a hunter2hunter2": 1 }] })).toEqual(["A_TOKEN", "B_TOKEN"]);
    expect(variablesIn(Buffer.from(btoa("x hunter2hunter2")))).toEqual(["A_TOKEN", "B_TOKEN"]);
    expect(variablesIn(Buffer.from("hunter2hunter2", "utf16le"))).toEqual(["A_TOKEN", "B_TOKEN"]);
    expect(variablesIn([12345678901])).toEqual(["C_TOKEN"]);
    expect(variablesIn({ a: "hunter2", b: 1234567890 })).toEqual([]);
    expect(shapes.text("hunter2hunter2")).toBe("hunter2hunter2");
  });

  it("takes out what is behind an escape, as where JSON is printed as a text", () => {
    for (const secret of [`AKIA${"CANARY234567QXYZ"}`, `sk-ant-${"a1-B2".repeat(8)}`, `ghp_${"a1B2".repeat(9)}`]) {
      const text = JSON.stringify({ out: `first\n${secret}\tlast`, deep: JSON.stringify(`\n${secret}`) });
      expect(redactorOf().text(text)).not.toContain(secret);
    }
  });

  it("keeps what only resembles a credential", () => {
    const redactor = redactorOf("", "abc", "     ");
    for (const text of [
      "Bearer authentication is used here",
      "ssh://git@example.org/x",
      "https://example.org/a@b",
      "-----BEGIN PUBLIC KEY-----",
      "the abc of it",
      "http://localhost:8080?mail=a@b.org",
      "Authorization: required-for-all",
      "PRIVATE-TOKEN: see the guide",
      "12:AB:34:CD:56",
      "http://localhost:8080/x mail@example.org",
    ])
      expect(redactor.text(text)).toBe(text);
  });

  it("goes through 10 MB with hundreds of secrets without an answer for each position and secret", () => {
    const secrets = Array.from({ length: 300 }, (_, i) => `secret-number-${i}-${"z".repeat(i % 7)}`);
    const data = Buffer.from("An ordinary line of a log, with number 42 and a path/to/file.ts:10\n".repeat(150_000));
    data.write("secret-number-299-", 9_000_000);
    data.write("zzzzz", 9_000_018);
    const redactor = redactorOf(...secrets);
    expect(utf8(redactor.bytes(data))).toContain(REDACTED);
  });
});

describe("secrets of an environment", () => {
  it("are passwords in addresses under any name, as written and as meant, but nothing ordinary", () => {
    const env = {
      // secretlint-disable-next-line -- a password of nobody, which has to be cut
      DATABASE_URL: "postgres://app:p%40ss-9@word1@db:5432/shop",
      LOCAL_URL: "postgres://postgres:postgres@localhost/x",
      HTTPS_PROXY: "http://proxy:8080",
      PGPASSWORD: "postgres",
      TOKEN_TYPE: "bearer-of-9",
      SSH_AUTH_SOCK: "/tmp/ssh-1/agent.2",
    };
    expect(secretsFromEnvironment(env)).toEqual([
      { variable: "DATABASE_URL", value: "p%40ss-9@word1" },
      { variable: "DATABASE_URL", value: "p@ss-9@word1" },
    ]);
  });

  it("are the values of variables named like secrets", () => {
    const env = {
      GITHUB_TOKEN: "value-one",
      npm_config__authToken: "value-two",
      DB_PASSWORD: "value-three",
      AWS_SECRET_ACCESS_KEY: "value-four",
      GOOGLE_CREDENTIALS: "value-five",
      MYAPIKEY: "value-six",
      SHORT_TOKEN: "abc",
      AUTH: "required",
      HOME: "/home/value-seven",
      PWD: "/srv/value-eight",
      KEYBOARD: "value-nine",
      MONKEY: "value-ten",
      UNSET_TOKEN: undefined,
    };
    expect(
      secretsFromEnvironment(env)
        .map(({ value }) => value)
        .sort(),
    ).toEqual(["value-five", "value-four", "value-one", "value-six", "value-three", "value-two"]);
  });
});

it("takes time that grows with the text only, whatever it repeats", () => {
  const redactor = redactorOf("hunter2hunter2");
  for (const piece of [
    "a",
    "-----BEGIN",
    "-----BEGIN PRIVATE KEY-----",
    "eyJ",
    "eyJaaaaaaaa.",
    "://",
    "://a:",
    "hunter2",
  ]) {
    const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
    expect(redactor.bytes(Buffer.from(text)).length).toBeLessThanOrEqual(text.length);
  }
});

it("takes a JSON Web Token out of whatever word it is glued to", () => {
  const token = `eyJhbGciOiJIUzI1NiJ9.${"eyJzdWIiOiIxMjM0NTY3ODkwIn0"}.c2lnbmF0dXJl`;
  for (const text of [`x_${token}`, `\\n${token}"`, `${"eyJ".repeat(100)}${token}`, `a.${token}`])
    expect(redactorOf().text(text)).not.toContain("eyJzdWIi");
});
