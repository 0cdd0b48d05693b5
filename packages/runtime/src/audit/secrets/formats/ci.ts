import type { Vendor } from "./format.ts";
import { ALNUM32, HEX40, HEX64, UUID } from "./shapes.ts";

/** What builds, checks, provisions and releases: CI, quality gates, infrastructure as code, feature flags. */
export const ci: readonly Vendor[] = [
  {
    id: "circleci",
    title: "CircleCI",
    formats: [
      { kind: "personal API token", starts: "CCIPAT_", body: "[0-9A-Za-z]{22}_[0-9A-Fa-f]{40}" },
      { kind: "project API token", starts: "CCIPRJ_", body: "[0-9A-Za-z]{22}_[0-9A-Fa-f]{40}" },
      { kind: "legacy API token", value: HEX40 },
    ],
  },
  {
    id: "buildkite",
    title: "Buildkite",
    formats: [
      { kind: "agent access token", starts: "bkaa_", body: "[\\w-]{75}" },
      { kind: "agent job token", starts: "bkaj_", body: "[\\w-]{333}" },
      { kind: "agent registration token", starts: ["bkar_", "bkct_"], body: "[\\w-]{73}" },
      { kind: "portal token", starts: "bkpt_", body: "[\\w-]{199}" },
      { kind: "portal access token", starts: "bkpat_", body: "[\\w-]{54}" },
      { kind: "portal secret", starts: "bkps_", body: "[\\w-]{64}" },
      { kind: "user access token", starts: "bkua_", body: "[0-9a-z]{40,53}" },
    ],
  },
  {
    id: "travisci",
    title: "Travis CI",
    names: ["travis"],
    formats: [{ kind: "access token", value: "[0-9A-Za-z_-]{22}", entropy: 3.2 }],
  },
  {
    id: "droneci",
    title: "Drone",
    names: ["droneci", "drone_token"],
    formats: [{ kind: "access token", value: ALNUM32 }],
  },
  {
    id: "bitrise",
    title: "Bitrise",
    formats: [{ kind: "access token", value: "[\\w-]{60,120}", says: ["token"] }],
  },
  {
    id: "codecov",
    title: "Codecov",
    formats: [
      { kind: "upload token", value: UUID, says: ["token"] },
      { kind: "access token", value: ALNUM32 },
    ],
  },
  {
    id: "coveralls",
    title: "Coveralls",
    formats: [
      { kind: "API token", value: "[0-9A-Za-z-]{37}" },
      { kind: "repository token", value: ALNUM32 },
    ],
  },
  {
    id: "harness",
    title: "Harness",
    formats: [{ kind: "API key", starts: ["pat.", "sat."], body: "[\\w-]{22}\\.[0-9a-zA-Z]{24}\\.[0-9A-Za-z]{20}" }],
  },
  {
    id: "octopus",
    title: "Octopus Deploy",
    formats: [{ kind: "API key", starts: "API-", body: "[0-9A-Z]{25,26}", entropy: 3 }],
  },
  {
    id: "sonar",
    title: "SonarQube",
    names: ["sonar"],
    formats: [
      { kind: "token", starts: ["squ_", "sqp_", "sqa_"], body: HEX40 },
      { kind: "legacy token", value: "[0-9A-Za-z_=-]{40}", says: ["login", "token"] },
    ],
  },
  {
    id: "snyk",
    title: "Snyk",
    formats: [
      { kind: "service account token", starts: "snyk_sat.", body: "[0-9a-f]{8}\\.[\\w-]{20,140}" },
      { kind: "personal access token", starts: "snyk_uat.", body: "[0-9a-f]{8}\\.[\\w-]{20,140}" },
      { kind: "API token", value: UUID, says: ["key", "token"] },
    ],
  },
  {
    id: "aikido",
    title: "Aikido",
    formats: [
      { kind: "CI token", starts: "AIK_CI_", body: "[0-9A-Za-z]{20,44}" },
      { kind: "client secret", starts: "AIK_SECRET_", body: "[0-9A-Za-z]{64}" },
      { kind: "client id", starts: "AIK_CLIENT_", body: "[0-9A-Za-z]{24}", severity: "warning" },
    ],
  },
  { id: "endorlabs", title: "Endor Labs", formats: [{ kind: "API key", starts: "endr+", body: "[0-9A-Za-z-]{16}" }] },
  {
    id: "terraform",
    title: "HCP Terraform",
    formats: [{ kind: "API token", before: "[0-9A-Za-z]{14}", starts: ".atlasv1.", body: "[\\w=-]{60,70}" }],
  },
  {
    id: "scalr",
    title: "Scalr",
    formats: [
      {
        kind: "API access token",
        value: "eyJ[\\w-]{20,80}\\.eyJ[\\w-]{20,200}\\.[\\w-]{43}",
        says: ["token", "key", "secret"],
      },
    ],
  },
  { id: "spacelift", title: "Spacelift", formats: [{ kind: "API key secret", value: HEX64, says: ["secret", "key"] }] },
  { id: "pulumi", title: "Pulumi", formats: [{ kind: "access token", starts: "pul-", body: HEX40 }] },
  { id: "infracost", title: "Infracost", formats: [{ kind: "API key", starts: "ico-", body: ALNUM32 }] },
  {
    id: "hashicorp-vault",
    title: "HashiCorp Vault",
    names: ["vault"],
    formats: [
      { kind: "service token", starts: "hvs.", body: "[\\w-]{90,120}" },
      { kind: "batch token", starts: "hvb.", body: "[\\w-]{138,300}" },
      { kind: "recovery token", starts: "hvr.", body: "[\\w-]{90,120}" },
      { kind: "legacy service token", starts: "s.", body: "[0-9A-Za-z]{24}", entropy: 3.5 },
    ],
  },
  {
    id: "doppler",
    title: "Doppler",
    formats: [
      { kind: "personal token", starts: "dp.pt.", body: "[0-9A-Za-z]{40,44}" },
      { kind: "service token", starts: "dp.st.", body: "(?:[0-9a-z_-]{2,35}\\.)?[0-9A-Za-z]{40,44}" },
      { kind: "CLI token", starts: "dp.ct.", body: "[0-9A-Za-z]{40,44}" },
      { kind: "service account token", starts: "dp.sa.", body: "[0-9A-Za-z]{40,44}" },
      { kind: "SCIM token", starts: "dp.scim.", body: "[0-9A-Za-z]{40,44}" },
      { kind: "audit token", starts: "dp.audit.", body: "[0-9A-Za-z]{40,44}" },
    ],
  },
  {
    id: "infisical",
    title: "Infisical",
    formats: [{ kind: "service token", starts: "st.", body: "[0-9a-f]{24}\\.[0-9a-f]{32}\\.[0-9a-f]{32}" }],
  },
  {
    id: "launchdarkly",
    title: "LaunchDarkly",
    formats: [
      { kind: "API access token", starts: "api-", body: UUID },
      { kind: "SDK key", starts: ["sdk-", "mob-"], body: UUID },
      { kind: "legacy access token", value: "[\\w=-]{40}" },
    ],
  },
  {
    id: "configcat",
    title: "ConfigCat",
    formats: [
      { kind: "SDK key", starts: "configcat-sdk-1/", body: "[\\w-]{22}/[\\w-]{22}" },
      { kind: "legacy SDK key", value: "[\\w-]{22}/[\\w-]{22}" },
    ],
  },
  {
    id: "devcycle",
    title: "DevCycle",
    formats: [
      { kind: "server SDK key", starts: ["dvc_server_", "dvc_mobile_"], body: "[0-9A-Za-z_]{8,60}" },
      { kind: "client SDK key", starts: "dvc_client_", body: "[0-9A-Za-z_]{8,60}", severity: "warning" },
    ],
  },
  {
    id: "unleash",
    title: "Unleash",
    formats: [{ kind: "API token", value: "[\\w*-]{1,40}:[\\w-]{1,40}\\.[0-9a-f]{56}" }],
  },
  {
    id: "prefect",
    title: "Prefect",
    formats: [{ kind: "API key", starts: ["pnu_", "pnb_"], body: "[0-9A-Za-z]{36}" }],
  },
  {
    id: "temporal",
    title: "Temporal Cloud",
    formats: [{ kind: "API key", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,400}\\.[\\w-]{20,400}" }],
  },
  {
    id: "workato",
    title: "Workato",
    formats: [
      {
        kind: "developer API token",
        starts: ["wrka-", "wrkaus-", "wrkaeu-", "wrkajp-", "wrkasg-", "wrkaau-", "wrkail-"],
        body: "eyJ[\\w-]{8,100}\\.[\\w-]{16,400}\\.[\\w-]{64,400}",
      },
    ],
  },
  {
    id: "defined-networking",
    title: "Defined Networking",
    formats: [{ kind: "API token", starts: "dnkey-", body: "[0-9A-Za-z=_-]{26}-[0-9A-Za-z=_-]{52}" }],
  },
];
