import assert from "node:assert/strict";
import { hashClientAddress, readClientAddress } from "../../functions/api/rate_limits/client_address.ts";

Deno.test("a client's address", async (t) => {
  await t.step("is an IPv4 address whole, an IPv6 address by its network, and one of both worlds is IPv4", () => {
    assert.equal(readClientAddress("203.0.113.7"), "203.0.113.7");
    assert.equal(readClientAddress("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert.equal(readClientAddress("2001:DB8:1:2::9"), "2001:db8:1:2::/64");
    assert.equal(readClientAddress("::ffff:203.0.113.7"), "203.0.113.7");
  });

  await t.step("is what the nearest proxy says, not what the client says of itself", () => {
    assert.equal(readClientAddress("198.51.100.1, 10.0.0.1 , 203.0.113.7"), "203.0.113.7");
  });

  await t.step("is none where the header names none", () => {
    for (const header of [undefined, "", "unknown", "203.0.113.7, somewhere"]) {
      assert.equal(readClientAddress(header), undefined);
    }
  });

  await t.step("is kept as a hash that needs our secret", async () => {
    const one = await hashClientAddress("secret", "203.0.113.7");
    assert.match(one ?? "", /^[\w-]{43}=?$/);
    assert.equal(await hashClientAddress("secret", "203.0.113.7"), one);
    assert.notEqual(await hashClientAddress("other", "203.0.113.7"), one);
    assert.notEqual(await hashClientAddress("secret", "203.0.113.8"), one);
  });
});
