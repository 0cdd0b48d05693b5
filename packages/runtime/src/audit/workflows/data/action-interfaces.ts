import type { RepositoryReference } from "../model/action-reference.ts";

/** What an action takes and gives, up to a version that is known. */
export interface ActionInterface {
  /** In lower case. */
  readonly inputs?: readonly string[];
  readonly required?: readonly string[];
  /** Inputs that its makers ask not to use any more, and what to do. */
  readonly deprecated?: { readonly [input: string]: string };
  readonly outputs?: readonly string[];
  /** The newest major version that this describes. */
  readonly upTo: number;
  /** The oldest major version whose runtime GitHub still supports. */
  readonly oldest?: number;
}

const words = (text: string): readonly string[] => text.split(/\s+/);

const KNOWN: { readonly [action: string]: ActionInterface } = {
  "actions/cache": {
    inputs: words(
      "path key restore-keys upload-chunk-size enablecrossosarchive fail-on-cache-miss lookup-only save-always",
    ),
    required: ["path", "key"],
    outputs: ["cache-hit"],
    upTo: 5,
    oldest: 4,
  },
  "actions/checkout": {
    inputs: words(
      "repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user persist-credentials path clean filter sparse-checkout sparse-checkout-cone-mode fetch-depth fetch-tags show-progress lfs submodules set-safe-directory github-server-url",
    ),
    outputs: ["ref", "commit"],
    upTo: 6,
    oldest: 4,
  },
  "actions/download-artifact": { upTo: 0, oldest: 4 },
  "actions/github-script": { upTo: 0, oldest: 7 },
  "actions/labeler": { upTo: 0, oldest: 5 },
  "actions/setup-dotnet": { upTo: 0, oldest: 4 },
  "actions/setup-go": { upTo: 0, oldest: 5 },
  "actions/setup-java": { upTo: 0, oldest: 4 },
  "actions/setup-node": {
    inputs: words(
      "always-auth node-version node-version-file architecture check-latest registry-url scope token cache package-manager-cache cache-dependency-path mirror mirror-token",
    ),
    outputs: ["cache-hit", "node-version"],
    upTo: 6,
    oldest: 4,
  },
  "actions/setup-python": { upTo: 0, oldest: 5 },
  "actions/stale": { upTo: 0, oldest: 9 },
  "actions/upload-artifact": { upTo: 0, oldest: 4 },
  "docker/build-push-action": { upTo: 0, oldest: 5 },
  "docker/login-action": { upTo: 0, oldest: 3 },
  "docker/setup-buildx-action": { upTo: 0, oldest: 3 },
  "github/codeql-action": { upTo: 0, oldest: 3 },
  "octokit/request-action": { outputs: ["data", "headers", "status"], upTo: 2 },
  "pypa/gh-action-pypi-publish": {
    deprecated: {
      packages_dir: "Use `packages-dir`.",
      print_hash: "Use `print-hash`.",
      repository_url: "Use `repository-url`.",
      skip_existing: "Use `skip-existing`.",
      verify_metadata: "Use `verify-metadata`.",
    },
    upTo: 1,
  },
  "reviewdog/action-actionlint": { deprecated: { fail_on_error: "Use `fail_level`." }, upTo: 1 },
  "rhysd/action-setup-vim": { inputs: words("version neovim configure-args token"), upTo: 1 },
};

/** What is known of the version of an action that a `uses:` names; null when nothing is. A branch is as its newest version. */
export function actionInterface(
  { slug, path }: RepositoryReference,
  version: readonly number[] | null,
): ActionInterface | null {
  const known = path === "" || slug === "github/codeql-action" ? KNOWN[slug] : undefined;
  return known && (version?.[0] ?? 0) <= Math.max(known.upTo, known.oldest ?? 0) ? known : null;
}

/** Whether a major version is one whose runtime GitHub no longer supports. */
export function isTooOld(known: ActionInterface, version: readonly number[] | null): boolean {
  const [major] = version ?? [];
  return known.oldest !== undefined && major !== undefined && major < known.oldest;
}
