import type { Vendor } from "./format.ts";
import { HEX40, HEX64, UUID } from "./shapes.ts";

/** Where applications and sites run: platforms, networks for content, names, tunnels. */
export const hosting: readonly Vendor[] = [
  {
    id: "heroku",
    title: "Heroku",
    formats: [
      { kind: "API key", starts: "HRKU-AA", body: "[\\w-]{58}" },
      { kind: "OAuth token", starts: "HRKU-", body: UUID },
      { kind: "legacy API key", value: UUID },
    ],
  },
  {
    id: "flyio",
    title: "Fly.io",
    formats: [
      { kind: "access token", starts: "fo1_", body: "[\\w-]{43}" },
      { kind: "macaroons", starts: "FlyV1 ", body: "[0-9A-Za-z+/=_,-]{80,900}" },
      { kind: "machine token", starts: ["fm1a_", "fm1r_", "fm2_"], body: "[0-9A-Za-z+/]{100,1000}={0,3}" },
    ],
  },
  {
    id: "vercel",
    title: "Vercel",
    formats: [
      { kind: "personal access token", starts: "vcp_", body: "[\\w-]{24}(?:[\\w-]{32})?" },
      { kind: "integration token", starts: "vci_", body: "[\\w-]{24}(?:[\\w-]{32})?" },
      { kind: "app access token", starts: "vca_", body: "[\\w-]{24}(?:[\\w-]{32})?" },
      { kind: "app refresh token", starts: "vcr_", body: "[\\w-]{24}(?:[\\w-]{32})?" },
      { kind: "AI Gateway key", starts: "vck_", body: "[\\w-]{24}(?:[\\w-]{32})?" },
      { kind: "blob read-write token", starts: "vercel_blob_rw_", body: "[0-9A-Za-z]{16}_[0-9A-Za-z]{30,32}" },
      { kind: "legacy token", value: "[0-9A-Za-z]{24}" },
    ],
  },
  {
    id: "netlify",
    title: "Netlify",
    formats: [
      { kind: "personal access token", starts: ["nfp_", "nfo_", "nfc_", "nfu_", "nfb_"], body: "[0-9A-Za-z]{36}" },
      { kind: "legacy access token", value: "[\\w=-]{40,46}" },
    ],
  },
  { id: "render", title: "Render", formats: [{ kind: "API key", starts: "rnd_", body: "[0-9A-Za-z]{28,32}" }] },
  { id: "railway", title: "Railway", formats: [{ kind: "token", value: UUID, says: ["token"] }] },
  {
    id: "scalingo",
    title: "Scalingo",
    formats: [{ kind: "API token", starts: ["tk-us-", "tk-eu-"], body: "[\\w-]{48}" }],
  },
  {
    id: "supabase",
    title: "Supabase",
    formats: [
      { kind: "access token", starts: ["sbp_", "sbp_oauth_"], body: "[0-9a-z_-]{40}" },
      { kind: "secret key", starts: "sb_secret_", body: "[\\w-]{31}" },
    ],
  },
  {
    id: "cloudflare",
    title: "Cloudflare",
    formats: [
      { kind: "origin CA key", starts: "v1.0-", body: "[0-9a-f]{24}-[0-9a-f]{146}" },
      { kind: "user API token", starts: "cfut_", body: "[0-9A-Za-z]{40,60}" },
      { kind: "account API token", starts: "cfat_", body: "[0-9A-Za-z]{40,60}" },
      { kind: "account API key", starts: "cfk_", body: "[0-9A-Za-z]{40,60}" },
      { kind: "global API key", value: "[0-9a-f]{37}" },
      { kind: "API token", value: "[\\w-]{40}" },
    ],
  },
  { id: "fastly", title: "Fastly", formats: [{ kind: "API token", value: "[\\w=-]{32}" }] },
  {
    id: "bunny",
    title: "bunny.net",
    names: ["bunny", "bunnycdn"],
    formats: [{ kind: "API key", value: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{4}" }],
  },
  {
    id: "cloudinary",
    title: "Cloudinary",
    formats: [
      { kind: "API secret", value: "[\\w-]{27}", says: ["secret"] },
      { kind: "longer API secret", value: "[0-9A-Za-z]{32}", says: ["secret", "private"] },
      { kind: "API key", value: "[0-9]{15}", says: ["key"], entropy: 2.2, severity: "warning" },
    ],
  },
  {
    id: "imagekit",
    title: "ImageKit",
    names: ["imagekit"],
    formats: [{ kind: "private key", starts: "private_", body: "[0-9A-Za-z+/]{27,28}=", entropy: 3.5 }],
  },
  {
    id: "ngrok",
    title: "ngrok",
    formats: [
      { kind: "API key", value: "2[0-9A-Za-z]{26}_[0-9A-Za-z]{21}", says: ["key"] },
      { kind: "auth token", value: "[0-9A-Za-z]{27}_[0-9A-Za-z]{21}", says: ["token", "auth"] },
    ],
  },
  {
    id: "tailscale",
    title: "Tailscale",
    formats: [
      { kind: "API access token", starts: "tskey-api-", body: "[\\w-]{20,60}" },
      { kind: "auth key", starts: "tskey-auth-", body: "[\\w-]{20,60}" },
      { kind: "OAuth client secret", starts: "tskey-client-", body: "[\\w-]{20,60}" },
      { kind: "SCIM or webhook key", starts: ["tskey-scim-", "tskey-webhook-"], body: "[\\w-]{20,60}" },
    ],
  },
  {
    id: "godaddy",
    title: "GoDaddy",
    formats: [
      { kind: "API secret", value: "[0-9A-Za-z]{22}", says: ["secret"] },
      { kind: "API key", value: "[0-9A-Za-z]{8,14}_[0-9A-Za-z]{21,22}" },
    ],
  },
  { id: "namecheap", title: "Namecheap", formats: [{ kind: "API key", value: "[0-9a-f]{32}" }] },
  {
    id: "dnsimple",
    title: "DNSimple",
    formats: [
      { kind: "account access token", starts: "dnsimple_a_", body: "[0-9A-Za-z]{32}" },
      { kind: "user access token", starts: "dnsimple_u_", body: "[0-9A-Za-z]{32}" },
      { kind: "legacy access token", value: "[0-9A-Za-z]{32}" },
    ],
  },
  {
    id: "gandi",
    title: "Gandi",
    formats: [
      { kind: "API token", value: "[0-9A-Za-z]{24}" },
      { kind: "personal access token", value: HEX40 },
    ],
  },
  {
    id: "sslmate",
    title: "SSLMate",
    formats: [{ kind: "API key", value: "[0-9A-Za-z]{36}", says: ["key", "token", "secret"] }],
  },
  {
    id: "redirect-pizza",
    title: "redirect.pizza",
    formats: [{ kind: "API token", starts: "rpa_", body: "[0-9A-Za-z]{30}" }],
  },
  { id: "squarespace", title: "Squarespace", formats: [{ kind: "access token", value: UUID }] },
  { id: "webflow", title: "Webflow", formats: [{ kind: "API token", value: HEX64 }] },
  { id: "sanity", title: "Sanity", formats: [{ kind: "API token", value: "sk[0-9A-Za-z]{78,178}" }] },
  { id: "storyblok", title: "Storyblok", formats: [{ kind: "access token", value: "[0-9A-Za-z]{22}tt" }] },
  {
    id: "prismic",
    title: "Prismic",
    formats: [{ kind: "permanent access token", value: "MC5[0-9A-Za-z_-]{20,90}\\.[\\w-]{40,200}" }],
  },
  { id: "datocms", title: "DatoCMS", names: ["dato"], formats: [{ kind: "API token", value: "[0-9a-f]{30}" }] },
  {
    id: "liveblocks",
    title: "Liveblocks",
    formats: [{ kind: "secret key", starts: ["sk_dev_", "sk_prod_"], body: "[\\w-]{64}" }],
  },
  { id: "ably", title: "Ably", formats: [{ kind: "API key", value: "[\\w-]{6}\\.[\\w-]{6}:[\\w-]{43}" }] },
  { id: "pusher", title: "Pusher", formats: [{ kind: "app secret", value: "[0-9a-f]{20}", says: ["secret", "key"] }] },
  {
    id: "pubnub",
    title: "PubNub",
    formats: [
      { kind: "secret key", starts: "sec-c-", body: "[0-9A-Za-z]{48}" },
      { kind: "legacy key", starts: ["pub-c-", "sub-c-"], body: UUID, severity: "warning" },
    ],
  },
];
