import type { Config } from "../config/config.ts";
import { none } from "./none.ts";
import type { Provider } from "./provider.ts";

/** Every provider that `config.yaml` can name. */
export const PROVIDERS: { readonly [name in Config["provider"]]: Provider } = { none };
