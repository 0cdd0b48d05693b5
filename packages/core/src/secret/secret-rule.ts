/** What replaces a secret. */
export const REDACTED = "[redacted]";

/** Shorter values are never looked for: they would turn up in ordinary text by chance. In characters. */
export const SHORTEST_SECRET = 6;

/** Failure code of a step, or of a run, that would have stored the value of one of the caller's variables. */
export const SECRET_FROM_ENVIRONMENT = "secret-from-environment";

/** One word of a name, in capitals and without the digits behind it. */
const SECRET_WORD =
  /^(?:.*(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSCODE|PASSPHRASE|CREDENTIAL|(?:API|ACCESS|PRIVATE|SIGNING|ENCRYPTION|MASTER|AUTH|DEPLOY|SSH)KEY)S?|.*(?<!BY|COM|TRES|SUR|ASK)PASS|.*(?<!OLD)PWD|KEYS?|PW|PAT|AUTH|COOKIE|DSN|JWT|BEARER|SALT|HMAC|CREDS?)$/;

/** Last words of names that say something about a secret instead of holding it: `TOKEN_TYPE`, `SSH_AUTH_SOCK`, `PASSWORD_FILE`. */
const ABOUT =
  /^(?:TYPE|KIND|SOCK|SOCKET|FILE|PATH|DIR|FOLDER|MODE|METHOD|FORMAT|ALG|ALGORITHM|TTL|EXPIRY|EXPIRES|EXPIRATION|LIFETIME|AGE|LENGTH|SIZE|LIMIT|COUNT|NAME|USER|USERNAME|EMAIL|SCOPES?|PROVIDER|STORE|URL|URI|HOST|PORT|DOMAIN|REALM|REGION|ENDPOINT|ISSUER|VERSION|ENABLED|DISABLED|REQUIRED)$/;

/** Folders that systems have: what lies below them is a place, and no secret. */
const SYSTEM_PATH =
  /^(?:~|\/(?:bin|builds|etc|home|lib|media|mnt|nix|opt|private|proc|root|run|sbin|srv|tmp|usr|Users|var|workspace)|[A-Za-z]:)[/\\]/;

function wordsOf(name: string): string[] {
  const words = name.toUpperCase().split(/[_.-]+/);
  return words.map((word) => word.replace(/\d+$/, "")).filter((word) => word !== "");
}

/** Whether a variable's name has a secret for its subject, be it the secret itself or something about it. */
export function mentionsSecret(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 1 && words[0] === "PWD") return false;
  return words.some((word) => SECRET_WORD.test(word)) || /CONNECTION_?STRING$/i.test(name);
}

/** Whether a variable with this name holds a secret: `DB_PASSWORD1`, `SSHPASS`, `GITHUB_TOKEN`; not `TOKEN_TYPE`. */
export function isSecretName(name: string): boolean {
  return mentionsSecret(name) && !ABOUT.test(wordsOf(name).at(-1) ?? "");
}

/**
 * Whether a value is too ordinary to be a secret, whatever the name of its variable: fewer than 6 characters or fewer than 4
 * different ones; one word of fewer than 16 letters, all in one case or capitalised (`postgres`, `Production`); a number of
 * fewer than 10 digits, also with signs between them (`5432`, `2026-12-01`); the name of a variable (`DB_PASSWORD`); a path
 * below a folder that systems have (`/run/secrets/db`).
 */
export function isOrdinary(value: string): boolean {
  const text = value.trim();
  if (text === REDACTED || text.length < SHORTEST_SECRET || new Set(text).size < 4) return true;
  if (/^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(text)) return text.length < 16;
  if (/^v?[\d.,:/ +-]+$/.test(text)) return text.replace(/\D/g, "").length < 10;
  return /^[A-Z]+(?:_[A-Z]+)+$/.test(text) || SYSTEM_PATH.test(text);
}
