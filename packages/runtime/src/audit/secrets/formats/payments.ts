import type { Vendor } from "./format.ts";
import { HEX32, HEX64, UUID } from "./shapes.ts";

/** Money: cards, banks, invoices, exchanges of coins. */
export const payments: readonly Vendor[] = [
  {
    id: "stripe",
    title: "Stripe",
    formats: [
      { kind: "secret key", starts: ["sk_live_", "sk_prod_"], body: "[0-9A-Za-z]{10,110}" },
      { kind: "restricted key", starts: ["rk_live_", "rk_prod_"], body: "[0-9A-Za-z]{10,110}" },
      { kind: "test key", starts: ["sk_test_", "rk_test_"], body: "[0-9A-Za-z]{10,110}", severity: "warning" },
      { kind: "webhook signing secret", starts: "whsec_", body: "[0-9A-Za-z+/]{32,64}={0,2}" },
      { kind: "organization API key", starts: "sk_org_", body: "[0-9A-Za-z]{20,110}" },
    ],
  },
  {
    id: "square",
    title: "Square",
    formats: [
      { kind: "access token", starts: ["EAAA", "sq0atp-"], body: "[\\w-]{22,60}", entropy: 3 },
      { kind: "OAuth secret", starts: "sq0csp-", body: "[\\w-]{43}" },
      { kind: "application id", starts: "sq0idp-", body: "[\\w-]{22}", severity: "warning" },
    ],
  },
  {
    id: "paypal",
    title: "PayPal",
    formats: [
      {
        kind: "access token",
        starts: ["access_token$production$", "access_token$sandbox$"],
        body: "[0-9a-z]{16}\\$[0-9a-f]{32}",
      },
      { kind: "client secret", value: "E[\\w-]{70,90}" },
    ],
  },
  {
    id: "braintree",
    title: "Braintree",
    formats: [{ kind: "private key", value: HEX32, says: ["private", "key", "secret"] }],
  },
  {
    id: "adyen",
    title: "Adyen",
    formats: [{ kind: "API key", starts: "AQE", body: "[0-9A-Za-z+/]{20,400}\\*[0-9A-Za-z+/=-]{20,400}" }],
  },
  {
    id: "plaid",
    title: "Plaid",
    formats: [
      { kind: "access token", starts: ["access-sandbox-", "access-development-", "access-production-"], body: UUID },
      { kind: "client id", value: "[0-9A-Za-z]{24}", severity: "warning" },
      { kind: "secret key", value: "[0-9A-Za-z]{30}" },
    ],
  },
  {
    id: "flutterwave",
    title: "Flutterwave",
    formats: [
      { kind: "secret key", starts: ["FLWSECK_TEST-", "FLWSECK-"], body: "[0-9A-Za-z]{32}-X" },
      { kind: "encryption key", starts: "FLWSECK_TEST", body: "-?[0-9A-Za-z]{12}" },
      { kind: "public key", starts: ["FLWPUBK_TEST-", "FLWPUBK-"], body: "[0-9A-Za-z]{32}-X", severity: "warning" },
    ],
  },
  {
    id: "paystack",
    title: "Paystack",
    formats: [{ kind: "secret key", value: "sk_(?:live|test)_[0-9a-f]{40}", prevails: true }],
  },
  {
    id: "razorpay",
    title: "Razorpay",
    formats: [{ kind: "key id", starts: ["rzp_live_", "rzp_test_"], body: "[0-9A-Za-z]{14,24}", severity: "warning" }],
  },
  { id: "mollie", title: "Mollie", formats: [{ kind: "API key", value: "(?:live|test)_[0-9A-Za-z]{30}" }] },
  { id: "gocardless", title: "GoCardless", formats: [{ kind: "access token", value: "(?:live|sandbox)_[\\w=-]{40}" }] },
  {
    id: "checkout",
    title: "Checkout.com",
    formats: [
      { kind: "legacy secret key", value: `sk_(?:test_)?${UUID}` },
      { kind: "secret key", value: "sk_(?:sbox_)?[a-z2-7]{26}[a-z2-7*#$=]" },
    ],
  },
  {
    id: "paddle",
    title: "Paddle",
    formats: [
      {
        kind: "API key",
        starts: "pdl_live_apikey_",
        body: "[0-9a-z]{26}_[0-9A-Za-z]{22}_[0-9A-Za-z]{3}",
      },
      {
        kind: "sandbox API key",
        starts: "pdl_sdbx_apikey_",
        body: "[0-9a-z]{26}_[0-9A-Za-z]{22}_[0-9A-Za-z]{3}",
        severity: "warning",
      },
    ],
  },
  {
    id: "lemonsqueezy",
    title: "Lemon Squeezy",
    names: ["lemonsqueezy", "lemon_squeezy"],
    formats: [{ kind: "API key", value: "eyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,400}\\.[\\w-]{40,400}" }],
  },
  {
    id: "polar",
    title: "Polar",
    formats: [
      { kind: "personal access token", starts: "polar_pat_", body: "[\\w-]{20,100}" },
      { kind: "organization access token", starts: "polar_oat_", body: "[\\w-]{20,100}" },
      { kind: "OAuth token", starts: ["polar_at_", "polar_rt_"], body: "[\\w-]{20,100}" },
    ],
  },
  {
    id: "asaas",
    title: "Asaas",
    formats: [{ kind: "API key", starts: ["$aact_prod_", "$aact_hmlg_"], body: "[\\w-]{20,200}" }],
  },
  {
    id: "midtrans",
    title: "Midtrans",
    formats: [
      { kind: "server key", starts: "Mid-server-", body: "[\\w-]{10,40}" },
      { kind: "client key", starts: "Mid-client-", body: "[\\w-]{10,40}", severity: "warning" },
      { kind: "sandbox key", starts: ["SB-Mid-server-", "SB-Mid-client-"], body: "[\\w-]{10,40}", severity: "warning" },
    ],
  },
  {
    id: "mercury",
    title: "Mercury",
    formats: [
      {
        kind: "API token",
        starts: "mercury_production_",
        body: "[a-z]{3,6}_[0-9A-Za-z]{40,50}_yrucrem",
      },
      {
        kind: "sandbox API token",
        starts: "mercury_sandbox_",
        body: "[a-z]{3,6}_[0-9A-Za-z]{40,50}_yrucrem",
        severity: "warning",
      },
    ],
  },
  {
    id: "ramp",
    title: "Ramp",
    formats: [
      { kind: "client secret", starts: "ramp_sec_", body: "[0-9A-Za-z]{48}" },
      { kind: "client id", starts: "ramp_id_", body: "[0-9A-Za-z]{40}", severity: "warning" },
    ],
  },
  {
    id: "highnote",
    title: "Highnote",
    formats: [{ kind: "secret key", value: "sk_(?:live|test)_a2V5Xz[0-9A-Za-z+/]{69}={0,2}", prevails: true }],
  },
  {
    id: "rainforest",
    title: "Rainforest Pay",
    formats: [
      { kind: "API key", value: "apikey_[0-9a-f]{64}", says: ["key", "secret", "token"] },
      { kind: "sandbox API key", value: "sbx_apikey_[0-9a-f]{64}", severity: "warning" },
    ],
  },
  {
    id: "gumroad",
    title: "Gumroad",
    formats: [
      { kind: "access token", value: HEX64 },
      { kind: "longer access token", value: "[0-9A-Za-z_-]{43}" },
    ],
  },
  {
    id: "easypost",
    title: "EasyPost",
    formats: [
      { kind: "API key", starts: "EZAK", body: "[0-9A-Za-z]{54}" },
      { kind: "test API key", starts: "EZTK", body: "[0-9A-Za-z]{54}", severity: "warning" },
    ],
  },
  {
    id: "shippo",
    title: "Shippo",
    formats: [{ kind: "API token", starts: ["shippo_live_", "shippo_test_"], body: "[0-9A-Fa-f]{40}" }],
  },
  {
    id: "lob",
    title: "Lob",
    formats: [
      { kind: "API key", value: "(?:live|test)_[0-9a-f]{35}" },
      { kind: "publishable API key", value: "(?:live|test)_pub_[0-9a-f]{31}", severity: "warning" },
    ],
  },
  {
    id: "duffel",
    title: "Duffel",
    formats: [{ kind: "access token", starts: ["duffel_live_", "duffel_test_"], body: "[\\w=-]{43}" }],
  },
  {
    id: "finicity",
    title: "Finicity",
    formats: [
      { kind: "API token", value: HEX32 },
      { kind: "client secret", value: "[0-9A-Za-z]{20}" },
    ],
  },
  { id: "finnhub", title: "Finnhub", formats: [{ kind: "API key", value: "[0-9a-z]{20}" }] },
  {
    id: "freemius",
    title: "Freemius",
    names: ["secret_key"],
    formats: [{ kind: "secret key", value: "sk_[^\\s\"'<>]{29}", entropy: 3.2, files: [".php"] }],
  },
  {
    id: "coinbase",
    title: "Coinbase",
    formats: [
      { kind: "access token", value: "[\\w-]{64}" },
      { kind: "API secret", value: "[0-9A-Za-z]{32}", says: ["secret"] },
    ],
  },
  { id: "kraken", title: "Kraken", formats: [{ kind: "private key", value: "[0-9A-Za-z/+_=-]{80,90}" }] },
  {
    id: "kucoin",
    title: "KuCoin",
    formats: [
      { kind: "API key", value: "[0-9a-f]{24}" },
      { kind: "secret key", value: UUID },
    ],
  },
  {
    id: "bittrex",
    title: "Bittrex",
    formats: [
      { kind: "secret key", value: "[0-9A-Za-z]{32}", says: ["secret"] },
      { kind: "access key", value: "[0-9A-Za-z]{32}" },
    ],
  },
  { id: "binance", title: "Binance", formats: [{ kind: "API key", value: "[0-9A-Za-z]{64}" }] },
  { id: "bitfinex", title: "Bitfinex", formats: [{ kind: "API key", value: "[0-9A-Za-z]{43}" }] },
  { id: "infura", title: "Infura", formats: [{ kind: "API key", value: "[0-9a-f]{32}" }] },
  { id: "alchemy", title: "Alchemy", formats: [{ kind: "API key", value: "[\\w-]{32}", says: ["key", "token"] }] },
  { id: "etherscan", title: "Etherscan", formats: [{ kind: "API key", value: "[0-9A-Z]{34}" }] },
  {
    id: "polymarket",
    title: "Polymarket",
    names: ["polymarket", "poly"],
    formats: [
      { kind: "private key", value: "0x[0-9A-Fa-f]{64}", says: ["private", "key", "secret"] },
      { kind: "API key", value: UUID, says: ["key"] },
      { kind: "API secret", value: "[0-9A-Za-z+/_-]{40,90}={0,2}", says: ["secret"] },
      { kind: "passphrase", value: "[0-9A-Za-z_]{8,128}", says: ["passphrase"], entropy: 2.5 },
    ],
  },
];
