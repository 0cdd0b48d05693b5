import type { Vendor } from "./format.ts";
import { HEX32, HEX64, UUID } from "./shapes.ts";

/** Logs, metrics, traces, errors, product analytics, on-call. */
export const observability: readonly Vendor[] = [
  {
    id: "grafana",
    title: "Grafana",
    formats: [
      { kind: "service account token", starts: "glsa_", body: "[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}", checksum: "hex" },
      { kind: "Cloud access policy token", starts: "glc_", body: "[0-9A-Za-z+/]{32,400}={0,3}" },
      { kind: "legacy API key", starts: "eyJrIjoi", body: "[0-9A-Za-z+/]{70,400}={0,3}" },
    ],
  },
  {
    id: "datadog",
    title: "Datadog",
    names: ["datadog", "dd_api", "dd_app", "dd-api"],
    formats: [
      { kind: "application key", value: "[0-9A-Za-z-]{40}" },
      { kind: "API key", value: "[0-9a-z]{32}" },
      { kind: "longer application key", starts: "ddapp_", body: "[0-9A-Za-z]{34}" },
      { kind: "client token", starts: "pub", body: HEX32, severity: "warning", entropy: 3 },
    ],
  },
  {
    id: "new-relic",
    title: "New Relic",
    names: ["newrelic", "new_relic", "new-relic"],
    formats: [
      { kind: "user API key", starts: "NRAK-", body: "[0-9A-Za-z]{27}" },
      { kind: "browser API key", starts: "NRJS-", body: "[0-9a-f]{19}", severity: "warning" },
      { kind: "insert key", starts: "NRII-", body: "[\\w-]{32}" },
      { kind: "query key", starts: "NRIQ-", body: "[\\w-]{32}" },
      { kind: "admin API key", starts: "NRAA-", body: "[0-9a-f]{27}" },
      { kind: "license key", before: "[0-9a-f]{36}", starts: "NRAL", body: "" },
      { kind: "European license key", before: "eu01xx[0-9a-f]{30}", starts: "NRAL", body: "" },
      { kind: "user API id", value: "[0-9A-Za-z]{64}" },
    ],
  },
  {
    id: "sentry",
    title: "Sentry",
    formats: [
      { kind: "organization token", starts: "sntrys_", body: "eyJ[0-9A-Za-z+/]{20,400}={0,2}_[0-9A-Za-z+/]{43}" },
      { kind: "user token", starts: "sntryu_", body: HEX64 },
      { kind: "application token", starts: ["sntrya_", "sntryi_"], body: HEX64 },
      { kind: "legacy auth token", value: HEX64 },
    ],
  },
  {
    id: "honeycomb",
    title: "Honeycomb",
    formats: [
      { kind: "ingest key", starts: ["hcaik_", "hcbik_", "hccik_", "hcdik_"], body: "[0-9A-Za-z]{58}" },
      { kind: "API key", value: "[0-9A-Za-z]{22}" },
      { kind: "classic API key", value: HEX32 },
    ],
  },
  {
    id: "dynatrace",
    title: "Dynatrace",
    formats: [
      {
        kind: "API token",
        starts: ["dt0c01.", "dt0s01.", "dt0s02.", "dt0s08.", "dt0s16."],
        body: "[0-9A-Za-z-]{8,24}\\.[0-9A-Za-z]{64}",
      },
    ],
  },
  { id: "splunk", title: "Splunk", formats: [{ kind: "HEC token", value: UUID, says: ["token", "hec"] }] },
  {
    id: "sumologic",
    title: "Sumo Logic",
    names: ["sumo"],
    formats: [
      { kind: "access id", value: "su[0-9A-Za-z]{12}", severity: "warning" },
      { kind: "access key", value: "[0-9A-Za-z]{64}" },
    ],
  },
  {
    id: "logzio",
    title: "Logz.io",
    names: ["logzio", "logz_io", "logz.io"],
    formats: [{ kind: "shipping token", value: "[0-9A-Za-z]{32}" }],
  },
  { id: "logdna", title: "Mezmo", names: ["logdna", "mezmo"], formats: [{ kind: "ingestion key", value: HEX32 }] },
  { id: "loggly", title: "Loggly", formats: [{ kind: "customer token", value: UUID }] },
  {
    id: "papertrail",
    title: "Papertrail",
    formats: [{ kind: "API token", value: "[0-9A-Za-z]{20}", says: ["token", "key"] }],
  },
  {
    id: "better-stack",
    title: "Better Stack",
    names: ["logtail", "betterstack", "better_stack"],
    formats: [{ kind: "source token", value: "[0-9A-Za-z]{24}" }],
  },
  { id: "axiom", title: "Axiom", formats: [{ kind: "API token", starts: ["xaat-", "xapt-"], body: UUID }] },
  {
    id: "elastic",
    title: "Elastic",
    formats: [
      { kind: "Cloud API key", starts: "essu_", body: "[\\w-]{60,200}={0,2}" },
      {
        kind: "API key",
        names: ["elastic_api_key", "elasticsearch_api_key", "es_api_key"],
        value: "[0-9A-Za-z+/_-]{58,64}={0,2}",
      },
    ],
  },
  { id: "rollbar", title: "Rollbar", formats: [{ kind: "access token", value: HEX32 }] },
  { id: "bugsnag", title: "BugSnag", formats: [{ kind: "API key", value: HEX32 }] },
  { id: "airbrake", title: "Airbrake", formats: [{ kind: "project key", value: HEX32 }] },
  {
    id: "honeybadger",
    title: "Honeybadger",
    formats: [
      { kind: "project token", starts: "hbp_", body: "[0-9A-Za-z]{36}" },
      { kind: "user token", starts: "hbu_", body: "[0-9A-Za-z]{36}" },
    ],
  },
  { id: "raygun", title: "Raygun", formats: [{ kind: "API key", value: "[0-9A-Za-z]{22}" }] },
  { id: "appoptics", title: "AppOptics", formats: [{ kind: "API token", value: HEX64 }] },
  {
    id: "lightstep",
    title: "Lightstep",
    names: ["lightstep"],
    formats: [{ kind: "access token", value: "[0-9A-Za-z+/]{100,200}={0,2}" }],
  },
  {
    id: "coralogix",
    title: "Coralogix",
    formats: [{ kind: "API key", starts: ["cxtp_", "cxup_", "cxth_"], body: "[0-9A-Za-z]{30}" }],
  },
  {
    id: "pagerduty",
    title: "PagerDuty",
    names: ["pagerduty", "pager_duty", "pd_api"],
    formats: [
      { kind: "API key", starts: "u+", body: "[0-9A-Za-z+/_-]{18}", entropy: 3.3 },
      { kind: "REST API key", value: "[0-9A-Za-z+_-]{20}" },
      { kind: "integration key", value: HEX32 },
    ],
  },
  { id: "opsgenie", title: "Opsgenie", formats: [{ kind: "API key", value: UUID, says: ["key", "token", "api"] }] },
  { id: "rootly", title: "Rootly", formats: [{ kind: "API key", starts: "rootly_", body: HEX64 }] },
  {
    id: "incident-io",
    title: "incident.io",
    formats: [{ kind: "API key", starts: "inc_", body: "[0-9A-Za-z]{64}", entropy: 4 }],
  },
  { id: "statuspage", title: "Statuspage", formats: [{ kind: "API key", value: UUID, says: ["key", "token"] }] },
  { id: "uptimerobot", title: "UptimeRobot", formats: [{ kind: "API key", value: "[um][0-9]{6,9}-[0-9a-f]{24}" }] },
  { id: "pingdom", title: "Pingdom", formats: [{ kind: "API token", value: "[\\w-]{86}" }] },
  {
    id: "segment",
    title: "Segment",
    formats: [
      { kind: "public API token", starts: "sgp_", body: "[0-9A-Za-z]{64}" },
      { kind: "write key", value: "[0-9A-Za-z]{32}", says: ["write"] },
    ],
  },
  {
    id: "posthog",
    title: "PostHog",
    formats: [
      { kind: "personal API key", starts: "phx_", body: "[\\w-]{41,49}" },
      { kind: "project API key", starts: "phc_", body: "[\\w-]{41,44}", severity: "warning" },
      { kind: "feature flag secret key", starts: "phs_", body: "[\\w-]{41,49}" },
    ],
  },
  { id: "amplitude", title: "Amplitude", formats: [{ kind: "secret key", value: HEX32 }] },
  { id: "mixpanel", title: "Mixpanel", formats: [{ kind: "API secret", value: HEX32, says: ["secret"] }] },
  {
    id: "fullstory",
    title: "FullStory",
    names: ["fullstory", "fs_api"],
    formats: [{ kind: "API key", value: "(?:na1|eu1)\\.[0-9A-Za-z+/=]{20,200}" }],
  },
  { id: "beamer", title: "Beamer", formats: [{ kind: "API token", value: "b_[\\w=-]{44}" }] },
  { id: "optimizely", title: "Optimizely", formats: [{ kind: "personal access token", value: "2:[\\w-]{40,120}" }] },
  {
    id: "splitio",
    title: "Split",
    names: ["splitio", "split_io", "split_sdk", "split_api"],
    formats: [{ kind: "API key", value: "[0-9a-z]{40,60}" }],
  },
  {
    id: "rudderstack",
    title: "RudderStack",
    formats: [{ kind: "write key", value: "[0-9A-Za-z]{27}", says: ["write", "key"] }],
  },
  { id: "instana", title: "Instana", formats: [{ kind: "agent key", value: "[\\w-]{22}", says: ["key", "token"] }] },
  {
    id: "signalfx",
    title: "Splunk Observability",
    names: ["signalfx"],
    formats: [{ kind: "access token", value: "[\\w-]{22}" }],
  },
  { id: "checkly", title: "Checkly", names: ["checkly"], formats: [{ kind: "API key", starts: "cu_", body: HEX32 }] },
  { id: "sematext", title: "Sematext", names: ["sematext"], formats: [{ kind: "token", value: UUID }] },
];
