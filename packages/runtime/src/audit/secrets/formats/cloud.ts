import type { Vendor } from "./format.ts";
import { HEX32, HEX40, HEX64, UUID } from "./shapes.ts";

const BASE64_64_BYTES = "[0-9A-Za-z+/]{86}==";

/** Computing by the hour: the large clouds and the smaller ones. */
export const cloud: readonly Vendor[] = [
  {
    id: "aws",
    title: "AWS",
    formats: [
      {
        kind: "access key id",
        starts: ["A3T", "AKIA", "AGPA", "AIDA", "AROA", "AIPA", "ANPA", "ANVA", "ASIA", "ABIA", "ACCA"],
        body: "[0-9A-Z]{16,17}",
      },
      { kind: "Bedrock API key", starts: "ABSK", body: "[0-9A-Za-z+/]{109,269}={0,2}" },
      {
        kind: "short-lived Bedrock API key",
        // secretlint-disable-next-line -- how such a key begins, not a key
        starts: "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t",
        body: "[0-9A-Za-z+/_-]{0,900}={0,2}",
        entropy: 0,
      },
      {
        kind: "secret access key",
        names: ["secret_access_key", "secretaccesskey", "secret_key", "aws_secret", "secretkey", "aws_key"],
        value: "[0-9A-Za-z+/]{40}",
        entropy: 4,
      },
      {
        kind: "account id",
        names: ["aws_account", "awsaccount", "account_id", "accountid"],
        value: "[0-9]{4}-?[0-9]{4}-?[0-9]{4}",
        entropy: 1.5,
        severity: "note",
      },
      {
        kind: "session token",
        names: ["session_token", "sessiontoken"],
        value: "(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[0-9A-Za-z+/]{100,1000}={0,2}",
      },
    ],
  },
  { id: "aws-appsync", title: "AWS AppSync", formats: [{ kind: "API key", starts: "da2-", body: "[0-9a-z]{26}" }] },
  {
    id: "gcp",
    title: "Google Cloud",
    names: ["google", "gcp", "firebase"],
    formats: [
      { kind: "API key", starts: "AIza", body: "[\\w-]{35}", entropy: 3.2 },
      { kind: "OAuth client secret", starts: "GOCSPX-", body: "[\\w-]{28}" },
      { kind: "OAuth access token", starts: "ya29.", body: "[\\w-]{40,1000}" },
      { kind: "OAuth refresh token", starts: "1//0", body: "[\\w-]{50,160}" },
      { kind: "HMAC key id", starts: "GOOG1E", body: "[0-9A-Z]{55}", severity: "warning" },
      { kind: "HMAC secret", names: ["hmac_secret", "gcs_secret", "storage_secret"], value: "[0-9A-Za-z+/]{40}" },
      { kind: "messaging server key", starts: ":APA91b", before: "[\\w-]{11}", body: "[\\w-]{134}" },
    ],
  },
  {
    id: "azure",
    title: "Azure",
    formats: [
      { kind: "client secret", before: "[\\w~.]{3}[0-9]", starts: "Q~", body: "[\\w~.-]{31,34}", entropy: 3 },
      {
        kind: "storage account key",
        names: [
          "accountkey",
          "account_key",
          "storage_key",
          "storagekey",
          "storage_access_key",
          "storage_account_key",
          "access_key",
        ],
        value: BASE64_64_BYTES,
      },
      { kind: "shared access key", starts: "SharedAccessKey=", body: "[0-9A-Za-z+/]{32,100}={0,2}", entropy: 3.3 },
      { kind: "account key", starts: "AccountKey=", body: BASE64_64_BYTES },
      {
        kind: "App Configuration secret",
        starts: ".azconfig.io;",
        before: "https://[0-9a-z-]{1,60}",
        body: "Id=[\\w+/:-]{4,80};Secret=[0-9A-Za-z+/]{36,100}={0,2}",
      },
      { kind: "shared access signature", starts: ["&sig=", "?sig="], body: "[0-9A-Za-z%]{43,63}(?:%3[Dd]|=)" },
      { kind: "Cosmos DB key", starts: "ACDb", before: "[0-9A-Za-z+/]{76}", body: "[0-9A-Za-z+/]{5,7}={0,2}" },
      { kind: "storage key", starts: "+ASt", before: "[0-9A-Za-z+/]{76}", body: "[0-9A-Za-z+/]{5,7}={0,2}" },
      { kind: "identifiable key", starts: ["JQQJ99", "JQQJ9"], before: "[0-9A-Za-z]{52}", body: "[0-9A-Za-z]{26,28}" },
      { kind: "DevOps personal access token", starts: "AZDO", before: "[0-9A-Za-z]{76}", body: "[0-9A-Za-z]{4}" },
      { kind: "Functions key", starts: "AzFu", before: "[\\w-]{44}", body: "[\\w-]{5}[AQgw]==" },
      { kind: "Search key", starts: "AzSe", before: "[0-9A-Za-z]{42}", body: "[A-Da-d][0-9A-Za-z]{5}" },
      { kind: "Container Registry key", starts: "+ACR", before: "[0-9A-Za-z+/]{42}", body: "[A-D][0-9A-Za-z+/]{5}" },
      { kind: "Functions host key", names: ["x-functions-key", "functions_key"], value: "[\\w-]{54,56}={0,2}" },
      {
        kind: "Cognitive Services key",
        names: ["ocp-apim-subscription-key", "cognitive_key", "speech_key", "azure_openai", "azure_api_key"],
        value: HEX32,
      },
    ],
  },
  {
    id: "alibaba",
    title: "Alibaba Cloud",
    names: ["alibaba", "aliyun"],
    formats: [
      { kind: "access key id", starts: "LTAI", body: "[0-9A-Za-z]{16,20}", entropy: 2.8 },
      { kind: "STS access key id", starts: "STS.", body: "[0-9A-Za-z]{16,64}", entropy: 3 },
      { kind: "STS security token", starts: "CAIS", body: "[0-9A-Za-z+/_=-]{32,900}", entropy: 4 },
      { kind: "access key secret", value: "[0-9A-Za-z]{30}" },
      { kind: "STS access key secret", value: "[0-9A-Za-z]{31,64}", says: ["secret", "key"] },
    ],
  },
  {
    id: "tencent",
    title: "Tencent Cloud",
    names: ["tencent", "qcloud"],
    formats: [
      { kind: "secret id", starts: "AKID", body: "[0-9A-Za-z]{32}" },
      { kind: "secret key", value: "[0-9A-Za-z]{32}", says: ["key"] },
    ],
  },
  {
    id: "yandex",
    title: "Yandex Cloud",
    names: ["yandex"],
    formats: [
      { kind: "IAM token", starts: "t1.", body: "[\\w-]{1,300}={0,2}\\.[\\w-]{86}={0,2}" },
      { kind: "API key", starts: "AQVN", body: "[\\w-]{35,38}" },
      { kind: "static access key", value: "YC[\\w-]{38}" },
      { kind: "OAuth token", starts: ["y0_", "y1_", "y2_", "y3_"], body: "[\\w-]{50,60}" },
    ],
  },
  {
    id: "ibm",
    title: "IBM Cloud",
    names: ["ibm", "ibmcloud", "bluemix", "bx_api", "bx_key", "bxkey", "bxapi", "bxtoken", "bx_token"],
    formats: [{ kind: "API key", value: "[\\w-]{42,44}", entropy: 3.5 }],
  },
  {
    id: "digitalocean",
    title: "DigitalOcean",
    names: ["digitalocean", "do_token", "spaces_secret"],
    formats: [
      { kind: "OAuth access token", starts: "doo_v1_", body: HEX64 },
      { kind: "personal access token", starts: "dop_v1_", body: HEX64 },
      { kind: "refresh token", starts: "dor_v1_", body: HEX64 },
      { kind: "Spaces secret key", value: "[0-9A-Za-z+/]{43}" },
    ],
  },
  {
    id: "hetzner",
    title: "Hetzner",
    names: ["hetzner", "hcloud"],
    formats: [{ kind: "API token", value: "[0-9A-Za-z]{64}" }],
  },
  { id: "linode", title: "Linode", formats: [{ kind: "API token", value: HEX64 }] },
  { id: "vultr", title: "Vultr", formats: [{ kind: "API key", value: "[0-9A-Z]{36}" }] },
  {
    id: "scaleway",
    title: "Scaleway",
    names: ["scaleway", "scw"],
    formats: [
      { kind: "access key", starts: "SCW", body: "[0-9A-Z]{17}", entropy: 2.8, severity: "warning" },
      { kind: "secret key", value: UUID, says: ["secret", "token"] },
    ],
  },
  {
    id: "exoscale",
    title: "Exoscale",
    formats: [
      { kind: "API key", starts: "EXO", body: "[0-9A-Za-z]{24,30}", entropy: 3.2 },
      { kind: "API secret", value: "[\\w-]{40,60}" },
    ],
  },
  {
    id: "ovh",
    title: "OVHcloud",
    names: ["ovh"],
    formats: [
      {
        kind: "application key",
        names: ["application_key", "applicationkey", "app_key", "appkey", "application-key", "app-key"],
        value: "[0-9A-Za-z]{16}",
        entropy: 3.2,
      },
      {
        kind: "application secret",
        names: [
          "application_secret",
          "applicationsecret",
          "app_secret",
          "appsecret",
          "application-secret",
          "app-secret",
        ],
        value: "[0-9A-Za-z-]{32}",
      },
      { kind: "consumer key", names: ["consumer_key", "consumerkey", "consumer-key"], value: "[0-9A-Za-z-]{32}" },
    ],
  },
  { id: "upcloud", title: "UpCloud", formats: [{ kind: "API token", starts: "ucat_", body: "[0-9A-Za-z]{24,32}" }] },
  { id: "civo", title: "Civo", formats: [{ kind: "API key", value: "[0-9A-Za-z]{50}" }] },
  { id: "infomaniak", title: "Infomaniak", formats: [{ kind: "API token", value: "[\\w-]{60,100}" }] },
  {
    id: "equinix",
    title: "Equinix Metal",
    names: ["equinix", "metal_auth", "packet_auth"],
    formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }],
  },
  { id: "contabo", title: "Contabo", formats: [{ kind: "client secret", value: "[0-9A-Za-z]{32}", says: ["secret"] }] },
  { id: "wasabi", title: "Wasabi", formats: [{ kind: "secret key", value: "[0-9A-Za-z+/]{40}" }] },
  {
    id: "backblaze",
    title: "Backblaze B2",
    names: ["backblaze", "b2_application", "b2_app"],
    formats: [{ kind: "application key", starts: "K00", body: "[0-9][0-9A-Za-z+/]{27}", entropy: 3.5 }],
  },
  { id: "meraki", title: "Cisco Meraki", formats: [{ kind: "API key", value: HEX40 }] },
  {
    id: "kubernetes",
    title: "Kubernetes",
    formats: [
      {
        kind: "bootstrap token",
        names: ["kubeadm join", "bootstrap-token", "--token"],
        value: "[0-9a-z]{6}\\.[0-9a-z]{16}",
      },
    ],
  },
];
