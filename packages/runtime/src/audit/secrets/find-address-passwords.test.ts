import { describe, expect, it } from "vitest";
import { findAddressPasswords } from "./find-address-passwords.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const secret = ["hunter", "2hunter", "2"].join("");
const found = (text: string) => [...findAddressPasswords(text)].map(({ from, to }) => text.slice(from, to));
const hosts = (text: string) => [...findAddressPasswords(text)].map(({ host }) => host);

// secretlint-disable -- addresses with passwords of nobody, which have to be found
describe("findAddressPasswords", () => {
  it.each([
    ["a plain one", `https://mary:${secret}@acme.io/x`, "acme.io"],
    ["an upper-case scheme", `HTTPS://mary:${secret}@acme.io`, "acme.io"],
    ["any scheme", `redis+tls://mary:${secret}@acme.io:6379/0`, "acme.io"],
    ["no user", `redis://:${secret}@cache:6379`, "cache"],
    ["a host of one word", `amqp://mary:${secret}@queue`, "queue"],
    ["@ in the password", `https://mary:p@ss@w0rd@acme.io`, "acme.io"],
    ["@ in the user", `https://mary@acme.io:${secret}@acme.io`, "acme.io"],
    ["percent-encoding", `https://mary:p%40ss%2Fw0rd@acme.io`, "acme.io"],
    ["what only parsers take", `https://mary:p!$&()*+,;=^|[]w@acme.io`, "acme.io"],
    ["a colon in the password", `https://mary:${secret}:more@acme.io`, "acme.io"],
    ["letters of other alphabets", `https://mary:пароль@пример.рф`, "пример.рф"],
    ["an IPv6 host", `https://mary:${secret}@[2a00:1450:4001::8a]:8443/`, "[2a00:1450:4001::8a]"],
    ["an IPv6 host with a zone", `https://mary:${secret}@[fe80::1%25eth0]/`, "[fe80::1%25eth0]"],
    ["a percent-encoded host", `https://mary:${secret}@%61cme.io/`, "%61cme.io"],
    ["one slash", `https:/mary:${secret}@acme.io`, "acme.io"],
    ["no slash", `https:mary:${secret}@acme.io`, "acme.io"],
    ["many slashes", `https:////mary:${secret}@acme.io`, "acme.io"],
    ["backslashes", `https:\\\\mary:${secret}@acme.io`, "acme.io"],
    ["mixed slashes", `http:\\/mary:${secret}@acme.io`, "acme.io"],
    ["escaped slashes of JSON", `"https:\\/\\/mary:${secret}@acme.io\\/x"`, "acme.io"],
    ["escaped slashes, another scheme", `"redis:\\/\\/mary:${secret}@acme.io"`, "acme.io"],
    ["a tab", `https://mary:hun\tter2@acme.io`, "acme.io"],
    ["a line break", `https://mary:hun\nter2@acme.io`, "acme.io"],
    ["CRLF", `https://mary:hun\r\nter2@acme.io`, "acme.io"],
    ["tabs and line breaks in quotes", `"https:\n//ma\try:hun\n\tter2@ac"`, "ac"],
    ["escaped breaks", `"https://mary:hun\\tter2\\n@acme.io"`, "acme.io"],
    ["no scheme, quoted", `href="//mary:${secret}@acme.io/x"`, "acme.io"],
    ["no scheme, in url()", `url(//mary:${secret}@acme.io/x)`, "acme.io"],
    ["no scheme, assigned", `PROXY=//mary:${secret}@acme.io`, "acme.io"],
    ["a compound scheme", `git+https://mary:${secret}@acme.io/x.git`, "acme.io"],
    ["JDBC", `jdbc:mysql://mary:${secret}@db/app`, "db"],
    ["another quote in the password", `'https://mary:hun"ter2@acme.io'`, "acme.io"],
    ["a weak password of a real host", "https://user:pass@acme.io", "acme.io"],
    ["text around it", `see (https://mary:${secret}@acme.io), please`, "acme.io"],
    ["a query that names another host", `postgres://mary:${secret}@db.acme.io/x?email=a@example.com`, "db.acme.io"],
  ])("finds %s", (_name, text, host) => {
    expect(hosts(text)).toEqual([host]);
  });

  it.each([
    ["no password", "https://mary@acme.io ssh://git@acme.io:22/x"],
    ["an encoded colon, which is the user's", "https://mary%3Ahunter2hunter2@acme.io"],
    ["a port, then an address of a person", "http://localhost:8080 bob@acme.io\nhttp://acme.io:8080\nbob@acme.io\n"],
    ["a port and a path with @", "http://acme.io:8080/@scope/name https://acme.io:443?x=a@b.io https://acme.io:1#a@b"],
    ["the same in one string", `"http://acme.io:8080\\nbob@acme.io\\thttps://acme.io:443\\r\\nann@acme.io"`],
    ["two strings", `["http://acme.io:8080", "bob@acme.io"]`],
    ["an image by its digest", "docker://alpine:3.8-with-more@sha256:0123456789abcdef"],
    [
      "variables",
      "https://$USER:$PASS@a.io https://x:${PASSWORD}@a.io https://x:{{pass}}@a.io https://{u}:{pass}@a.io",
    ],
    ["formats", "https://%s:%s@a.io http://%USER%:%PASSWORD%@a.io 'https://' + u + ':' + p + '@a.io'"],
    ["words for a password", "https://mary:password@a.io https://mary:your-password@a.io https://mary:<pass>@a.io"],
    ["a form", "https://user:pass@host postgres://username:secret@db/app mysql://app:root@db.acme.io/x"],
    ["what was made unreadable", "https://mary:****@a.io https://mary:xxxxxxx@a.io https://mary:REDACTED@a.io"],
    ["a regular expression", "/https?:\\/\\/[^:]+:[^@]+@a.io/ ^ftp://(.*):(.*)@acme"],
    ["a comment", "//todo:somebody@acme.io\n  //mary:hunter2@acme.io"],
    ["a package of Perl", "use HTTP::Message;\n@ISA = qw(HTTP::Date);\nHTTP::Request::Common->import; @EXPORT"],
    ["a procedure of Tcl", "proc http::data {\n  foo@bar.com }\nHTTP::Foo::bar$x@host"],
    ["a key that is called http", "http: mary:hunter2hunter2@acme.io"],
  ])("does not take %s for one", (_name, text) => {
    expect(found(text)).toEqual([]);
  });

  it("takes each address once, from its scheme to the end of its host", () => {
    const one = `https://mary:${secret}@acme.io`;
    expect(found(`${one},${one}:8080/a ${one}`)).toEqual([one, one, one]);
    expect(found(`${one}/a ${one}:8080/b`)).toEqual([one, one]);
  });

  it("takes time that grows with the text only", () => {
    for (const piece of ["https://a:b", "a:", "//", "https:\\", '"//a:b@', "a.b-c+", "https://a:b@[", "https://a:b\t"])
      expect([...findAddressPasswords(`${piece.repeat(100_000)}@`)].length, piece).toBeLessThan(100_000);
  });
});
