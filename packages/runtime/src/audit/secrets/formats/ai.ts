import type { Vendor } from "./format.ts";
import { ALNUM32, ALNUM40, HEX32, HEX40, UUID } from "./shapes.ts";

/** Models, and what is built for them: inference, speech, search, vector stores, agents. */
export const ai: readonly Vendor[] = [
  {
    id: "openai",
    title: "OpenAI",
    formats: [
      { kind: "API key", before: "sk-[0-9A-Za-z]{20}", starts: "T3BlbkFJ", body: "[0-9A-Za-z]{20}" },
      { kind: "project API key", before: "sk-proj-[\\w-]{20,74}", starts: "T3BlbkFJ", body: "[\\w-]{20,74}" },
      {
        kind: "service account API key",
        before: "sk-svcacct-[\\w-]{20,74}",
        starts: "T3BlbkFJ",
        body: "[\\w-]{20,74}",
      },
      { kind: "admin API key", before: "sk-admin-[\\w-]{20,74}", starts: "T3BlbkFJ", body: "[\\w-]{20,74}" },
    ],
  },
  {
    id: "anthropic",
    title: "Anthropic",
    formats: [
      { kind: "API key", starts: "sk-ant-api03-", body: "[\\w-]{93}AA" },
      { kind: "admin API key", starts: "sk-ant-admin01-", body: "[\\w-]{93}AA" },
      { kind: "OAuth access token", starts: "sk-ant-oat01-", body: "[\\w-]{80,120}" },
      { kind: "OAuth refresh token", starts: "sk-ant-ort01-", body: "[\\w-]{80,120}" },
      { kind: "session key", starts: ["sk-ant-sid01-", "sk-ant-sid02-"], body: "[\\w-]{80,120}" },
    ],
  },
  { id: "gemini", title: "Google Gemini", formats: [{ kind: "API key", starts: "AQ.Ab8RN6", body: "[\\w-]{44}" }] },
  {
    id: "huggingface",
    title: "Hugging Face",
    formats: [
      { kind: "access token", starts: "hf_", body: "[A-Za-z]{34}" },
      { kind: "organization API token", starts: "api_org_", body: "[0-9A-Za-z]{34}" },
    ],
  },
  { id: "groq", title: "Groq", formats: [{ kind: "API key", starts: "gsk_", body: "[0-9A-Za-z]{52}" }] },
  { id: "xai", title: "xAI", formats: [{ kind: "API key", starts: "xai-", body: "[\\w-]{70,120}" }] },
  {
    id: "cohere",
    title: "Cohere",
    names: ["cohere", "co_api_key"],
    formats: [{ kind: "API key", value: ALNUM40 }],
  },
  { id: "mistral", title: "Mistral", formats: [{ kind: "API key", value: ALNUM32 }] },
  { id: "perplexity", title: "Perplexity", formats: [{ kind: "API key", starts: "pplx-", body: "[0-9A-Za-z]{48}" }] },
  { id: "replicate", title: "Replicate", formats: [{ kind: "API token", starts: "r8_", body: "[0-9A-Za-z]{37}" }] },
  { id: "openrouter", title: "OpenRouter", formats: [{ kind: "API key", starts: "sk-or-v1-", body: "[0-9a-f]{64}" }] },
  { id: "cerebras", title: "Cerebras", formats: [{ kind: "API key", starts: "csk-", body: "[0-9a-z]{48}" }] },
  { id: "deepseek", title: "DeepSeek", formats: [{ kind: "API key", value: "sk-[0-9a-f]{32}" }] },
  {
    id: "moonshot",
    title: "Moonshot",
    names: ["kimi", "moonshot"],
    formats: [{ kind: "API key", value: "sk-[\\w-]{48}" }],
  },
  { id: "minimax", title: "MiniMax", formats: [{ kind: "API key", starts: "sk-api-", body: "[\\w-]{119}" }] },
  {
    id: "z-ai",
    title: "Z.ai",
    names: ["zai", "z_ai", "z.ai", "glm", "zhipu", "zlm"],
    formats: [{ kind: "API key", value: "[0-9a-f]{32}\\.[0-9A-Za-z]{16}" }],
  },
  { id: "stability", title: "Stability AI", formats: [{ kind: "API key", value: "sk-[0-9A-Za-z]{48}" }] },
  {
    id: "togetherai",
    title: "Together AI",
    names: ["together"],
    formats: [
      { kind: "API key", starts: "tgp_v1_", body: "[\\w-]{43}" },
      { kind: "legacy API key", value: "[0-9a-f]{64}" },
    ],
  },
  {
    id: "fireworks",
    title: "Fireworks AI",
    formats: [{ kind: "API key", starts: "fw_", body: "[0-9A-Za-z]{22,24}", entropy: 3.4 }],
  },
  { id: "deepgram", title: "Deepgram", formats: [{ kind: "API key", value: HEX40 }] },
  { id: "assemblyai", title: "AssemblyAI", formats: [{ kind: "API key", value: "[0-9a-z]{32}" }] },
  {
    id: "elevenlabs",
    title: "ElevenLabs",
    names: ["elevenlabs", "eleven_labs", "xi-api-key", "xi_api_key"],
    formats: [
      { kind: "API key", value: "sk_[0-9a-f]{48}" },
      { kind: "legacy API key", value: HEX32 },
    ],
  },
  { id: "nvidia", title: "NVIDIA", formats: [{ kind: "API key", starts: "nvapi-", body: "[\\w-]{60,70}" }] },
  { id: "ollama", title: "Ollama", formats: [{ kind: "API key", value: "[0-9a-f]{32}\\.[\\w-]{24}" }] },
  { id: "runpod", title: "RunPod", formats: [{ kind: "API key", starts: "rpa_", body: "[0-9A-Z]{40}[0-9A-Za-z]{6}" }] },
  {
    id: "langsmith",
    title: "LangSmith",
    formats: [
      { kind: "personal access token", starts: "lsv2_pt_", body: "[0-9a-f]{32}_[0-9a-f]{10}" },
      { kind: "service key", starts: "lsv2_sk_", body: "[0-9a-f]{32}_[0-9a-f]{10}" },
      { kind: "legacy API key", starts: "ls__", body: HEX32 },
    ],
  },
  { id: "langfuse", title: "Langfuse", formats: [{ kind: "secret key", starts: "sk-lf-", body: UUID }] },
  {
    id: "pinecone",
    title: "Pinecone",
    formats: [
      { kind: "API key", starts: "pcsk_", body: "[0-9A-Za-z]{5,6}_[0-9A-Za-z]{63}" },
      { kind: "legacy API key", value: UUID, says: ["secret", "key", "token"] },
    ],
  },
  {
    id: "wandb",
    title: "Weights & Biases",
    names: ["wandb", "weightsandbiases", "weights_and_biases"],
    formats: [
      { kind: "API key", starts: "wandb_v1_", body: "\\w{77}" },
      { kind: "legacy API key", value: HEX40 },
    ],
  },
  { id: "voyage", title: "Voyage AI", formats: [{ kind: "API key", starts: "pa-", body: "[\\w-]{43}", entropy: 4 }] },
  {
    id: "tavily",
    title: "Tavily",
    formats: [{ kind: "API key", starts: "tvly-", body: "(?:dev-|prod-)?[0-9A-Z][0-9A-Za-z-]{31,48}" }],
  },
  { id: "firecrawl", title: "Firecrawl", formats: [{ kind: "API key", starts: "fc-", body: HEX32 }] },
  { id: "jina", title: "Jina AI", formats: [{ kind: "API key", starts: "jina_", body: "[\\w-]{60}" }] },
  { id: "exa", title: "Exa", names: ["exa_api"], formats: [{ kind: "API key", value: UUID }] },
  { id: "serpapi", title: "SerpApi", formats: [{ kind: "API key", value: "[0-9a-f]{64}" }] },
  {
    id: "brave",
    title: "Brave Search",
    formats: [{ kind: "API key", starts: "BSA", body: "[\\w-]{24,40}", entropy: 3.4 }],
  },
  { id: "kagi", title: "Kagi", formats: [{ kind: "API key", value: "[\\w-]{11}\\.[\\w-]{43}" }] },
  { id: "apify", title: "Apify", formats: [{ kind: "API token", starts: "apify_api_", body: "[0-9A-Za-z]{34,38}" }] },
  {
    id: "cursor",
    title: "Cursor",
    formats: [
      { kind: "API key", starts: "key_", body: "[0-9a-f]{64}" },
      { kind: "user API key", starts: "crsr_", body: "[0-9a-f]{64}" },
    ],
  },
  {
    id: "devin",
    title: "Devin",
    formats: [
      { kind: "personal API key", starts: "apk_user_", body: "[0-9A-Za-z+/]{120,180}={0,2}" },
      { kind: "service API key", starts: "apk_", body: "[0-9A-Za-z+/]{80,100}={0,2}" },
      { kind: "service user token", starts: "cog_", body: "[a-z2-7]{52}" },
    ],
  },
  { id: "greptile", title: "Greptile", formats: [{ kind: "API key", value: "[0-9A-Za-z+/]{48}" }] },
  { id: "upstage", title: "Upstage", formats: [{ kind: "API key", value: "[0-9A-Za-z_]{30,50}" }] },
  {
    id: "lighton",
    title: "LightOn Paradigm",
    names: ["lighton", "paradigm"],
    formats: [{ kind: "API key", value: "[\\w-]{40,80}" }],
  },
  {
    id: "privateai",
    title: "Private AI",
    names: ["privateai", "private_ai", "private-ai"],
    formats: [{ kind: "API key", value: "[0-9a-z]{32}" }],
  },
  { id: "clarifai", title: "Clarifai", formats: [{ kind: "API key", value: HEX32 }] },
  { id: "baseten", title: "Baseten", formats: [{ kind: "API key", value: "[0-9A-Za-z]{8}\\.[0-9A-Za-z]{32}" }] },
  {
    id: "modal",
    title: "Modal",
    formats: [
      { kind: "token secret", starts: "as-", body: "[0-9A-Za-z]{22}", entropy: 3.6 },
      { kind: "token id", starts: "ak-", body: "[0-9A-Za-z]{22}", entropy: 3.6, severity: "warning" },
    ],
  },
  { id: "anyscale", title: "Anyscale", formats: [{ kind: "API key", starts: "esecret_", body: "[0-9a-z]{26,40}" }] },
  { id: "databento", title: "Databento", formats: [{ kind: "API key", value: "db-[0-9A-Za-z]{29}" }] },
];
