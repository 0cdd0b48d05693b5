import type { Vendor } from "./format.ts";
import { ALNUM64, HEX40, UUID } from "./shapes.ts";

/** Where code and packages live: forges, registries, and what is built around them. */
export const codeHosting: readonly Vendor[] = [
  {
    id: "github",
    title: "GitHub",
    formats: [
      { kind: "personal access token", starts: "ghp_", body: "[0-9A-Za-z]{36}", checksum: "base62" },
      { kind: "OAuth access token", starts: "gho_", body: "[0-9A-Za-z]{36}", checksum: "base62" },
      { kind: "app token", starts: ["ghu_", "ghs_"], body: "[0-9A-Za-z]{36}", checksum: "base62" },
      { kind: "refresh token", starts: "ghr_", body: "[0-9A-Za-z]{36,76}", checksum: "base62" },
      { kind: "fine-grained personal access token", starts: "github_pat_", body: "\\w{82}" },
      {
        kind: "app installation token",
        starts: "ghs_",
        body: "[0-9]{1,10}_eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,400}\\.[\\w-]{40,400}",
      },
    ],
  },
  {
    id: "gitlab",
    title: "GitLab",
    formats: [
      { kind: "personal access token", starts: "glpat-", body: "[\\w-]{20}" },
      {
        kind: "routable personal access token",
        starts: "glpat-",
        body: "[\\w-]{27,300}\\.(?:[0-9a-z]{2}\\.)?[0-9a-z]{9}",
        checksum: "base36",
      },
      { kind: "CI job token", starts: "glcbt-", body: "[0-9A-Za-z]{1,5}_[\\w-]{20}" },
      { kind: "deploy token", starts: "gldt-", body: "[\\w-]{20}" },
      { kind: "feature flag client token", starts: "glffct-", body: "[\\w-]{20}" },
      { kind: "feed token", starts: "glft-", body: "[\\w-]{20}" },
      { kind: "incoming mail token", starts: "glimt-", body: "[\\w-]{25}" },
      { kind: "agent token", starts: "glagent-", body: "[\\w-]{50}" },
      { kind: "OAuth application secret", starts: "gloas-", body: "[\\w-]{64}" },
      { kind: "pipeline trigger token", starts: "glptt-", body: HEX40 },
      { kind: "runner registration token", starts: "GR1348941", body: "[\\w-]{20}" },
      { kind: "runner authentication token", starts: ["glrt-", "glrtr-"], body: "[\\w-]{20}" },
      {
        kind: "routable runner authentication token",
        starts: "glrt-t",
        body: "[0-9]_[\\w-]{27,300}\\.(?:[0-9a-z]{2}\\.)?[0-9a-z]{9}",
        checksum: "base36",
      },
      { kind: "SCIM token", starts: "glsoat-", body: "[\\w-]{20}" },
      { kind: "workspace token", starts: "glwt-", body: "[\\w-]{20,60}" },
      { kind: "session cookie", starts: "_gitlab_session=", body: "[0-9a-z]{32}" },
    ],
  },
  {
    id: "bitbucket",
    title: "Bitbucket",
    formats: [
      { kind: "app password", starts: "ATBB", body: "[0-9A-Za-z]{32}" },
      { kind: "access token", starts: "ATCTT3xFfG", body: "[\\w-]{160,240}=[0-9A-F]{8}" },
      { kind: "client id", value: "[0-9A-Za-z]{32}", says: ["id"], severity: "warning" },
      { kind: "client secret", value: "[\\w=-]{64}" },
      { kind: "client key", value: "[0-9A-Za-z]{32}" },
    ],
  },
  {
    id: "atlassian",
    title: "Atlassian",
    names: ["atlassian", "confluence", "jira"],
    formats: [
      { kind: "API token", starts: "ATATT3xFfGF0", body: "[\\w-]{140,200}=[0-9A-F]{8}" },
      { kind: "older API token", starts: "ATATT3", body: "[\\w=-]{186}" },
      { kind: "legacy API token", value: "[0-9A-Za-z]{24}" },
    ],
  },
  {
    id: "gitea",
    title: "Gitea",
    names: ["gitea", "forgejo", "codeberg"],
    formats: [{ kind: "access token", value: HEX40, says: ["token", "key", "secret", "access"] }],
  },
  {
    id: "sourcegraph",
    title: "Sourcegraph",
    formats: [
      { kind: "access token", starts: "sgp_", body: "(?:[0-9A-Fa-f]{16}_|local_)?[0-9A-Fa-f]{40}" },
      { kind: "gateway token", starts: "slk_", body: HEX40 },
      { kind: "legacy access token", value: "[0-9A-Fa-f]{40}" },
    ],
  },
  {
    id: "docker",
    title: "Docker",
    formats: [
      { kind: "personal access token", starts: "dckr_pat_", body: "[\\w-]{27}" },
      { kind: "organization access token", starts: "dckr_oat_", body: "[\\w-]{32}" },
      { kind: "swarm join token", starts: "SWMTKN-1-", body: "[0-9a-z]{50,60}-[0-9a-z]{24,30}" },
      { kind: "swarm unlock key", starts: "SWMKEY-1-", body: "[0-9A-Za-z+/]{40,50}" },
    ],
  },
  {
    id: "npm",
    title: "npm",
    formats: [{ kind: "access token", starts: ["npm_", "npms_"], body: "[0-9A-Za-z]{36}", checksum: "base62" }],
  },
  {
    id: "pypi",
    title: "PyPI",
    formats: [
      { kind: "API token", starts: "pypi-AgEIcHlwaS5vcmc", body: "[\\w-]{50,1000}" },
      { kind: "test API token", starts: "pypi-AgENdGVzdC5weXBpLm9yZw", body: "[\\w-]{50,1000}" },
    ],
  },
  {
    id: "rubygems",
    title: "RubyGems",
    formats: [{ kind: "API key", starts: "rubygems_", body: "[0-9a-f]{48}" }],
  },
  {
    id: "crates",
    title: "crates.io",
    formats: [{ kind: "API token", starts: "cio", body: "[0-9A-Za-z]{32}", entropy: 3.5 }],
  },
  {
    id: "nuget",
    title: "NuGet",
    formats: [{ kind: "API key", starts: "oy2", body: "[0-9a-z]{43}" }],
  },
  { id: "clojars", title: "Clojars", formats: [{ kind: "deploy token", starts: "CLOJARS_", body: "[0-9A-Za-z]{60}" }] },
  {
    id: "artifactory",
    title: "Artifactory",
    names: ["jfrog", "artifactory", "bintray", "xray"],
    formats: [
      { kind: "API key", starts: "AKCp", body: "[0-9A-Za-z]{69}" },
      { kind: "reference token", starts: "cmVmd", body: "[0-9A-Za-z]{59}" },
      { kind: "JFrog API key", value: "[0-9A-Za-z]{73}" },
      { kind: "JFrog identity token", value: ALNUM64 },
    ],
  },
  {
    id: "cloudsmith",
    title: "Cloudsmith",
    formats: [{ kind: "API key", starts: "csa_", body: "[0-9a-f]{30}[0-9A-Za-z]{6}" }],
  },
  {
    id: "deno",
    title: "Deno",
    formats: [{ kind: "Deploy access token", starts: ["ddp_", "ddo_"], body: "[0-9A-Za-z]{36}" }],
  },
  { id: "val-town", title: "Val Town", formats: [{ kind: "API token", starts: "vtwn_", body: "[\\w-]{20,80}" }] },
  {
    id: "thunderstore",
    title: "Thunderstore",
    formats: [{ kind: "API token", starts: "tss_", body: "[\\w-]{20,80}", entropy: 3.3 }],
  },
  {
    id: "sidekiq",
    title: "Sidekiq Enterprise",
    names: ["contribsys__com"],
    formats: [{ kind: "gem credentials", value: "[0-9a-f]{8}:[0-9a-f]{8}", entropy: 2 }],
  },
  {
    id: "postman",
    title: "Postman",
    formats: [{ kind: "API key", starts: "PMAK-", body: "[0-9A-Za-z]{24}-[0-9A-Za-z]{34}" }],
  },
  { id: "readme", title: "ReadMe", formats: [{ kind: "API key", starts: "rdme_", body: "[0-9a-z]{70}" }] },
  {
    id: "mergify",
    title: "Mergify",
    formats: [{ kind: "application key", starts: "mergify_application_key_", body: "[\\w-]{40,200}" }],
  },
  {
    id: "ionic",
    title: "Ionic",
    formats: [{ kind: "personal access token", starts: "ion_", body: "[0-9A-Za-z]{42}", entropy: 3.5 }],
  },
  {
    id: "zuplo",
    title: "Zuplo",
    formats: [{ kind: "consumer API key", starts: "zpka_", body: "[0-9a-z]{32}_[0-9a-f]{8}" }],
  },
  { id: "openshift", title: "OpenShift", formats: [{ kind: "user token", starts: "sha256~", body: "[\\w-]{43}" }] },
  {
    id: "contentful",
    title: "Contentful",
    formats: [
      { kind: "personal access token", starts: "CFPAT-", body: "[\\w-]{43}" },
      { kind: "delivery API token", value: "[\\w=-]{43}" },
    ],
  },
  {
    id: "wakatime",
    title: "WakaTime",
    names: ["wakatime", "waka_time", "waka-time"],
    formats: [
      { kind: "API key", starts: "waka_", body: "[0-9A-Za-z-]{36,64}" },
      { kind: "legacy API key", value: UUID, says: ["key", "token", "secret"] },
    ],
  },
];
