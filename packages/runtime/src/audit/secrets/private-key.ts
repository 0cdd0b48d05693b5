import type { Detection, Detector } from "./detector.ts";

/** The first line of a key: PKCS #8 with or without a password, those of one algorithm, OpenSSH's, OpenPGP's. */
const BEGIN = /-----BEGIN ?(?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END ?(?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
/** The longest text between the two lines, in UTF-16 code units. */
const LONGEST = 10_000;
/** The fewest characters of Base64: what is shorter stands for a key. */
const SHORTEST = 60;
/** What a line begins and ends with where a key is in a comment, or a text of a program. Looks at each run of such signs once. */
const AROUND = /^(?:\s|#|\/\/|[*;>|"'`]|--)+|(?<!["'`,;\\\s])["'`,;\\\s]+$/g;
const HEADER = /^[A-Za-z-]{1,40}: /;
/** How keys begin: a SEQUENCE of ASN.1, OpenSSH's name of its format, a secret-key packet of OpenPGP (RFC 9580, section 4.2). */
const MAGIC = /^(?:M[A-P]|b3BlbnNzaC1rZXktdjE|l|x[Q-Za-f])/;
/** PuTTY's own format, and that of SSH2 (RFC 4716 has the public ones); they begin with a line of their own. */
const OTHERS = [
  /PuTTY-User-Key-File-[23]: [\w-]{1,40}\r?\n(?:[^\r\n]{0,200}\r?\n){1,200}?Private-Lines: \d{1,3}\r?\n(?:[A-Za-z0-9+/=]{1,76}\r?\n?){1,100}/g,
  /---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----[^-]{60,10000}---- END SSH2/g,
];

/**
 * Private keys in their armour (RFC 7468, RFC 9580), also behind comment signs, in quotes, and with headers. In the place of
 * secretlint's, which knows neither those nor OpenPGP's content nor keys with a password.
 */
export const privateKey: Detector = {
  name: "privatekey",
  keywords: ["private key", "putty-user-key-file"],
  rank: "certain",
  detect(text) {
    const found: Detection[] = OTHERS.flatMap((form) =>
      [...text.matchAll(form)].map(({ index, 0: key }) => ({
        kind: "PrivateKey",
        title: "private key",
        from: index,
        to: index + key.length,
      })),
    );
    for (const { index: from, 0: begin } of text.matchAll(BEGIN)) {
      const start = from + begin.length;
      const end = text.indexOf("-----", start);
      if (end < 0 || end - start > LONGEST) continue;
      END.lastIndex = end;
      const last = END.exec(text)?.[0];
      if (last !== undefined && isKey(text.slice(start, end)))
        found.push({ kind: "PrivateKey", title: "private key", from, to: end + last.length });
    }
    return found;
  },
};

function isKey(body: string): boolean {
  const lines = body.split(/\r\n|\r|\n|\\r\\n|\\n/).map((line) => line.replace(AROUND, ""));
  // OpenPGP's checksum is a line of its own.
  const content = lines.filter((line) => !HEADER.test(line) && !/^=[A-Za-z0-9+/]{4}$/.test(line)).join("");
  const bare = content.replace(/\s/g, "");
  return bare.length >= SHORTEST && MAGIC.test(bare) && /^[A-Za-z0-9+/]+={0,2}$/.test(bare);
}
