import { addressDetectors } from "./address-detectors.ts";
import { curlCredentials } from "./curl-credentials.ts";
import type { Detector } from "./detector.ts";
import { jsonWebToken } from "./json-web-token.ts";
import { kubernetesSecret } from "./kubernetes-secret.ts";
import { ownToken } from "./own-token.ts";
import { privateKey } from "./private-key.ts";
import { serviceAccount } from "./service-account.ts";
import { settingsDetectors } from "./settings-files.ts";

/** All that is looked for besides the formats of vendors. */
export const detectors: readonly Detector[] = [
  ...addressDetectors,
  ...settingsDetectors,
  curlCredentials,
  jsonWebToken,
  kubernetesSecret,
  ownToken,
  privateKey,
  serviceAccount,
];
