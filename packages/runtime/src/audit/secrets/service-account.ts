import type { Detector } from "./detector.ts";

/** The member that makes a file of a Google service account a credential, up to the end of its string (10,000 code units at most). */
const KEY = /"private_key"\s{0,20}:\s{0,20}"-----BEGIN (?:RSA )?PRIVATE KEY-----[^"]{0,10000}/g;

/** Keys of Google's service accounts, in the JSON that the console hands out. */
export const serviceAccount: Detector = {
  name: "gcp",
  keywords: ["private_key_id"],
  rank: "certain",
  detect: (text) =>
    [...text.matchAll(KEY)]
      .filter(({ 0: member }) => !member.includes("..."))
      .map(({ index, 0: member }) => ({
        kind: "gcp-service-account-key",
        title: "Google Cloud service account key",
        from: index,
        to: index + member.length,
      })),
};
