import { describe, expect, it } from "vitest";
import { commentsOf } from "./comments-of.ts";

const inside = (path: string, text: string): boolean =>
  [...commentsOf(path, text)].some(({ from, to }) => text.slice(from, to).includes("HERE"));

describe("commentsOf", () => {
  it.each([
    ["a.ts", "x(); // HERE"],
    ["a.ts", "/* one\n * HERE\n */"],
    ["a.ts", "/* HERE"],
    ["a.ts", "const a = 'it', b = \"it's\"; // HERE"],
    ["a.tsx", "<a>it's</a>\n{/* HERE */}"],
    ["a.rs", "fn f<'a>(x: &'a str) {} // HERE"],
    ["a.java", "char c = '\"'; // HERE"],
    ["a.go", "x := `a // b` // HERE"],
    ["a.css", "a {} /* HERE */"],
    ["tsconfig.json", "{ // HERE\n}"],
    ["a.py", "x = 1  # HERE"],
    ["a.py", "x = '#'  # HERE"],
    ["a.rb", "x # HERE"],
    ["a.toml", "x = 1#HERE"],
    ["a.sh", "x # HERE"],
    ["a.sh", "x; # HERE"],
    ["a.sh", "don't\n# HERE"],
    ["a.yaml", "a: b # HERE"],
    ["a.tf", "# HERE"],
    ["a.php", "// HERE"],
    [".env.local", "# HERE"],
    ["Makefile", "a: b # HERE"],
    ["x/Dockerfile", "# HERE"],
    ["Dockerfile.dev", "# HERE"],
    [".gitignore", "# HERE"],
    [".bashrc", "# HERE"],
    [".npmrc", "; HERE"],
    ["requirements.txt", "# HERE"],
    ["a.ini", "; HERE"],
    ["a.html", "<p>it's</p> <!-- HERE -->"],
    ["a.html", "<script>\n// HERE\n</script>"],
    ["a.vue", "<!--\nHERE\n-->"],
    ["a.j2", "{# HERE #}"],
    ["a.md", "text <!-- HERE -->"],
    ["a.mdx", "{/* HERE */}"],
    ["a.md", "```\n`\n```\n<!-- HERE -->"],
    ["a.sql", "select 1; -- HERE"],
    ["a.lua", "-- HERE"],
    ["a.clj", "(x) ; HERE"],
    ["a.tex", "x % HERE"],
    ["a.bat", "REM HERE"],
    ["a.rst", ".. HERE"],
    ["a.adoc", "// HERE"],
    ["run", "#!/usr/bin/env bash\nx # HERE"],
    ["run", "#!/usr/bin/env node\nx // HERE"],
    ["some.unknown", "  // HERE"],
    ["some.unknown", "# HERE"],
  ])("finds it in %s: %j", (path, text) => {
    expect(inside(path, text)).toBe(true);
  });

  it.each([
    ["a.ts", "# HERE"],
    ["a.ts", "x = '// HERE'"],
    ["a.ts", 'x = "/* HERE */"'],
    ["a.ts", "x = `\n// HERE\n`"],
    ["a.ts", "x /* a */ HERE"],
    ["a.json", '{"a": "// HERE"}'],
    ["a.py", "// HERE"],
    ["a.py", "x = '# HERE'"],
    ["a.py", '"""\n# HERE\n"""'],
    ["a.sh", "echo '# HERE'"],
    ["a.sh", "echo a#HERE"],
    ["a.yaml", "a: 'b # HERE'"],
    ["a.yaml", "a: http://b/#HERE"],
    ["a.md", "HERE"],
    ["a.md", "# HERE"],
    ["a.md", "`<!-- HERE -->`"],
    ["a.md", "```html\n<!-- HERE -->\n```"],
    ["a.md", "~~~\n<!-- HERE -->\n~~~"],
    ["a.txt", "# HERE"],
    ["a.csv", "# HERE"],
    ["a.html", "<p>HERE</p>"],
    ["a.html", "see https://a.io HERE"],
    ["a.sql", "select '-- HERE'"],
    ["a.ini", "a = # HERE"],
    ["a.tex", "50\\% HERE"],
    ["some.unknown", "text # HERE"],
    ["NOTES", "text HERE"],
  ])("does not find it in %s: %j", (path, text) => {
    expect(inside(path, text)).toBe(false);
  });

  it("takes time that grows with the text only", () => {
    const pieces = ["/*", '"', "'", "`", "``", '"""', "<!--", "```\n", "\\", "#", "{#", "'\\", "//", " `a"];
    for (const path of ["a.ts", "a.rs", "a.py", "a.sh", "a.md", "a.html", "a.php", "a.sql"])
      for (const piece of pieces) for (const _comment of commentsOf(path, piece.repeat(60_000))) break;
  });
});
