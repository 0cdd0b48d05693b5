import { expect, it } from "vitest";
import { namesOwner } from "./code-owners.ts";

it.each([
  ["* @team"],
  ["*.js @octo-org/js-owners"],
  ["/docs/ docs@example.com"],
  ["*.go\t@a @b-c  # who knows Go"],
  ["# later\r\n\r\n* @team\r\n"],
  ["path\\ with\\ spaces/ @team"],
  ["README @group/with-nested/subgroup"],
  ["/config/ @@maintainer"],
  ["[Docs] @docs-team\ndocs/\n"],
  ["^[Docs][2] @docs-team\ndocs/\n"],
  ["[Docs]\ndocs/ @docs-team"],
  ["*.js\n*.ts @team"],
  ["* @team\n/generated/"],
  ["* @first @second\n* @third"],
  ["*\n*.ts @team"],
  ["* @enterprise_shortcode"],
  ["*.[ch]\n*.go @a"],
  ["* @a\n*.[ch] @b"],
])("an owner is named by %j", (text) => {
  expect(namesOwner(text)).toBe(true);
});

it.each([
  [""],
  ["*.[ch] @a"],
  ["/docs/[a-z]*/ @a"],
  ["# @team"],
  ["*.js"],
  ["[Docs]"],
  ["[Docs] @docs-team"],
  ["[Docs]\ndocs/"],
  ["[Docs] @docs-team\n[Code]\nsrc/"],
  ["* # @team"],
  ["*\t# @team"],
  ["  # * @team"],
  ["* @"],
  ["* @/"],
  ["* team"],
  ["* @team, @other"],
  ["* name@"],
  ["!vendor/ @team"],
  ["@team"],
  ["* @team\n*"],
  ["src\\ @team"],
])("no file has an owner by %j", (text) => {
  expect(namesOwner(text)).toBe(false);
});

it("takes time that grows with the text only", () => {
  expect(namesOwner(`${"a ".repeat(200_000)}\n${"\\".repeat(200_000)}\n${" #".repeat(200_000)}`)).toBe(false);
});
