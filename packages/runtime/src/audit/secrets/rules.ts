import type { Rule } from "../rule.ts";
import { envFile } from "./env-file.ts";
import { secret } from "./secret.ts";
import { secretAssignment } from "./secret-assignment.ts";

/** The rules about secrets. */
export const secretsRules: readonly Rule[] = [envFile, secret, secretAssignment];
