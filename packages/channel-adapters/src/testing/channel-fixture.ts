import type { Address } from "../types.ts";
import type { VendorAnswer, VendorRequest } from "./fake-vendor.ts";

/** What the contract suite has to know of a kind: `KIND/testing/fixture.ts` exports it as `fixture`. */
export interface ChannelFixture {
  /** Clear secrets that would be found anywhere. */
  readonly secrets: { readonly [name: string]: string };
  /** Settings with the vendor's API at this base URL. */
  settings(base: string): { readonly [name: string]: unknown };
  /** Who talks here: people can be answered, programs cannot. */
  readonly from: "people" | "programs";
  /** The headers that prove where a request is from, and whether they prove what it says and when. */
  readonly proof: { readonly headers: readonly string[]; readonly ofBody: boolean; readonly ofTime: boolean };
  /** Headers that make any bytes come from the vendor. */
  prove(body: Uint8Array, now: number): { readonly [name: string]: string };
  /** Content types of real requests. */
  readonly types: readonly string[];
  /** Where to send, and how the vendor answers. Only kinds that people talk through. */
  readonly vendor?: {
    readonly address: Address;
    /** Another place, which is another conversation. */
    readonly elsewhere: Address;
    ok(n: number): VendorAnswer;
    readonly known: VendorAnswer;
    readonly limited: VendorAnswer;
    readonly revoked: VendorAnswer;
    readonly gone: VendorAnswer;
    /** What a request says, as people see it. */
    textOf(request: VendorRequest): string;
    /** Texts of the buttons, and what they bring back. */
    buttonsOf(request: VendorRequest): readonly { readonly label: string; readonly data: string }[];
  };
}
