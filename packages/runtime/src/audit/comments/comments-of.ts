import { commentSyntax } from "./comment-syntax.ts";

/** A comment with its marks: `from` included, `to` excluded. */
export interface Comment {
  readonly from: number;
  readonly to: number;
}

/** The comments of a file, in order, by its language. Takes time that grows with the text. */
export function* commentsOf(path: string, text: string): Generator<Comment> {
  const { comments, literals } = commentSyntax(path, text);
  if (comments.length === 0) return;
  const token = new RegExp(`(?<comment>${comments.join("|")})${literals.map((each) => `|${each}`).join("")}`, "gm");
  for (const { index, 0: found, groups } of text.matchAll(token)) {
    if (groups?.["comment"] !== undefined) yield { from: index, to: index + found.length };
  }
}
