import assert from "node:assert/strict";
import { checkClip, demandWithin, parseTime, Time } from "../../shared/clip.ts";

Deno.test("times are read in every form that people write", () => {
  const times: [string | number, number | undefined][] = [
    [0, 0],
    [5, 5000],
    [5.25, 5250],
    [0.0004, 0],
    [-1, undefined],
    [NaN, undefined],
    [Infinity, undefined],
    ["0", 0],
    ["90", 90_000],
    ["90.5", 90_500],
    [" 7 ", 7000],
    ["01:30", 90_000],
    ["1:30.250", 90_250],
    ["59:59", 3_599_000],
    ["1:00:00", 3_600_000],
    ["01:02:03.004", 3_723_004],
    ["100:00:00", 360_000_000],
    ["", undefined],
    ["1:60", undefined],
    ["1:99:00", undefined],
    ["1:2:3:4", undefined],
    ["-5", undefined],
    ["1,5", undefined],
    ["5s", undefined],
    ["1:", undefined],
    [":30", undefined],
    ["1e3", undefined],
    ["0x10", undefined],
    ["1.2345", undefined],
  ];
  for (const [time, milliseconds] of times) assert.equal(parseTime(time), milliseconds, String(time));
});

Deno.test("a time of a request is whole milliseconds that a column holds", () => {
  assert.equal(Time.parse("1:00"), 60_000);
  assert.equal(Time.safeParse("soon").success, false);
  assert.equal(Time.safeParse(2 ** 31 / 1000).success, false);
  assert.equal(Time.parse(2 ** 31 / 1000 - 1), 2 ** 31 - 1000);
});

Deno.test("a clip ends after its start and lies within its audio", () => {
  assert.equal(checkClip({}), undefined);
  assert.equal(checkClip({ start: 5 }), undefined);
  assert.equal(checkClip({ start: 5, end: 6 }), undefined);
  for (const clip of [{ start: 5, end: 5 }, { start: 5, end: 4 }, { end: 0 }]) assert.match(checkClip(clip)!, /'end'/);
  const within = (startMs: number | null, endMs: number | null) => () => demandWithin({ startMs, endMs }, 10_000);
  for (const fits of [within(null, null), within(0, 10_000), within(9999, 11_000), within(null, 11_000)]) fits();
  for (const outside of [within(10_000, null), within(20_000, 30_000), within(0, 11_001)]) {
    assert.throws(outside, { code: "clip_out_of_range" });
  }
});
