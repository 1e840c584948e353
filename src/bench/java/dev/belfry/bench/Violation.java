package dev.belfry.bench;

/** What a subscriber may find wrong; each of them fails the benchmark. */
enum Violation {
  LOST,
  DOUBLED,
  DISORDERED,
  TORN,
  ID,
  GAP,
  CLOSE,
  EARLY_END,
  HTTP,
  PUBLISH
}
