import { ai } from "./ai.ts";
import { business } from "./business.ts";
import { ci } from "./ci.ts";
import { cloud } from "./cloud.ts";
import { codeHosting } from "./code-hosting.ts";
import { type CompiledFormat, compileFormat } from "./compiled-format.ts";
import { data } from "./data.ts";
import type { Vendor } from "./format.ts";
import { hosting } from "./hosting.ts";
import { identity } from "./identity.ts";
import { messaging } from "./messaging.ts";
import { observability } from "./observability.ts";
import { payments } from "./payments.ts";
import { social } from "./social.ts";

/** Every vendor whose secrets are known. Where two formats fit the same text, the first one here names it. */
export const vendors: readonly Vendor[] = [
  ...codeHosting,
  ...ci,
  ...cloud,
  ...hosting,
  ...ai,
  ...identity,
  ...payments,
  ...messaging,
  ...observability,
  ...data,
  ...business,
  ...social,
];

export const compiledFormats: readonly CompiledFormat[] = vendors.flatMap((vendor) =>
  vendor.formats.map((format) => compileFormat(vendor, format)),
);
