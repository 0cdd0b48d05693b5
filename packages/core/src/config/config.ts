import type { z } from "zod";
import type { configSchema } from "./config-schema.ts";

/** A value that nobody changes, at any depth. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** The whole of `config.yaml`, checked, with every default filled in. `config-schema.ts` says what each key means. */
export type Config = Frozen<z.output<typeof configSchema>>;

/** What a workspace allows. Whatever is not named is denied. */
export type Policy = Config["policy"];
