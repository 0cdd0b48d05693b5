import type { Vendor } from "./format.ts";
import { ALNUM32, HEX32, HEX40, HEX64, UUID } from "./shapes.ts";

/** What offices, shops and their customers use: documents, plans, sales, support, translation, devices. */
export const business: readonly Vendor[] = [
  {
    id: "notion",
    title: "Notion",
    formats: [
      { kind: "integration token", starts: "ntn_", body: "[0-9]{11}[0-9A-Za-z]{35}" },
      { kind: "legacy integration token", starts: "secret_", body: "[0-9A-Za-z]{43}", entropy: 4 },
    ],
  },
  {
    id: "linear",
    title: "Linear",
    formats: [
      { kind: "API key", starts: "lin_api_", body: "[0-9A-Za-z]{40,48}" },
      { kind: "OAuth token", starts: "lin_oauth_", body: HEX64 },
      { kind: "webhook secret", starts: "lin_wh_", body: "[0-9A-Za-z]{20,60}" },
      { kind: "client secret", value: HEX32 },
    ],
  },
  {
    id: "figma",
    title: "Figma",
    formats: [
      { kind: "personal access token", starts: "figd_", body: "[\\w-]{38,64}" },
      { kind: "OAuth token", starts: ["figu_", "figor_", "figo_"], body: "[\\w-]{38,60}" },
      {
        kind: "legacy access token",
        names: ["x-figma-token", "xfigmatoken", "x_figma_token", "figma"],
        value: "[0-9A-F]{4}-[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
      },
    ],
  },
  { id: "canva", title: "Canva", formats: [{ kind: "client secret", starts: "cnvca", body: "[\\w-]{51}" }] },
  {
    id: "asana",
    title: "Asana",
    formats: [
      { kind: "personal access token", value: "[012]/[0-9]{10,20}(?:/[0-9]{10,20})?:[0-9a-f]{32}" },
      { kind: "client id", value: "[0-9]{16}", entropy: 2.2, severity: "warning" },
      { kind: "client secret", value: "[0-9A-Za-z]{32}" },
    ],
  },
  {
    id: "clickup",
    title: "ClickUp",
    formats: [{ kind: "personal API token", value: "pk_[0-9]{8,9}_[0-9A-Za-z]{32}" }],
  },
  {
    id: "trello",
    title: "Trello",
    formats: [
      { kind: "token", starts: "ATTA", body: "[0-9a-f]{64}[0-9A-F]{8}" },
      { kind: "API key", value: "[0-9A-Za-z-]{32}" },
    ],
  },
  {
    id: "monday",
    title: "monday.com",
    names: ["monday"],
    formats: [{ kind: "API token", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,600}\\.[\\w-]{40,120}" }],
  },
  {
    id: "hubspot",
    title: "HubSpot",
    formats: [
      { kind: "private app token", starts: ["pat-na1-", "pat-na2-", "pat-na3-", "pat-eu1-", "pat-ap1-"], body: UUID },
      { kind: "API key", value: UUID },
    ],
  },
  { id: "zendesk", title: "Zendesk", formats: [{ kind: "API token", value: "[0-9A-Za-z]{40}" }] },
  {
    id: "intercom",
    title: "Intercom",
    formats: [
      { kind: "access token", starts: "dG9rO", body: "[0-9A-Za-z+/=_-]{50,70}", entropy: 4 },
      { kind: "API key", value: "[\\w=-]{60}" },
    ],
  },
  { id: "freshbooks", title: "FreshBooks", formats: [{ kind: "access token", value: "[0-9A-Za-z]{64}" }] },
  { id: "freshdesk", title: "Freshdesk", formats: [{ kind: "API key", value: "[0-9A-Za-z]{20}", entropy: 3.2 }] },
  { id: "pipedrive", title: "Pipedrive", formats: [{ kind: "API token", value: HEX40 }] },
  {
    id: "close",
    title: "Close",
    names: ["close_api", "closeio", "close_io"],
    formats: [{ kind: "API key", value: "api_[0-9A-Za-z]{22}\\.[0-9A-Za-z]{22}" }],
  },
  { id: "typeform", title: "Typeform", formats: [{ kind: "API token", starts: "tfp_", body: "[\\w.=-]{40,59}" }] },
  { id: "jotform", title: "Jotform", formats: [{ kind: "API key", value: HEX32 }] },
  {
    id: "calendly",
    title: "Calendly",
    formats: [{ kind: "personal access token", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,600}\\.[\\w-]{40,120}" }],
  },
  {
    id: "zapier",
    title: "Zapier",
    formats: [{ kind: "webhook", starts: "hooks.zapier.com/hooks/catch/", body: "[0-9]{5,10}/[0-9a-z]{5,10}" }],
  },
  {
    id: "n8n",
    title: "n8n",
    formats: [{ kind: "API key", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,600}\\.[\\w-]{40,120}" }],
  },
  {
    id: "make",
    title: "Make",
    formats: [
      {
        kind: "webhook",
        starts: ["hook.eu1.make.com/", "hook.eu2.make.com/", "hook.us1.make.com/", "hook.us2.make.com/"],
        body: "[0-9a-z]{32}",
      },
    ],
  },
  {
    id: "ifttt",
    title: "IFTTT",
    formats: [
      {
        kind: "webhook key",
        starts: "maker.ifttt.com/trigger/",
        body: "[\\w-]{1,60}/(?:json/)?with/key/[\\w-]{22,43}",
      },
    ],
  },
  {
    id: "dropbox",
    title: "Dropbox",
    formats: [
      { kind: "short-lived access token", starts: "sl.", body: "(?:u\\.)?[\\w=-]{130,1000}" },
      { kind: "long-lived access token", value: "[0-9A-Za-z]{11}AAAAAAAAAA[\\w=-]{43}" },
      { kind: "app secret", value: "[0-9a-z]{15}", entropy: 2.6 },
    ],
  },
  { id: "box", title: "Box", formats: [{ kind: "access token", value: ALNUM32 }] },
  { id: "frameio", title: "Frame.io", formats: [{ kind: "API token", starts: "fio-u-", body: "[\\w=-]{64}" }] },
  {
    id: "shopify",
    title: "Shopify",
    formats: [
      { kind: "access token", starts: "shpat_", body: "[0-9A-Za-z]{32}" },
      { kind: "custom app access token", starts: "shpca_", body: "[0-9A-Za-z]{32}" },
      { kind: "private app access token", starts: "shppa_", body: "[0-9A-Za-z]{32}" },
      { kind: "shared secret", starts: "shpss_", body: "[0-9A-Za-z]{32}" },
      { kind: "partner API token", starts: "prtapi_", body: "[0-9A-Fa-f]{32}" },
      { kind: "CLI or theme token", starts: ["shptka_", "atkn_"], body: "[0-9A-Fa-f]{32,64}" },
    ],
  },
  {
    id: "bigcommerce",
    title: "BigCommerce",
    formats: [{ kind: "access token", value: "[0-9a-z]{31}", says: ["token"] }],
  },
  {
    id: "woocommerce",
    title: "WooCommerce",
    formats: [
      { kind: "consumer secret", starts: "cs_", body: HEX40 },
      { kind: "consumer key", starts: "ck_", body: HEX40, severity: "warning" },
    ],
  },
  {
    id: "etsy",
    title: "Etsy",
    formats: [
      { kind: "Open API key", names: ["etsy", "x-api-key", "x_api_key"], value: "[0-9a-z]{24}:[0-9a-z]{10,64}" },
      { kind: "access token", value: "[0-9A-Za-z]{24}" },
    ],
  },
  {
    id: "ebay",
    title: "eBay",
    formats: [
      {
        kind: "client secret",
        starts: "PRD-",
        body: "[0-9a-f]{8,12}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4,12}",
      },
      {
        kind: "client id",
        before: "[0-9A-Za-z]{1,20}-[0-9A-Za-z_-]{1,20}",
        starts: "-PRD-",
        body: "[0-9a-f]{8,12}-[0-9a-f]{8,12}",
        severity: "warning",
      },
    ],
  },
  { id: "amazon-mws", title: "Amazon MWS", formats: [{ kind: "auth token", starts: "amzn.mws.", body: UUID }] },
  {
    id: "amazon-oauth",
    title: "Login with Amazon",
    formats: [{ kind: "client secret", starts: "amzn1.oa2-cs.v1.", body: "[0-9a-f]{64}" }],
  },
  {
    id: "samsara",
    title: "Samsara",
    formats: [{ kind: "API token", starts: "samsara_api_", body: "[0-9A-Za-z]{26,32}" }],
  },
  {
    id: "adafruit",
    title: "Adafruit IO",
    names: ["adafruit", "aio_key"],
    formats: [
      { kind: "key", starts: "aio_", body: "[0-9A-Za-z]{28}" },
      { kind: "legacy key", value: "[\\w-]{32}" },
    ],
  },
  { id: "particle", title: "Particle", formats: [{ kind: "access token", value: HEX40 }] },
  {
    id: "home-assistant",
    title: "Home Assistant",
    names: ["hass", "home_assistant", "homeassistant"],
    formats: [{ kind: "long-lived access token", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,400}\\.[\\w-]{43}" }],
  },
  {
    id: "docusign",
    title: "DocuSign",
    names: ["docusign"],
    formats: [{ kind: "integration key", value: UUID, severity: "warning" }],
  },
  { id: "crowdin", title: "Crowdin", names: ["crowdin"], formats: [{ kind: "access token", value: "[0-9a-f]{80}" }] },
  { id: "lokalise", title: "Lokalise", formats: [{ kind: "API token", value: HEX40 }] },
  { id: "transifex", title: "Transifex", formats: [{ kind: "API token", starts: "1/", body: HEX40 }] },
  { id: "deepl", title: "DeepL", formats: [{ kind: "API key", value: `${UUID}(?::fx)?` }] },
  {
    id: "remove-bg",
    title: "remove.bg",
    names: ["removebg", "remove_bg"],
    formats: [{ kind: "API key", value: "[0-9A-Za-z]{24}" }],
  },
  {
    id: "cfx",
    title: "Cfx.re",
    formats: [{ kind: "server license key", starts: "cfxk_", body: "[0-9A-Za-z_]{20,32}" }],
  },
];
