import type { Vendor } from "./format.ts";
import { HEX32 } from "./shapes.ts";

/** Social networks, media and games. */
export const social: readonly Vendor[] = [
  {
    id: "facebook",
    title: "Facebook",
    formats: [
      { kind: "app access token", before: "[0-9]{15,16}", starts: ["|", "%7C"], body: "[\\w-]{27,40}", entropy: 3.2 },
      { kind: "page access token", starts: ["EAAM", "EAAC"], body: "[0-9A-Za-z]{100,1000}" },
      { kind: "access token", starts: ["EAAB", "EAAG", "EAAD"], body: "[0-9A-Za-z]{100,1000}" },
      { kind: "app secret", value: HEX32 },
    ],
  },
  {
    id: "instagram",
    title: "Instagram",
    formats: [{ kind: "access token", starts: ["IGQVJ", "IGQWR"], body: "[\\w-]{100,300}" }],
  },
  {
    id: "twitter",
    title: "X",
    names: ["twitter"],
    formats: [
      { kind: "bearer token", starts: "AAAAAAAAAAAAAAAAAAAAA", body: "A[0-9A-Za-z%]{80,100}" },
      { kind: "access token", value: "[0-9]{15,25}-[0-9A-Za-z]{20,40}" },
      { kind: "access token secret", value: "[0-9A-Za-z]{45}" },
      { kind: "API key", value: "[0-9A-Za-z]{25}" },
      { kind: "API secret", value: "[0-9A-Za-z]{50}" },
    ],
  },
  {
    id: "linkedin",
    title: "LinkedIn",
    names: ["linkedin", "linked_in", "linked-in"],
    formats: [
      { kind: "client secret", starts: "WPL_AP1.", body: "[0-9A-Za-z]{16}\\.[0-9A-Za-z+/]{6,10}={0,2}" },
      { kind: "client id", value: "[0-9a-z]{14}", entropy: 2.6, severity: "warning" },
      { kind: "legacy client secret", value: "[0-9A-Za-z]{16}", entropy: 2.7 },
    ],
  },
  { id: "pinterest", title: "Pinterest", formats: [{ kind: "access token", starts: "pina_", body: "[\\w-]{20,200}" }] },
  { id: "reddit", title: "Reddit", formats: [{ kind: "client secret", value: "[\\w-]{27,30}", says: ["secret"] }] },
  { id: "twitch", title: "Twitch", formats: [{ kind: "access token", value: "(?:oauth:)?[0-9a-z]{30}" }] },
  { id: "flickr", title: "Flickr", formats: [{ kind: "API key", value: "[0-9A-Za-z]{32}" }] },
  { id: "spotify", title: "Spotify", formats: [{ kind: "client secret", value: HEX32, says: ["secret"] }] },
  { id: "tiktok", title: "TikTok", formats: [{ kind: "client secret", value: "[0-9A-Za-z]{32}", says: ["secret"] }] },
  { id: "disqus", title: "Disqus", formats: [{ kind: "API key", value: "[0-9A-Za-z]{64}" }] },
  { id: "steam", title: "Steam", formats: [{ kind: "Web API key", value: "[0-9A-F]{32}", says: ["key"] }] },
  {
    id: "lichess",
    title: "Lichess",
    formats: [{ kind: "access token", starts: ["lip_", "lio_"], body: "[0-9A-Za-z_]{16,60}" }],
  },
  {
    id: "roblox",
    title: "Roblox",
    formats: [
      {
        kind: "session cookie",
        starts: "_|WARNING:-DO-NOT-SHARE-THIS.",
        body: "[^|]{60,120}\\|_[0-9A-Za-z]{200,800}",
        entropy: 0,
      },
    ],
  },
];
