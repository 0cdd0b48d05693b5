/** How a language writes comments, and what only looks like one: sources of regular expressions, tried at each place in this order. */
export interface CommentSyntax {
  readonly comments: readonly string[];
  /** Strings and the like: what stands in them is no comment. */
  readonly literals: readonly string[];
}

const REST = "[^\\r\\n]*";
/** Ends with its line at the latest: an apostrophe in prose takes away no more than that, and no text is gone through twice. */
const DOUBLE = '"(?:\\\\[^\\r\\n]|[^"\\\\\\r\\n])*"?';
const SINGLE = "'(?:\\\\[^\\r\\n]|[^'\\\\\\r\\n])*'?";
const CHARACTER = "'(?:\\\\[^\\r\\n]{1,10}?|[^'\\\\\\r\\n])'";
const BACKTICK = "`(?:\\\\[\\s\\S]|[^`\\\\])*`?";
const TRIPLE = ['"""[\\s\\S]*?(?:"""|$(?![\\s\\S]))', "'''[\\s\\S]*?(?:'''|$(?![\\s\\S]))"];
/** A comment that nobody closed goes on to the end, as compilers take it. */
const between = (from: string, to: string): string => `${from}[\\s\\S]*?(?:${to}|$(?![\\s\\S]))`;

const SLASHES = `//${REST}`;
const STARS = between("/\\*", "\\*/");
const HASH = `#${REST}`;
/** In shells and the like a `#` in the middle of a word is part of it. */
const HASH_WORD = `(?<![^\\s;&|(){}])#${REST}`;
const MARKUP = between("<!--", "-->");
const FENCE = "^ {0,3}(?:`{3,}[^`\\r\\n]*|~{3,}[^\\r\\n]*)$[\\s\\S]*?(?:^ {0,3}(?:`{3,}|~{3,})[ \\t]*$|$(?![\\s\\S]))";
const SPAN = "(?<!`)(?<tick>`{1,9})(?!`)[^\\r\\n]*?(?<!`)\\k<tick>(?!`)";

const syntax = (comments: readonly string[], literals: readonly string[] = []): CommentSyntax => ({
  comments,
  literals,
});

const C = syntax([SLASHES, STARS], [...TRIPLE.slice(0, 1), DOUBLE, CHARACTER]);
const SCRIPT = syntax([SLASHES, STARS], [DOUBLE, SINGLE, BACKTICK]);
const HASHES = syntax([HASH], [...TRIPLE, DOUBLE, SINGLE]);
const SHELL = syntax([HASH_WORD], [DOUBLE, SINGLE]);
const BOTH = syntax([SLASHES, STARS, HASH_WORD], [DOUBLE, SINGLE]);
const XML = syntax([
  MARKUP,
  STARS,
  `^[ \\t]*//${REST}`,
  between("\\{\\{!--", "--\\}\\}"),
  between("\\{#", "#\\}"),
  between("<%#", "%>"),
]);
const MARKDOWN = syntax([MARKUP, between("\\{/\\*", "\\*/\\}")], [FENCE, SPAN]);
const DASHES = syntax([`--${REST}`, STARS], [DOUBLE, SINGLE]);
const LINES = syntax([`^[ \\t]*[#;!]${REST}`]);
const DOT = syntax([HASH_WORD, `^[ \\t]*(?:;|//)${REST}`, STARS], [DOUBLE, SINGLE]);
const NONE = syntax([]);
/** What begins a line as a comment does in some language: all that can be said of a file whose language is not known. */
const UNKNOWN = syntax([`^[ \\t]*(?:#|//|;|--|%|/\\*|<!--|\\{#|REM )${REST}`]);

const FAMILIES: readonly (readonly [CommentSyntax, extensions: string])[] = [
  [
    C,
    "c cc cpp cxx h hh hpp hxx m mm java kt kts scala swift rs go cs fs fsx groovy gradle dart proto thrift v sv zig d glsl hlsl wgsl cu pde sol",
  ],
  [SCRIPT, "js mjs cjs jsx ts mts cts tsx json json5 jsonc css scss sass less styl jsonnet libsonnet qml bicep avsc"],
  [HASHES, "py pyi pyw rb rake gemspec ru pl pm r jl ex exs cr nim toml coffee gd star bzl tcl po pot rego"],
  [
    SHELL,
    "sh bash zsh fish ksh csh yaml yml env conf cnf cmake mk mak awk sed ps1 psm1 psd1 dockerfile gitignore cfg graphql gql nix eyaml sls tpl service desktop",
  ],
  [BOTH, "php phtml tf tfvars hcl nginx"],
  [
    XML,
    "html htm xhtml xml xsl xslt xsd svg vue svelte astro hbs handlebars j2 jinja jinja2 twig njk erb ejs rss atom plist csproj fsproj vbproj props targets resx xaml storyboard xib wsdl pom kml",
  ],
  [MARKDOWN, "md markdown mdx mkd mdown rmd qmd"],
  [DASHES, "sql psql plsql pgsql ddl lua hs elm adb ads vhd vhdl dhall purs"],
  [LINES, "ini properties editorconfig gitconfig reg inf htaccess"],
  [syntax([`;${REST}`], [DOUBLE]), "clj cljs cljc edn lisp lsp el scm rkt asm s"],
  [syntax([`(?<!\\\\)%${REST}`]), "tex sty cls bib erl hrl"],
  [syntax([`^[ \\t]*(?:REM\\b|::)${REST}`]), "bat cmd"],
  [syntax([`'${REST}`], [DOUBLE]), "vb vbs bas"],
  [syntax([`^\\.\\.[ \\t]${REST}`]), "rst"],
  [syntax([`^//${REST}`, between("^/{4,}$", "^/{4,}$")]), "adoc asciidoc"],
  [NONE, "txt text log csv tsv diff patch out lock pem key crt cer srt vtt eml"],
];

const BY_EXTENSION = new Map(
  FAMILIES.flatMap(([family, extensions]) => extensions.split(" ").map((each) => [each, family])),
);
/** Names that say the language without an extension, or against it. */
const BY_NAME: readonly (readonly [RegExp, CommentSyntax])[] = [
  [/^(?:GNU)?makefile$|^(?:docker|container|vagrant|just|proc|brew|gem|rake|pod|fast|dangerf)file(?:\..*)?$/i, SHELL],
  [/^jenkinsfile/i, C],
  [/^cmakelists\.txt$/i, SHELL],
  [/^(?:requirements|constraints).*\.txt$/i, SHELL],
  [/^robots\.txt$/i, SHELL],
  [/^\.env(?:[._-].*)?$/i, SHELL],
  [/^\.\w*(?:rc|profile|aliases|logout|ignore|attributes|modules)$|^codeowners$/i, DOT],
];

/** How comments are written in a file, by its name, else by the interpreter that its first line names. */
export function commentSyntax(path: string, text: string): CommentSyntax {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const named = BY_NAME.find(([form]) => form.test(name))?.[1];
  if (named) return named;
  const known = BY_EXTENSION.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  if (known && name.includes(".")) return known;
  const interpreter = /^#![ \t]*(?:\S{0,200}\/env(?:[ \t]+-\S+)*[ \t]+)?(?:\S{0,200}\/)?([A-Za-z-]+)/.exec(text)?.[1];
  if (interpreter === undefined) return UNKNOWN;
  return /^(?:node|deno|bun|ts-node|tsx)$/.test(interpreter) ? SCRIPT : HASHES;
}
