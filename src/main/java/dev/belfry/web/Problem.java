package dev.belfry.web;

import java.util.Map;

/**
 * One refusal.
 *
 * @param type its kind
 * @param detail what is wrong with this request, for a person
 * @param headers response headers that go with it
 */
record Problem(ProblemType type, String detail, Map<String, String> headers) {

  Problem(ProblemType type, String detail) {
    this(type, detail, Map.of());
  }
}
