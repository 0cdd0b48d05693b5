/** The first characters of a text on one line. */
export function excerpt(text: string, most = 60): string {
  const line = text.slice(0, most * 4).replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
}
