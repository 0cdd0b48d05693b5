import { SHORTEST_SECRET } from "./secret-variants.ts";

const SECRET_WORD =
  /^(?:.*(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|ACCESSKEY|PRIVATEKEY)S?|KEYS?|PAT|PASS|AUTH|COOKIE|DSN)$/;

/** Values that a secret never has, though a variable's name may suggest one: `AUTH=required`, `SECRET_SCAN=enabled`. */
const SETTING =
  /^(?:true|false|enabled|disabled|required|optional|default|always|never|production|development|testing)$/i;

/**
 * The values of environment variables whose names look like those of secrets (`…_TOKEN`, `…SECRET…`, `…_KEY`, …), longest
 * first. A variable that the policy lets commands see is a secret all the same.
 */
export function secretsFromEnvironment(env: { readonly [name: string]: string | undefined }): string[] {
  const values = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || value.trim().length < SHORTEST_SECRET || SETTING.test(value.trim())) return [];
    return name
      .toUpperCase()
      .split(/[_.-]/)
      .some((word) => SECRET_WORD.test(word))
      ? [value]
      : [];
  });
  return [...new Set(values)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}
