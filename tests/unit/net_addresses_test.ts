import assert from "node:assert/strict";
import { isPublicAddress } from "../../shared/net/addresses.ts";
import { checkUrl } from "../../shared/net/check_url.ts";

const inside = {
  "this network": ["0.0.0.0", "0.1.2.3"],
  "this machine": ["127.0.0.1", "127.255.255.254", "::1", "::"],
  "private networks": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd00:ec2::254"],
  "link-local, metadata services among it": ["169.254.169.254", "169.254.0.1", "fe80::1"],
  "metadata services elsewhere": ["100.100.100.200", "168.63.129.16", "192.0.0.192"],
  "shared by a carrier": ["100.64.0.1", "100.127.255.255"],
  "multicast and broadcast": ["224.0.0.1", "239.255.255.250", "255.255.255.255", "ff02::1"],
  "reserved": ["192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "2001:db8::1"],
  "outside of what is routed": ["fec0::1", "4000::1", "100::1"],
  "IPv4 in IPv6": ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1"],
  "IPv4 in tunnels": ["2002:7f00:1::", "2002:808:808::1", "2001:0:4136:e378::1", "64:ff9b:1::a00:1"],
  "no address at all": ["", "example.com", "256.1.1.1", "1.2.3"],
};

Deno.test("an address is public only where the internet leads to it", async (t) => {
  for (const [kind, addresses] of Object.entries(inside)) {
    await t.step(`not ${kind}`, () => {
      for (const address of addresses) assert.equal(isPublicAddress(address), false, address);
    });
  }
  await t.step("public ones are", () => {
    for (const address of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]) {
      assert.equal(isPublicAddress(address), true, address);
    }
  });
});

const problemOf = (text: string, allowPrivate = false): string => {
  try {
    checkUrl(new URL(text), { allowPrivate });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

Deno.test("a URL is refused for what can be told from it", async (t) => {
  await t.step("private addresses in any spelling", () => {
    const hosts = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1."];
    hosts.push("017700000001", "①②⑦.0.0.1", "0", "[::1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[fe80::1]");
    hosts.push("169.254.169.254", "0xA9FEA9FE", "[64:ff9b::a9fe:a9fe]", "localhost", "a.localhost", "LOCALHOST.");
    for (const host of hosts) assert.match(problemOf(`https://${host}/`), /is not on the public internet/, host);
  });

  await t.step("other schemes, credentials and ports", () => {
    for (const url of ["http://example.com/", "ftp://example.com/", "file:///etc/passwd", "data:text/plain,a"]) {
      assert.match(problemOf(url), /does not begin with 'https:\/\/'/, url);
    }
    assert.match(problemOf("https://ann:secret@example.com/"), /a user name or a password/);
    for (const port of [22, 8080, 5432, 8443]) {
      assert.match(problemOf(`https://example.com:${port}/`), new RegExp(`port ${port}`));
    }
  });

  await t.step("and no message repeats a path, a query or a password", () => {
    for (const url of ["http://a.example/key?token=key", "https://u:key@a.example/", "https://10.0.0.1/key?key"]) {
      assert.doesNotMatch(problemOf(url), /key/);
    }
  });

  await t.step("what is public passes", () => {
    for (const host of ["example.com", "8.8.8.8", "[2606:4700::1111]", "example.com:443", "localhost.example.com"]) {
      assert.equal(problemOf(`https://${host}/a?b`), "", host);
    }
  });

  await t.step("tests may reach this machine, and no private network even then", () => {
    assert.equal(problemOf("http://127.0.0.1:8000/", true), "");
    assert.equal(problemOf("http://localhost:8000/", true), "");
    for (const host of ["10.0.0.1", "169.254.169.254", "[fd00::1]", "0.0.0.0"]) {
      assert.match(problemOf(`http://${host}/`, true), /is not on the public internet/, host);
    }
  });
});
