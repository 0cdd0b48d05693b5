import type { ChatPort } from "../messaging/chat-port.ts";
import { answerMessage, answerPress, onlyReads } from "./intents/answer-message.ts";
import type { Invoke } from "./types.ts";

/** Answers what people say by performing operations for them. */
export function createChat(invoke: Invoke): ChatPort {
  return {
    onlyReads,
    answer: async (words, said, start) => {
      const answering = { invoke, start };
      switch (words.kind) {
        case "message":
          return answerMessage(words.text, said, answering);
        case "button":
          return answerPress(words.data, said, answering);
        case "limited":
          return {
            text: `Too many messages at once: I skipped this one. Please send it again in ${words.retryAfter} s.`,
          };
      }
    },
  };
}
