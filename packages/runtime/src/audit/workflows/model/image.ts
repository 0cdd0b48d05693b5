/** The parts of an image's name: `registry:5000/team/app:1.2@sha256:…`. */
export function imageIn(text: string): {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: boolean;
} {
  const [name = "", ...digest] = text.trim().split("@");
  const colon = name.lastIndexOf(":");
  const tagged = colon > name.lastIndexOf("/");
  return {
    name: tagged ? name.slice(0, colon) : name,
    tag: tagged ? name.slice(colon + 1) : null,
    digest: digest.some((part) => part.startsWith("sha256:") || part.startsWith("sha512:")),
  };
}
