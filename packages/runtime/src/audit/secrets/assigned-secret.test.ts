import { expect, test } from "vitest";
import { findAssignedSecrets } from "./assigned-secret.ts";

const found = (text: string, path = "a.txt") =>
  [...findAssignedSecrets(text, path)].map(({ from, to }) => text.slice(from, to));

/** Put together here, so that no scanner takes this file for a leak. */
const chance = ["9f2KxQ7b", "Lm4TzR1vW8sD"].join("");
const chosen = ["q7Xw2", "!vB9z"].join("");

test.each([
  ["a password in quotes", `password = "${chosen}"`, chosen],
  ["a password in settings", `db.password=${chosen}`, chosen],
  ["a key", `API_KEY: '${chance}'`, chance],
  ["a token in a program", `String authToken = "${chance}";`, chance],
  ["a secret in a call", `define('CLIENT_SECRET', '${chance}');`, chance],
  ["a default", `os.getenv("API_TOKEN", "${chance}")`, chance],
  ["an element", `<apiKey>${chance}</apiKey>`, chance],
  ["a value in front of an escape", `"TOKEN=${chance}\\nNEXT=1"`, chance],
])("finds %s", (_name, text, secret) => {
  expect(found(text)).toEqual([secret]);
});

test.each([
  ["references", "password=${DB_PASSWORD} token: {{ token }} api_key = $API_KEY secret: '%s'"],
  ["lookups", 'token = os.environ["TOKEN"]; secret = config.get("secret"); key = process.env.API_KEY'],
  ["calls and members", "password = getPassword(user2); token = response.data.token1; key = self.key_2"],
  ["words", 'password = "password"; secret = "changeme"; token = "your-token-here"; key = "some_name_of_2_things"'],
  [
    "what belongs to a secret",
    `secret_name = "${chance}" token_url = "${chance}" key_id: ${chance} public_key = "${chance}"`,
  ],
  ["longer words", `author = "${chance}" keyboard = "${chance}" monkey: ${chance} tokenizer = "${chance}"`],
  ["comparisons", 'if (password == "x1") {} key != other_2value'],
  ["versions, names and constants", 'api = "v1.20.3-beta2" token: NAME_OF_A_2ND_THING key = "first-2nd-3rd-part"'],
  ["descriptions", `identifier("Id of a token.", "${chance}")`],
  ["short values", 'token = "a1b2c3" password = "ab1!"'],
])("takes no %s for secrets", (_name, text) => {
  expect(found(text)).toEqual([]);
});

test("takes a value without quotes for a name in the source of a program", () => {
  const text = `token = ${chance}\nkey = "${chance}"\n`;
  expect(found(text, "a.ini")).toEqual([chance, chance]);
  expect(found(text, "a.go")).toEqual([chance]);
});
