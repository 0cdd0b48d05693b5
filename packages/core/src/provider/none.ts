import { review } from "../run/review.ts";
import type { Provider } from "./provider.ts";

/** Rules only, offline: nobody is asked, so there is no transcript. */
export const none: Provider = {
  review: async (state, observed) => ({ review: review(state, observed), transcript: null }),
};
