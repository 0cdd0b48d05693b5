import type { Vendor } from "./format.ts";
import { HEX32, HEX40, HEX64, UUID } from "./shapes.ts";

/** Databases as a service, warehouses, search, tables. */
export const data: readonly Vendor[] = [
  {
    id: "mongodb",
    title: "MongoDB Atlas",
    formats: [
      { kind: "service account secret", starts: "mdb_sa_sk_", body: "[\\w-]{40}" },
      { kind: "service account id", starts: "mdb_sa_id_", body: "[0-9a-f]{24}", severity: "warning" },
      { kind: "private key", names: ["atlas"], value: UUID, says: ["private", "secret", "key"] },
    ],
  },
  {
    id: "planetscale",
    title: "PlanetScale",
    formats: [
      { kind: "service token", starts: "pscale_tkn_", body: "[\\w=.-]{32,64}" },
      { kind: "OAuth token", starts: "pscale_oauth_", body: "[\\w=.-]{32,64}" },
      { kind: "password", starts: "pscale_pw_", body: "[\\w=.-]{32,64}" },
    ],
  },
  {
    id: "neon",
    title: "Neon",
    formats: [{ kind: "API key", starts: "napi_", body: "[0-9A-Za-z]{64}" }],
  },
  {
    id: "cockroachdb",
    title: "CockroachDB Cloud",
    formats: [{ kind: "API key", starts: "CCDB1_", body: "[0-9A-Za-z]{22}_[0-9A-Za-z]{40}" }],
  },
  {
    id: "databricks",
    title: "Databricks",
    formats: [
      { kind: "personal access token", starts: "dapi", body: "[0-9A-Fa-f]{32}(?:-[0-9])?" },
      { kind: "OAuth secret", starts: "dose", body: "[0-9a-f]{32}" },
    ],
  },
  {
    id: "snowflake",
    title: "Snowflake",
    formats: [
      {
        kind: "programmatic access token",
        value: "[\\w.-]{100,1000}",
        says: ["token", "pat"],
        names: ["snowflake", "sf_token", "sf-token"],
      },
    ],
  },
  {
    id: "clickhouse",
    title: "ClickHouse Cloud",
    formats: [{ kind: "API key secret", starts: "4b1d", body: "[0-9A-Za-z]{38}" }],
  },
  {
    id: "confluent",
    title: "Confluent",
    formats: [
      { kind: "Cloud API secret", starts: "cflt", body: "[0-9A-Za-z+/]{60}" },
      { kind: "access token", value: "[0-9A-Za-z]{16}", entropy: 2.7 },
      { kind: "secret key", value: "[0-9A-Za-z+/]{64}" },
    ],
  },
  {
    id: "couchbase",
    title: "Couchbase Capella",
    names: ["couchbase", "capella"],
    formats: [{ kind: "API key", value: "[0-9A-Za-z+/]{60,120}={0,2}", says: ["key", "secret"] }],
  },
  {
    id: "datastax",
    title: "DataStax Astra",
    formats: [{ kind: "application token", starts: "AstraCS:", body: "[0-9A-Za-z]{20,40}(?::[0-9a-f]{64})?" }],
  },
  {
    id: "aiven",
    title: "Aiven",
    formats: [
      { kind: "authorization", starts: "aivenv1 ", body: "[0-9A-Za-z/+=]{300,400}" },
      { kind: "authentication token", value: "[0-9A-Za-z/+=]{300,400}" },
    ],
  },
  { id: "upstash", title: "Upstash", formats: [{ kind: "Redis REST token", value: "A[0-9A-Za-z_-]{59,80}={0,2}" }] },
  {
    id: "turso",
    title: "Turso",
    formats: [{ kind: "database token", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,600}\\.[\\w-]{60,120}" }],
  },
  {
    id: "influxdb",
    title: "InfluxDB",
    names: ["influx", "influxdb"],
    formats: [
      { kind: "API token", value: "[\\w+/-]{86}==" },
      { kind: "longer API token", value: "[\\w+/=-]{88,128}", says: ["token", "key"] },
      { kind: "Cloud Dedicated token", starts: "apiv1_", body: "[\\w-]{60,120}" },
    ],
  },
  { id: "algolia", title: "Algolia", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  { id: "meilisearch", title: "Meilisearch", names: ["meili"], formats: [{ kind: "API key", value: HEX64 }] },
  { id: "typesense", title: "Typesense", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  {
    id: "airtable",
    title: "Airtable",
    formats: [
      { kind: "personal access token", starts: "pat", body: "[0-9A-Za-z]{14}\\.[0-9a-f]{64}" },
      { kind: "OAuth token", value: "[\\w-]{1,200}\\.v1\\.[\\w-]{1,400}\\.[0-9a-f]{1,200}" },
      { kind: "API key", value: "[0-9A-Za-z]{17}", entropy: 2.7 },
    ],
  },
  { id: "baserow", title: "Baserow", formats: [{ kind: "database token", value: "[0-9A-Za-z]{32}" }] },
  {
    id: "fauna",
    title: "Fauna",
    formats: [{ kind: "secret", starts: ["fnAE", "fnAF", "fnAC", "fnAD"], body: "[\\w-]{36,52}", entropy: 3.8 }],
  },
  { id: "weaviate", title: "Weaviate", formats: [{ kind: "API key", value: "[0-9A-Za-z]{36}" }] },
  { id: "qdrant", title: "Qdrant", formats: [{ kind: "API key", value: "[\\w-]{54}" }] },
  {
    id: "tableau",
    title: "Tableau",
    formats: [{ kind: "personal access token", before: "[0-9A-Za-z+/]{22}", starts: "==:", body: "[0-9A-Za-z]{32}" }],
  },
  {
    id: "looker",
    title: "Looker",
    formats: [
      { kind: "client id", value: "[0-9A-Za-z]{20}", severity: "warning" },
      { kind: "client secret", value: "[0-9A-Za-z]{24}" },
    ],
  },
  { id: "metabase", title: "Metabase", formats: [{ kind: "API key", starts: "mb_", body: "[0-9A-Za-z+/]{43}=" }] },
  {
    id: "dbt",
    title: "dbt Cloud",
    formats: [{ kind: "service token", starts: ["dbtc_", "dbtu_"], body: "[\\w-]{30,80}" }],
  },
  {
    id: "fivetran",
    title: "Fivetran",
    formats: [{ kind: "API secret", value: "[0-9A-Za-z]{32}", says: ["secret", "key"] }],
  },
  {
    id: "maxmind",
    title: "MaxMind",
    formats: [
      { kind: "license key", before: "[0-9A-Za-z]{6}_[0-9A-Za-z]{29}", starts: "_mmk", body: "" },
      { kind: "legacy license key", value: "[0-9A-Za-z]{16}", entropy: 3 },
    ],
  },
  { id: "ipinfo", title: "IPinfo", formats: [{ kind: "access token", value: "[0-9a-f]{14}", entropy: 2.6 }] },
  { id: "ipstack", title: "ipstack", formats: [{ kind: "access key", value: HEX32 }] },
  {
    id: "weatherstack",
    title: "weatherstack",
    formats: [{ kind: "access key", value: "[0-9a-z]{32}", says: ["key", "secret", "token"] }],
  },
  {
    id: "openweather",
    title: "OpenWeather",
    names: ["openweather", "pyowm", "owm_api"],
    formats: [{ kind: "API key", value: "[0-9a-z]{32}" }],
  },
  {
    id: "mapbox",
    title: "Mapbox",
    formats: [
      { kind: "secret access token", starts: "sk.eyJ", body: "[\\w-]{40,200}\\.[\\w-]{22}" },
      { kind: "public access token", starts: "pk.eyJ", body: "[\\w-]{40,200}\\.[\\w-]{22}", severity: "note" },
      { kind: "access token", value: "pk\\.[0-9A-Za-z]{60}\\.[0-9A-Za-z]{22}", severity: "warning" },
    ],
  },
  {
    id: "here",
    title: "HERE",
    names: ["here_api", "here_access", "heremaps"],
    formats: [{ kind: "API key", value: "[\\w-]{43}" }],
  },
  { id: "tomtom", title: "TomTom", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  { id: "opencage", title: "OpenCage", formats: [{ kind: "API key", value: HEX32 }] },
  {
    id: "rapidapi",
    title: "RapidAPI",
    names: ["rapidapi", "rapid_api", "x-rapidapi"],
    formats: [{ kind: "API key", value: "[\\w-]{50}" }],
  },
  {
    id: "datagov",
    title: "api.data.gov",
    names: ["datagov", "data_gov", "data.gov", "nasa_api"],
    formats: [{ kind: "API key", value: "[0-9A-Za-z]{40}" }],
  },
  {
    id: "nytimes",
    title: "New York Times",
    names: ["nytimes", "new-york-times", "newyorktimes", "new_york_times"],
    formats: [{ kind: "API key", value: "[\\w=-]{32}" }],
  },
  { id: "newsapi", title: "News API", names: ["newsapi", "news_api"], formats: [{ kind: "API key", value: HEX32 }] },
  {
    id: "alpha-vantage",
    title: "Alpha Vantage",
    names: ["alphavantage", "alpha_vantage"],
    formats: [{ kind: "API key", value: "[0-9A-Z]{16}", entropy: 2.8 }],
  },
  {
    id: "polygon",
    title: "Polygon.io",
    names: ["polygon_api", "polygon_key", "polygonio"],
    formats: [{ kind: "API key", value: "[0-9A-Za-z_]{32}" }],
  },
  { id: "quandl", title: "Quandl", formats: [{ kind: "API key", value: "[0-9A-Za-z_-]{20}", entropy: 3.2 }] },
  {
    id: "kaggle",
    title: "Kaggle",
    formats: [
      { kind: "API token", starts: "KGAT_", body: HEX32 },
      { kind: "API key", value: HEX32 },
    ],
  },
  { id: "ghost", title: "Ghost", formats: [{ kind: "admin API key", value: "[0-9a-f]{24}:[0-9a-f]{64}" }] },
  { id: "bitly", title: "Bitly", names: ["bitly"], formats: [{ kind: "access token", value: HEX40 }] },
];
