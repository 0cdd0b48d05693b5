import type { Vendor } from "./format.ts";
import { HEX64, UUID } from "./shapes.ts";

/** Who somebody is, and what only they may read: sign-in, secret stores, encryption, proof of identity. */
export const identity: readonly Vendor[] = [
  {
    id: "1password",
    title: "1Password",
    formats: [
      { kind: "service account token", starts: "ops_ey", body: "[0-9A-Za-z+/]{150,1000}={0,3}" },
      {
        kind: "secret key",
        starts: "A3-",
        body: "[0-9A-Z]{6}-(?:[0-9A-Z]{11}|[0-9A-Z]{6}-[0-9A-Z]{5})-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}",
      },
    ],
  },
  {
    id: "age",
    title: "age",
    formats: [
      { kind: "identity", starts: "AGE-SECRET-KEY-1", body: "[02-9AC-HJ-NP-Z]{58}" },
      { kind: "post-quantum identity", starts: "AGE-SECRET-KEY-PQ-1", body: "[02-9AC-HJ-NP-Z]{58}" },
      { kind: "plugin identity", starts: "AGE-PLUGIN-", body: "[0-9A-Z]{2,40}-1[02-9AC-HJ-NP-Z]{20,900}" },
    ],
  },
  {
    id: "okta",
    title: "Okta",
    formats: [
      { kind: "API token", value: "00[\\w=-]{40}" },
      { kind: "client secret", value: "[\\w-]{64}", says: ["secret"] },
    ],
  },
  { id: "auth0", title: "Auth0", formats: [{ kind: "client secret", value: "[\\w-]{64}", says: ["secret"] }] },
  { id: "onelogin", title: "OneLogin", formats: [{ kind: "client secret", value: HEX64, says: ["secret"] }] },
  {
    id: "jumpcloud",
    title: "JumpCloud",
    formats: [
      { kind: "API key", value: "[0-9A-Za-z]{40}" },
      { kind: "newer API key", starts: "jca_", body: "[0-9A-Za-z]{36}" },
    ],
  },
  {
    id: "clerk",
    title: "Clerk",
    formats: [
      { kind: "secret key", value: "sk_(?:live|test)_[0-9A-Za-z]{32,50}", prevails: true },
      { kind: "backend API key", starts: "ak_clerk_", body: "[0-9A-Za-z_]{20,80}" },
    ],
  },
  {
    id: "workos",
    title: "WorkOS",
    formats: [
      { kind: "API key", starts: ["sk_live_a2V5Xz", "sk_test_a2V5Xz"], body: "[0-9A-Za-z+/]{40,100}={0,2}" },
      {
        kind: "named API key",
        value: "sk_(?:live|test)_[0-9A-Za-z+/_=]{24,100}",
        prevails: true,
        says: ["key", "token", "secret"],
      },
    ],
  },
  {
    id: "stytch",
    title: "Stytch",
    formats: [{ kind: "secret", starts: ["secret-live-", "secret-test-"], body: "[\\w-]{35}=" }],
  },
  {
    id: "descope",
    title: "Descope",
    formats: [{ kind: "management key", starts: "K2", body: "[0-9A-Za-z]{98,110}", entropy: 4.5 }],
  },
  { id: "frontegg", title: "Frontegg", formats: [{ kind: "API key", value: UUID, says: ["key", "secret"] }] },
  { id: "fusionauth", title: "FusionAuth", formats: [{ kind: "API key", value: "[\\w-]{43,64}", says: ["key"] }] },
  {
    id: "authress",
    title: "Authress",
    formats: [
      {
        kind: "service client access key",
        starts: ["sc_", "ext_", "scauth_", "authress_"],
        body: "[0-9A-Za-z]{5,30}\\.[0-9A-Za-z]{4,6}\\.acc[_-][0-9A-Za-z-]{10,32}\\.[0-9A-Za-z+/_=-]{30,120}",
      },
    ],
  },
  {
    id: "persona",
    title: "Persona",
    formats: [
      { kind: "API key", starts: "persona_production_", body: "[\\w-]{20,80}" },
      { kind: "sandbox API key", starts: "persona_sandbox_", body: "[\\w-]{20,80}", severity: "warning" },
    ],
  },
  {
    id: "onfido",
    title: "Onfido",
    formats: [
      {
        kind: "API token",
        starts: ["api_live.", "api_live_ca.", "api_live_us.", "api_live_eu.", "api_sandbox."],
        body: "[\\w-]{11,80}(?:\\.[\\w-]{32})?",
      },
    ],
  },
  {
    id: "proof",
    title: "Proof",
    formats: [
      { kind: "test API key", starts: "prf_cli_test_", body: "[\\w-]{20,80}", severity: "warning" },
      { kind: "API key", starts: "prf_", body: "[\\w-]{20,80}", entropy: 3.4 },
    ],
  },
  { id: "unkey", title: "Unkey", formats: [{ kind: "root key", starts: "unkey_", body: "[0-9A-Za-z]{20,32}" }] },
  {
    id: "privy",
    title: "Privy",
    formats: [{ kind: "app secret", starts: "privy_app_secret_", body: "[0-9A-Za-z]{60,110}" }],
  },
  {
    id: "bitwarden",
    title: "Bitwarden",
    names: ["bitwarden", "bws_access"],
    formats: [
      { kind: "access token", value: `0\\.${UUID}\\.[0-9A-Za-z]{30}:[0-9A-Za-z+/]{22}==` },
      { kind: "API client secret", value: "[0-9A-Za-z]{30}", says: ["secret"] },
    ],
  },
  { id: "akeyless", title: "Akeyless", formats: [{ kind: "access key", value: "[0-9A-Za-z+/]{43}=", says: ["key"] }] },
  {
    id: "virustotal",
    title: "VirusTotal",
    names: ["virustotal", "virus_total", "vt_api"],
    formats: [{ kind: "API key", value: HEX64 }],
  },
  { id: "shodan", title: "Shodan", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  { id: "censys", title: "Censys", formats: [{ kind: "API secret", value: "[0-9A-Za-z]{32}", says: ["secret"] }] },
  { id: "securitytrails", title: "SecurityTrails", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  { id: "abuseipdb", title: "AbuseIPDB", formats: [{ kind: "API key", value: "[0-9a-f]{80}" }] },
  { id: "hibp", title: "Have I Been Pwned", names: ["hibp"], formats: [{ kind: "API key", value: "[0-9a-f]{32}" }] },
  { id: "gitguardian", title: "GitGuardian", formats: [{ kind: "API key", value: "[0-9A-Fa-f]{71}" }] },
  { id: "semgrep", title: "Semgrep", formats: [{ kind: "app token", value: HEX64 }] },
  {
    id: "recaptcha",
    title: "reCAPTCHA",
    formats: [{ kind: "secret key", value: "6L[0-9A-Za-z_-]{38}", says: ["secret", "private"] }],
  },
  {
    id: "hcaptcha",
    title: "hCaptcha",
    formats: [
      { kind: "secret key", starts: "ES_", body: "[0-9a-f]{32}" },
      { kind: "legacy secret key", value: "0x[0-9A-Fa-f]{40}" },
    ],
  },
  {
    id: "turnstile",
    title: "Cloudflare Turnstile",
    formats: [{ kind: "secret key", starts: "0x4AAAAAA", body: "[\\w-]{22,30}", entropy: 3.2 }],
  },
  {
    id: "crowdstrike",
    title: "CrowdStrike",
    names: ["crowdstrike", "falcon_client"],
    formats: [{ kind: "client secret", value: "[0-9A-Za-z]{40}", says: ["secret"] }],
  },
  {
    id: "duo",
    title: "Duo",
    names: ["duo_secret", "duo_skey", "duo_integration"],
    formats: [{ kind: "secret key", value: "[0-9A-Za-z]{40}" }],
  },
  { id: "lastpass", title: "LastPass", formats: [{ kind: "provisioning hash", value: HEX64 }] },
  {
    id: "salesforce",
    title: "Salesforce",
    formats: [
      { kind: "access token", starts: "!", before: "00[0-9A-Za-z]{13}", body: "[0-9A-Za-z._-]{80,260}" },
      { kind: "refresh token", starts: "5Aep861", body: "[\\w.-]{60,120}" },
      { kind: "consumer secret", value: "[0-9A-F]{64}", says: ["secret"] },
      { kind: "longer consumer key", starts: "3MVG9", body: "[0-9A-Za-z._]{70,200}", severity: "warning" },
    ],
  },
  {
    id: "intra42",
    title: "42 Intra",
    formats: [{ kind: "client secret", starts: ["s-s4t2ud-", "s-s4t2af-"], body: "[0-9a-f]{64}" }],
  },
  {
    id: "adobe",
    title: "Adobe",
    formats: [
      { kind: "client secret", starts: "p8e-", body: "[0-9A-Za-z_-]{32}" },
      { kind: "client id", value: "[0-9a-f]{32}", severity: "warning" },
    ],
  },
  {
    id: "settlemint",
    title: "SettleMint",
    formats: [
      { kind: "application access token", starts: "sm_aat_", body: "[0-9A-Za-z]{16}" },
      { kind: "personal access token", starts: "sm_pat_", body: "[0-9A-Za-z]{16}" },
      { kind: "service access token", starts: "sm_sat_", body: "[0-9A-Za-z]{16}" },
    ],
  },
  {
    id: "bitcoin",
    title: "Bitcoin",
    names: ["wif", "private_key", "privatekey"],
    formats: [{ kind: "private key in WIF", value: "[5KL][1-9A-HJ-NP-Za-km-z]{50,51}", entropy: 4.2 }],
  },
  {
    id: "ethereum",
    title: "Ethereum",
    names: ["private_key", "privatekey", "private-key"],
    formats: [{ kind: "private key", value: "(?:0x)?[0-9a-fA-F]{64}", entropy: 3.2 }],
  },
];
