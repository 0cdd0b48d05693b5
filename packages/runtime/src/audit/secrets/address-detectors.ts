import type { Detection, Detector } from "./detector.ts";
import { type AddressPassword, findAddressPasswords } from "./find-address-passwords.ts";

const DATABASES: readonly (readonly [scheme: RegExp, kind: string])[] = [
  [/^mongodb(?:\+srv)?$/, "MongoDBConnection"],
  [/^mysqlx?$/, "MySQLConnection"],
  [/^postgres(?:ql)?$/, "PostgreSQLConnection"],
];

/** What of a database's address stands behind its host. */
const BEHIND = /[^/\s?]{0,100}(?:\/[^?\s]{0,100})?(?:\?[^\s]{0,500})?/y;

/** The last answer: both detectors are asked about the same text. */
let last: { readonly text: string; readonly found: readonly AddressPassword[] } | undefined;

function addressesIn(text: string): readonly AddressPassword[] {
  if (last?.text !== text) last = { text, found: [...findAddressPasswords(text)] };
  return last.found;
}

/** Passwords inside addresses, by the names and kinds that secretlint gives them: those of databases, and all others. */
export const addressDetectors: readonly Detector[] = [
  {
    name: "basicauth",
    keywords: ["@"],
    rank: "address",
    detect: (text) =>
      addressesIn(text).flatMap((found) =>
        databaseOf(found) === undefined
          ? [{ kind: "BasicAuth", title: "password in an address", from: found.from, to: found.to, host: found.host }]
          : [],
      ),
  },
  {
    name: "database-connection-string",
    keywords: ["@"],
    rank: "address",
    detect: (text) =>
      addressesIn(text).flatMap((found): Detection[] => {
        const kind = databaseOf(found);
        return kind === undefined
          ? []
          : [
              {
                kind,
                title: "password in the address of a database",
                from: found.from,
                to: behind(text, found.to),
                host: found.host,
              },
            ];
      }),
  },
];

function databaseOf({ scheme }: AddressPassword): string | undefined {
  return DATABASES.find(([form]) => form.test(scheme))?.[1];
}

function behind(text: string, host: number): number {
  BEHIND.lastIndex = host;
  return host + (BEHIND.exec(text)?.[0].length ?? 0);
}
