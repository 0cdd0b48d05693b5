import { isTokenText } from "../../redact/token-form.ts";
import type { Detector } from "./detector.ts";

const SHAPE = /sdk_[0-9A-Za-z]{49}(?![0-9A-Za-z])/g;

/** Tokens of sdetkit's own server. */
export const ownToken: Detector = {
  name: "sdetkit",
  keywords: ["sdk_"],
  rank: "certain",
  detect(text) {
    return [...text.matchAll(SHAPE)].flatMap(({ index, 0: token }) => {
      const right = isTokenText(token);
      // In the middle of a word only the checksum tells it from chance.
      if (!right && /\w/.test(text[index - 1] ?? "")) return [];
      return [
        {
          kind: right ? "ServerToken" : "ServerTokenWithWrongChecksum",
          title: "sdetkit server token",
          from: index,
          to: index + token.length,
          wrongChecksum: !right,
        },
      ];
    });
  },
};
