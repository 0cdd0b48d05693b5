import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answered, json } from "./harness/cli.ts";
import { size } from "./harness/size.ts";
import { commit, configure, repository, template } from "./harness/workspace.ts";

const ENVIRONMENTS = size("SDETKIT_ENVIRONMENTS", 12);

/** Names under which people keep secrets. */
const SECRET_NAMES = [
  ...[
    "API_KEY",
    "API_TOKEN",
    "ACCESS_TOKEN",
    "AUTH_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SESSION_TOKEN",
  ],
  ...[
    "AZURE_CLIENT_SECRET",
    "AZURE_STORAGE_CONNECTION_STRING",
    "CI_JOB_JWT",
    "COOKIE_SECRET",
    "DB_PASS",
    "DB_PASSWORD",
  ],
  ...["DB_PASSWORD1", "DEPLOY_TOKEN", "DOCKER_PASSWORD", "ENCRYPTION_KEY", "GH_TOKEN", "GITHUB_PAT", "GITHUB_TOKEN"],
  ...["GPG_PASSPHRASE", "JWT_SECRET", "LDAP_BIND_PW", "MYSQL_PWD", "MYSQL_ROOT_PASSWORD", "NPM_TOKEN", "PGPASSWORD"],
  ...[
    "PRIVATE_KEY",
    "REDIS_PASSWORD",
    "SECRET_KEY_BASE",
    "SENTRY_DSN",
    "SIGNING_KEY",
    "SLACK_BOT_TOKEN",
    "SMTP_PASSWORD",
  ],
  ...[
    "SSHPASS",
    "STRIPE_SECRET_KEY",
    "TELEGRAM_BOT_TOKEN",
    "TOKEN1",
    "VAULT_TOKEN",
    "npm_config__authToken",
    "dbPassword",
  ],
];
const OTHER_NAMES = [
  "TOKEN_TYPE",
  "SSH_AUTH_SOCK",
  "DB_PASSWORD_FILE",
  "AUTH_USER",
  "KEYBOARD",
  "PROJECT",
  "STAGE",
  "COMPASS",
];

/** Stand in the files that the run reads, writes and packs. Under a secret's name the first change nothing. */
const ORDINARY = [
  "postgres",
  "production",
  "enabled",
  "Bearer",
  "5432",
  "2026-12-01",
  "/run/secrets/db",
  "GITHUB_TOKEN",
  "abc",
];
const SECRETS_IN_FILES = ["hunter2hunter", "tok1tok1tok1", "opensesame77", "swordfish-99x"];
const NOTES = `moved to postgres 16 in production (enabled since 2026-12-01), type Bearer, port 5432, abc; /run/secrets/db, GITHUB_TOKEN\n`;

const CAT = ["cat", "<path>"];

/** A workspace whose template reads, prints, writes, audits and packs; only with `deep` what holds those secrets. */
function workspace(): string {
  const root = repository({
    "notes.txt": NOTES,
    "deep.txt": `a ${SECRETS_IN_FILES.join(" b ")} c\n`,
    "README.md": "# Sample\n",
  });
  configure(root, { shell: [CAT, ["sh", "show.sh"]], env: ["DEPLOY_TOKEN"] });
  template(
    root,
    "shop",
    [
      { id: "read", action: "fs.read", with: { path: "notes.txt" } },
      { id: "print", action: "shell.run", with: { argv: ["cat", "notes.txt"], deterministic: true } },
      { id: "loose", action: "shell.run", with: { argv: ["cat", "notes.txt"] } },
      {
        id: "write",
        action: "fs.write",
        with: { path: "output:/compose.yaml", content: "image: postgres:16\nports: [5432]\n" },
      },
      {
        id: "copy",
        action: "fs.write",
        with: { path: "output:/copy.txt", content: "${{ steps.read.outputs.content }}" },
      },
      { id: "audit", action: "repo.audit", with: {} },
      { id: "deep", action: "fs.read", if: "inputs.deep", with: { path: "deep.txt" }, "continue-on-error": true },
      {
        id: "pack",
        action: "artifacts.bundle",
        if: "inputs.deep",
        with: { paths: ["deep.txt"] },
        "continue-on-error": true,
      },
      {
        id: "bundle",
        action: "artifacts.bundle",
        with: { paths: ["notes.txt", "output:/copy.txt"], output: "output:/all/bundle.tar" },
      },
    ],
    { inputs: { deep: { default: false } }, permissions: { shell: [CAT] } },
  );
  commit(root);
  return root;
}

const run = (root: string, env: Record<string, string>, ...more: string[]): Promise<Answered> =>
  json(root, ["agent", "run", "template:shop", "--approve", ...more], { env });

/** What a run left: its hash and its artifacts' digests, which stand for their bytes. */
const essence = ({ answer: { hash, artifacts } }: Answered) => ({
  hash,
  artifacts: artifacts.map(({ name, sha256 }: { name: string; sha256: string }) => `${name} ${sha256}`),
});

const failures = ({ answer }: Answered): string =>
  answer.steps.map((step: { failure: { message: string } | null }) => step.failure?.message ?? "").join("\n");

function everyByteOf(root: string): Buffer {
  const files = readdirSync(join(root, ".sdetkit/agent"), { recursive: true, withFileTypes: true });
  return Buffer.concat(
    files.filter((entry) => entry.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))),
  );
}

describe("the caller's environment", () => {
  const canary = fc
    .stringMatching(/^[A-Za-z0-9+/_=-]{20,40}$/)
    .map((text) => `c4nary${text}`)
    .filter((text) => !/["'\\]/.test(text));
  const variables = fc.dictionary(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...SECRET_NAMES) }, fc.constantFrom(...OTHER_NAMES)),
    fc.oneof(canary, fc.constantFrom(...ORDINARY), fc.constantFrom(...ORDINARY, ...SECRETS_IN_FILES)),
    { maxKeys: 8 },
  );

  it(`edits nothing: ${ENVIRONMENTS} environments, one hash and the same bytes, or a failure that names the variable`, {
    timeout: 10_000 + ENVIRONMENTS * 30_000,
  }, async () => {
    const root = workspace();
    const expected = { false: essence(await run(root, {})), true: essence(await run(root, {}, "--set", "deep=true")) };
    const written = readFileSync(join(root, (await run(root, {})).answer.artifacts[0].path), "utf8");
    expect(written).toBe("image: postgres:16\nports: [5432]\n");
    await fc.assert(
      fc.asyncProperty(variables, fc.boolean(), async (env, deep) => {
        const leaking = Object.keys(env).filter(
          (name) => deep && SECRET_NAMES.includes(name) && SECRETS_IN_FILES.includes(env[name] as string),
        );
        const ran = await run(root, env, "--set", `deep=${deep}`);
        expect(ran.answer.status).toBe(leaking.length === 0 ? "succeeded" : "failed");
        if (leaking.length === 0) expect(essence(ran)).toEqual(expected[`${deep}`]);
        for (const name of leaking) expect(failures(ran)).toMatch(new RegExp(`the value of .*\\b${name}\\b`));
      }),
      { numRuns: ENVIRONMENTS, endOnFailure: true },
    );
  });

  it("keeps no canary under any of 40 names, and a record that failed for one differs from no other's success", async () => {
    const root = workspace();
    const canaries = Object.fromEntries(SECRET_NAMES.map((name, i) => [name, `c4nary-${i}-${"xYz9".repeat(4)}-${i}`]));
    const all = Object.values(canaries).join("\n");
    const given = await run(root, canaries, "--set", "deep=false");
    expect(essence(given)).toEqual(essence(await run(root, {})));
    const asks = SECRET_NAMES.map((name) => `action fs.write {"path":"output:/x","content":"a ${canaries[name]} b"}`);
    for (const [index, task] of [...asks.slice(0, 3), asks.at(-1) as string].entries()) {
      const { answer } = await json(root, ["agent", "run", task, "--approve"], { env: canaries });
      const [step] = answer.steps;
      expect([step.status, step.failure.code]).toEqual(["failed", "secret-from-environment"]);
      expect(step.failure.message).toContain(SECRET_NAMES[index === 3 ? SECRET_NAMES.length - 1 : index]);
    }
    const bytes = everyByteOf(root);
    for (const value of all.split("\n")) expect(bytes.includes(value)).toBe(false);
  });

  it("gives a command its secret, and a record that is the same whatever it is", async () => {
    const root = repository({ "show.sh": 'test -n "$TOKEN" && cat && echo "$TOKEN" >&2\n' });
    const show = ["sh", "show.sh"];
    configure(root, { shell: [show], env: ["DEPLOY_TOKEN"] });
    template(
      root,
      "shop",
      [
        {
          id: "deploy",
          action: "shell.run",
          env: { TOKEN: "${{ env.DEPLOY_TOKEN }}", HEADER: "Bearer ${{ env.DEPLOY_TOKEN }}" },
          with: { argv: show, stdin: "with postgres", deterministic: true },
        },
      ],
      { permissions: { shell: [show] } },
    );
    commit(root);
    const hashes = new Set<string>();
    for (const DEPLOY_TOKEN of ["c4nary-Tk9+/raw==value", "postgres-2", "ordinary", "x"]) {
      const { answer } = await run(root, { DEPLOY_TOKEN });
      expect(answer.status).toBe("succeeded");
      hashes.add(answer.hash);
      const again = await json(root, ["agent", "replay", answer.hash], { env: { DEPLOY_TOKEN: "c4nary-another" } });
      expect(again).toMatchObject({ exit: 0, answer: { ok: true } });
    }
    expect(hashes.size).toBe(1);
    expect(everyByteOf(root).includes("c4nary-Tk9+/raw")).toBe(false);
  });

  it("is named by a replay that fails because of it", async () => {
    const root = workspace();
    const { answer } = await run(root, {}, "--set", "deep=true");
    const replay = (env: Record<string, string>) => json(root, ["agent", "replay", answer.hash], { env });
    expect(await replay({ DB_PASSWORD: "postgres", TOKEN: "c4nary-of-nobody-1" })).toMatchObject({ exit: 0 });
    const differs = await replay({ SSHPASS: "opensesame77" });
    expect(differs.exit).toBe(5);
    expect(JSON.stringify(differs.answer.problems)).toContain("SSHPASS");
    expect(differs.answer.problems.map((each: { class: string }) => each.class)).not.toContain("non-determinism");
  });
});

describe("a secret in what is read", () => {
  const read = async (content: string, env: Record<string, string> = {}) => {
    const root = repository({ "log.txt": content });
    return (await json(root, ["agent", "run", 'action fs.read {"path":"log.txt"}'], { env })).answer;
  };

  it("goes with the whole password of an address, up to its last @", async () => {
    // secretlint-disable-next-line -- a password of nobody, which has to be cut
    const log = "https://ci:first@second9Word@host.corp.io/x\npostgres://u:aa@bb99cc@db:5432/x\n";
    const { steps } = await read(log);
    const redacted = "https://[redacted]@host.corp.io/x\npostgres://[redacted]@db:5432/x\n";
    expect(steps[0].outputs.content).toBe(redacted);
  });

  it("is known by a name with digits behind, and by the names that tools have for it", async () => {
    const env = {
      DB_PASSWORD1: "hunter2hunter",
      TOKEN1: "tok1tok1tok1",
      SSHPASS: "opensesame77",
      MYSQL_PWD: "swordfish99",
    };
    const answer = await read(`a ${Object.values(env).join(" b ")}\n`, env);
    expect(answer.steps[0]).toMatchObject({
      status: "failed",
      failure: { code: "secret-from-environment" },
      outputs: {},
    });
    for (const name of Object.keys(env)) expect(answer.steps[0].failure.message).toContain(name);
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|tok1tok1|opensesame|swordfish/);
  });
});
