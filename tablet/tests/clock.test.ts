import { afterEach, expect, test } from "vitest";
import { dayOf, momentAt, shownTime, timeOf, twelveHour, useZone, withHalf } from "../src/clock";

const ZONES = ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "UTC"];

afterEach(() => useZone("UTC"));

test("late on Sunday in New York is not yet Monday, whatever the tablet's own zone says", () => {
  useZone("America/New_York");
  expect(dayOf("2026-11-23T03:55:00Z")).toBe("2026-11-22");
  expect(timeOf("2026-11-23T03:55:00Z")).toBe("22:55");
});

test("times read as a US bell schedule has them", () => {
  useZone("America/New_York");
  expect(shownTime("2026-11-23T18:25:00Z")).toBe("1:25 pm");
  expect(["00:05", "08:25", "11:59", "12:00", "13:05"].map(withHalf)).toEqual(["12:05 am", "8:25 am", "11:59 am", "12:00 pm", "1:05 pm"]);
  expect(twelveHour("13:40")).toBe("1:40");
});

test("a zone nobody knows changes nothing", () => {
  useZone("America/New_York");
  useZone("Mars/Olympus");
  expect(timeOf("2026-11-23T03:55:00Z")).toBe("22:55");
});

test.each(ZONES)("a day and a time in %s come back as they were given", (zone) => {
  useZone(zone);
  for (const day of ["2026-01-15", "2026-03-09", "2026-07-04", "2026-11-02"]) {
    for (const time of ["00:00", "08:25", "12:00", "23:59"]) {
      const at = momentAt(day, time);
      expect(at).not.toBeNull();
      expect([dayOf(at!), timeOf(at!)]).toEqual([day, time]);
    }
  }
});

test("what is no time gives none", () => {
  expect(momentAt("2026-13-40", "08:00")).toBeNull();
});
