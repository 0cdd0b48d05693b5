import { expect, it } from "vitest";
import { findingsIn } from "../testing/findings-in.ts";
import { licencePresent } from "./licence-present.ts";

it.each([
  "LICENSE",
  "License.txt",
  "licence.md",
  "LICENSE.APACHE2",
  "LICENSE-MIT",
  "LICENSE_1_0.txt",
  "LICENSE-2.0.html",
  "MIT-LICENSE",
  "MIT-LICENSE.txt",
  "Apache_LICENSE-2.0",
  "GPL-COPYING",
  "UNLICENSE",
  "COPYING",
  "COPYING.LESSER",
  "COPYING3",
  "COPYRIGHT",
  "COPYRIGHT.txt",
  "OFL.txt",
  "LICENSES/MIT.txt",
])("takes %s for a licence", async (name) => {
  expect(await findingsIn(licencePresent, { [name]: "Permission is hereby granted" })).toEqual([]);
});

it.each([
  "license-checker.js",
  "license_check.py",
  "LICENSE.spdx",
  "LICENSE.header",
  "licenses.json",
  "my-license.png",
  "PATENTS",
  "docs/LICENSE",
  "vendor/MIT-LICENSE",
  "licensing.md",
  "NOTICE",
])("takes %s for none", async (name) => {
  expect(await findingsIn(licencePresent, { [name]: "text" })).toMatchObject([{ path: "LICENSE" }]);
});

it("wants a text in it", async () => {
  expect(await findingsIn(licencePresent, { "MIT-LICENSE": " \n" })).toMatchObject([{ path: "MIT-LICENSE" }]);
});
