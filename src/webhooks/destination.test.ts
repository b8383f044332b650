import { describe, expect, test } from "vitest";
import { destinationFaults, MAX_URL_LENGTH } from "./destination.ts";

function codesOf(url: string, allowLoopback = false): string[] {
  return destinationFaults(url, allowLoopback).map(({ code }) => code);
}

const PUBLIC = [
  "https://example.com",
  "https://example.com/hooks?token=1#part",
  "https://example.com:8443/hooks",
  "https://EXAMPLE.com./hooks",
  "https://a.b.c.example.co.uk/",
  "https://xn--mnchen-3ya.de/",
  "https://münchen.de/",
  "https://localhost.example.com/",
  "https://internal.example.com/",
  "https://my.locals/",
  "https://10.0.0.1.nip.example/",
  "https://8.8.8.8/hooks",
  "https://172.32.0.1/",
  "https://100.128.0.1/",
  "https://[2606:4700:4700::1111]/",
];

/** This machine, in every spelling. */
const LOOPBACK = [
  "https://127.0.0.1/",
  "https://127.255.255.254/",
  "https://127.0.0.1./",
  "https://127.1/",
  "https://2130706433/",
  "https://017700000001/",
  "https://0x7f.1/",
  "https://0x7f000001/",
  "https://%31%32%37.0.0.1/",
  "https://１２７.０.０.１/",
  "https://127。0。0。1/",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://[::1]/",
  "https://[0:0:0:0:0:0:0:1]/",
];

const REFUSED: readonly (readonly [string, string])[] = [
  // Not a URL that can be sent to
  ["", "invalid_url"],
  ["example.com/hooks", "invalid_url"],
  ["/hooks", "invalid_url"],
  ["https://", "invalid_url"],
  ["https://exa mple.com/", "invalid_url"],
  [" https://example.com/", "invalid_url"],
  ["https://example.com/\n", "invalid_url"],
  ["https:\\\\example.com\\", "invalid_url"],
  ["https://example.com\\@127.0.0.1/", "invalid_url"],
  ["https://example.com:99999/", "invalid_url"],
  ["https://[::1%25eth0]/", "invalid_url"],
  ["https://256.256.256.256/", "invalid_url"],
  ["mailto:someone@example.com", "invalid_url"],
  // Another scheme
  ["http://example.com/", "scheme_not_allowed"],
  ["ftp://example.com/", "scheme_not_allowed"],
  ["ws://example.com/", "scheme_not_allowed"],
  // Credentials
  ["https://user@example.com/", "credentials_not_allowed"],
  ["https://user:secret@example.com/", "credentials_not_allowed"],
  ["https://:secret@example.com/", "credentials_not_allowed"],
  // Private, shared, link-local, unspecified, multicast, broadcast, reserved
  ["https://0.0.0.0/", "address_not_public"],
  ["https://0/", "address_not_public"],
  ["https://10.1.2.3/", "address_not_public"],
  ["https://172.16.0.1/", "address_not_public"],
  ["https://172.31.255.255/", "address_not_public"],
  ["https://192.168.1.1/", "address_not_public"],
  ["https://100.64.0.1/", "address_not_public"],
  ["https://100.127.255.255/", "address_not_public"],
  ["https://169.254.169.254/latest/meta-data/", "address_not_public"],
  ["https://192.0.0.1/", "address_not_public"],
  ["https://192.0.2.1/", "address_not_public"],
  ["https://198.18.0.1/", "address_not_public"],
  ["https://203.0.113.9/", "address_not_public"],
  ["https://224.0.0.1/", "address_not_public"],
  ["https://240.0.0.1/", "address_not_public"],
  ["https://255.255.255.255/", "address_not_public"],
  ["https://[::]/", "address_not_public"],
  ["https://[::7f00:1]/", "address_not_public"],
  ["https://[::127.0.0.1]/", "address_not_public"],
  ["https://[::ffff:127.0.0.1]/", "address_not_public"],
  ["https://[::ffff:a9fe:a9fe]/", "address_not_public"],
  ["https://[::ffff:8.8.8.8]/", "address_not_public"],
  ["https://[::ffff:0:127.0.0.1]/", "address_not_public"],
  ["https://[64:ff9b::7f00:1]/", "address_not_public"],
  ["https://[64:ff9b:1::1]/", "address_not_public"],
  ["https://[2002:7f00:1::]/", "address_not_public"],
  ["https://[2001:0:1::1]/", "address_not_public"],
  ["https://[2001:db8::1]/", "address_not_public"],
  ["https://[fc00::1]/", "address_not_public"],
  ["https://[fd12:3456:789a::1]/", "address_not_public"],
  ["https://[fe80::1]/", "address_not_public"],
  ["https://[fec0::1]/", "address_not_public"],
  ["https://[ff02::1]/", "address_not_public"],
  ["https://[100::1]/", "address_not_public"],
  ["https://[4000::1]/", "address_not_public"],
  // Names of a private network
  ["https://intranet/", "host_not_public"],
  ["https://router./", "host_not_public"],
  ["https://example.com../", "host_not_public"],
  ["https://api.localhost/", "host_not_public"],
  ["https://printer.local/", "host_not_public"],
  ["https://printer.LOCAL./", "host_not_public"],
  ["https://metadata.google.internal/", "host_not_public"],
  ["https://nas.home.arpa/", "host_not_public"],
  ["https://server.lan/", "host_not_public"],
];

describe("a destination in production", () => {
  test.each(PUBLIC)("%s is allowed", (url) => {
    expect(codesOf(url)).toEqual([]);
  });

  test.each(REFUSED)("%s is refused: %s", (url, code) => {
    expect(codesOf(url)).toEqual([code]);
  });

  test.each(LOOPBACK)("%s is refused", (url) => {
    expect(codesOf(url)).toEqual(["address_not_public"]);
  });

  test("is told every fault at once, each pointing at the URL", () => {
    expect(destinationFaults("http://root:x@10.0.0.1/", false)).toEqual([
      { pointer: "/url", code: "scheme_not_allowed", detail: "must be https" },
      { pointer: "/url", code: "credentials_not_allowed", detail: "must not contain a user name or password" },
      {
        pointer: "/url",
        code: "address_not_public",
        detail: "must not lead to a private, local or reserved address",
      },
    ]);
  });

  test("may be as long as servers take, and no longer", () => {
    const start = "https://example.com/";
    expect(codesOf(start + "a".repeat(MAX_URL_LENGTH - start.length))).toEqual([]);
    expect(codesOf(start + "a".repeat(MAX_URL_LENGTH - start.length + 1))).toEqual(["invalid_url"]);
  });
});

describe("a destination in local development", () => {
  test.each(LOOPBACK)("%s is allowed, over http too and on any port", (url) => {
    expect(codesOf(url, true)).toEqual([]);
    expect(codesOf(url.replace("https:", "http:"), true)).toEqual([]);
    expect(codesOf(url.replace(/\/$/, ":3000/hooks"), true)).toEqual([]);
  });

  test.each(PUBLIC)("%s is allowed too", (url) => {
    expect(codesOf(url, true)).toEqual([]);
  });

  test.each(REFUSED)("%s is refused as ever: %s", (url, code) => {
    expect(codesOf(url, true)).toEqual([code]);
  });

  test.each([
    ["ftp://127.0.0.1/", ["scheme_not_allowed"]],
    ["http://user@localhost/", ["credentials_not_allowed"]],
    ["http://10.0.0.1/", ["scheme_not_allowed", "address_not_public"]],
  ])("%s is refused: %j", (url, codes) => {
    expect(codesOf(url, true)).toEqual(codes);
  });
});
