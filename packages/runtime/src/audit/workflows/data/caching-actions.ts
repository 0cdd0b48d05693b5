/** An input that decides whether an action restores a cache. */
interface CacheSwitch {
  readonly input: string;
  /** Whether the action caches when the input is not given. */
  readonly unset: boolean;
  /** What the input says when the action caches; anything that is not in `off` when absent. */
  readonly on?: readonly string[];
  readonly off: readonly string[];
}

/** How an action caches: always, or as its switches say. */
export interface CachingAction {
  /** Below which path of the repository; the root when absent. */
  readonly path?: string;
  readonly switches: readonly CacheSwitch[];
  /** An input without which nothing is cached. */
  readonly needs?: string;
  /** From which major version on the switches hold. */
  readonly from?: number;
  readonly before?: number;
}

const optIn = (input: string): CacheSwitch => ({ input, unset: false, off: ["", "false"] });
const onByDefault = (input: string): CacheSwitch => ({ input, unset: true, off: ["false"] });
const optOut = (input: string, off: readonly string[] = ["true"]): CacheSwitch => ({ input, unset: true, off });
const ALWAYS: readonly CachingAction[] = [{ switches: [] }];
const one = (...switches: readonly CacheSwitch[]): readonly CachingAction[] => [{ switches }];

/** Actions that restore a cache of the repository. With several switches, caching is on when any says so. */
export const cachingActions: { readonly [action: string]: readonly CachingAction[] } = {
  "actions-rust-lang/setup-rust-toolchain": one(onByDefault("cache")),
  "actions/cache": [{ switches: [optOut("lookup-only")] }, { path: "restore", switches: [optOut("lookup-only")] }],
  "actions/setup-dotnet": one(optIn("cache")),
  "actions/setup-go": one(onByDefault("cache")),
  "actions/setup-java": one(optIn("cache")),
  "actions/setup-node": [
    { before: 5, switches: [optIn("cache")] },
    { from: 5, switches: [optIn("cache"), onByDefault("package-manager-cache")] },
  ],
  "actions/setup-python": one(optIn("cache")),
  "astral-sh/setup-uv": [
    { before: 10, switches: [onByDefault("enable-cache")] },
    { from: 10, switches: [{ input: "enable-cache", unset: false, off: ["", "false", "auto"] }] },
  ],
  "awalsh128/cache-apt-pkgs-action": ALWAYS,
  "determinatesystems/magic-nix-cache-action": one(onByDefault("use-gha-cache")),
  // It caches the program that it downloads, and downloads one only when a version is asked for.
  "docker/setup-buildx-action": [{ switches: [onByDefault("cache-binary")], needs: "version" }],
  "golangci/golangci-lint-action": one(optOut("skip-cache")),
  "graalvm/setup-graalvm": one(optIn("cache")),
  "gradle/actions": [{ path: "setup-gradle", switches: [optOut("cache-disabled")] }],
  "gradle/gradle-build-action": one(optOut("cache-disabled")),
  "jdx/mise-action": one(onByDefault("cache")),
  "mlugg/setup-zig": one(onByDefault("use-cache")),
  "mozilla-actions/sccache-action": ALWAYS,
  "nix-community/cache-nix-action": ALWAYS,
  "oven-sh/setup-bun": one(optOut("no-cache")),
  "pyo3/maturin-action": one(optIn("sccache")),
  "ramsey/composer-install": one(optOut("ignore-cache", ["true", "yes", "1"])),
  "ruby/setup-ruby": one(optIn("bundler-cache")),
  "swatinem/rust-cache": one(optOut("lookup-only")),
};

/** Actions that publish or deploy, with the input that switches it off where there is one. */
export const publishingActions: { readonly [action: string]: string | null } = {
  "aws-actions/amazon-ecs-deploy-task-definition": null,
  "aws-actions/aws-cloudformation-github-deploy": null,
  "azure/aci-deploy": null,
  "azure/container-apps-deploy-action": null,
  "azure/functions-action": null,
  "azure/sql-action": null,
  "azure/webapps-deploy": null,
  "changesets/action": null,
  "cloudflare/wrangler-action": null,
  "docker/build-push-action": "push",
  "google-github-actions/deploy-appengine": null,
  "google-github-actions/deploy-cloud-functions": null,
  "google-github-actions/deploy-cloudrun": null,
  "googleapis/release-please-action": null,
  "goreleaser/goreleaser-action": null,
  "jamesives/github-pages-deploy-action": null,
  "jreleaser/release-action": null,
  "ncipollo/release-action": null,
  "peaceiris/actions-gh-pages": null,
  "pypa/gh-action-pypi-publish": null,
  "redhat-actions/push-to-registry": null,
  "release-drafter/release-drafter": null,
  "rubygems/release-gem": null,
  "softprops/action-gh-release": null,
};
