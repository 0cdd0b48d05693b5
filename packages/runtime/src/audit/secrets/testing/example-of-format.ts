import { entropy } from "../entropy.ts";
import { checksums } from "../formats/checksums.ts";
import { type CompiledFormat, isTokenFormat, namesOf, startsOf } from "../formats/compiled-format.ts";
import { vendors } from "../formats/registry.ts";
import { sampleOfPattern, seededRandom } from "./sample-of-pattern.ts";

/** A text with a made-up secret of one format in it. */
export interface FormatExample {
  readonly text: string;
  readonly secret: string;
}

/** Makes a secret of a format, and the line that it may stand in. Nothing of it is in the sources: no scanner takes them for a leak. */
export function exampleOfFormat(compiled: CompiledFormat, seed: number): FormatExample {
  const { format } = compiled;
  const random = seededRandom(seed);
  const vendor = vendors.find(({ id }) => id === compiled.vendor);
  if (vendor === undefined) throw new Error(`Expected a vendor ${compiled.vendor}.`);
  if (!isTokenFormat(format)) {
    const secret = mostRandom(() => sampleOfPattern(format.value, random));
    const name = `${namesOf(vendor, format)[0]}_${format.says?.[0] ?? "token"}`;
    return { text: `${name} = "${secret}"\n`, secret };
  }
  const starts = startsOf(format);
  const start = starts[Math.floor(random() * starts.length)] as string;
  const sample = mostRandom(
    () => sampleOfPattern(format.before ?? "", random) + start + sampleOfPattern(format.body, random),
  );
  const secret = format.checksum === undefined ? sample : withChecksum(sample, format.checksum);
  return { text: `const it = "${secret}";\n`, secret };
}

/** Of a few attempts: what chance makes is now and then as regular as what is typed. */
function mostRandom(make: () => string): string {
  return Array.from({ length: 5 }, make).reduce((best, each) => (entropy(each) > entropy(best) ? each : best));
}

function withChecksum(token: string, name: keyof typeof checksums): string {
  const { length, of } = checksums[name];
  const head = token.slice(0, -length);
  return head + of(head);
}
