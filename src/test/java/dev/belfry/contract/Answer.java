package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.testkit.StrictHttpReader;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came back. */
record Answer(int status, HttpHeaders headers, String body) {

  static final String ID = "[a-z0-9]+-[0-9]+";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PROBLEM = "tag:belfry.dev,2026:problem:";

  /** Strictly UTF-8, as every body has to be. */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("the body is not UTF-8", e);
    }
  }

  /** As it came on a bare connection. */
  static Answer of(StrictHttpReader.Head head, byte[] body) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    head.headers().forEach(header -> headers.put(header.name(), head.values(header.name())));
    return new Answer(head.status(), HttpHeaders.of(headers, (name, value) -> true), text(body));
  }

  static JsonNode parse(String json) {
    return JSON.readTree(json);
  }

  Answer is(int expected) {
    assertThat(status).as("status of an answer with the body %s", body).isEqualTo(expected);
    return this;
  }

  /** Checks everything that is promised of a refusal. */
  Answer isProblem(int expected, String... names) {
    is(expected);
    assertThat(mediaType()).as("media type of %s", body).isEqualTo("application/problem+json");
    JsonNode problem = json();
    assertThat(problem.path("type").asString())
        .isIn(Stream.of(names).map(name -> PROBLEM + name).toList());
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("status").asInt()).isEqualTo(expected);
    assertThat(problem.path("detail").asString()).isNotBlank();
    return this;
  }

  JsonNode json() {
    return parse(body);
  }

  /** The only value of a header. */
  String header(String name) {
    List<String> values = headers.allValues(name);
    assertThat(values).as("header %s", name).hasSize(1);
    return values.getFirst();
  }

  /** The members of a header that is a list, in lower case. */
  List<String> list(String name) {
    return headers.allValues(name).stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(member -> member.strip().toLowerCase(Locale.ROOT))
        .filter(member -> !member.isEmpty())
        .toList();
  }

  /** {@code Content-Type} without parameters. */
  String mediaType() {
    String type = headers.firstValue("Content-Type").orElse("");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  /** Checks that a later attempt is announced, in whole seconds. */
  Answer asksToRetry() {
    assertThat(header("Retry-After")).matches("[1-9][0-9]*");
    return this;
  }

  /** The id in an answer about one event. */
  String id() {
    String id = json().path("id").asString();
    assertThat(id).matches(ID).hasSizeLessThanOrEqualTo(40);
    return id;
  }

  List<JsonNode> events() {
    JsonNode events = json().path("events");
    assertThat(events.isArray()).as("events of %s", body).isTrue();
    return events.valueStream().toList();
  }

  /** The ids in an answer about several events. */
  List<String> ids() {
    List<String> ids = events().stream().map(event -> event.path("id").asString()).toList();
    assertThat(ids).allSatisfy(id -> assertThat(id).matches(ID).hasSizeLessThanOrEqualTo(40));
    return ids;
  }

  /** The data of each event, as its JSON text. */
  List<String> data() {
    return events().stream().map(event -> event.path("data").toString()).toList();
  }

  String next() {
    String next = json().path("next").asString();
    assertThat(next).as("next of %s", body).matches(ID);
    return next;
  }

  boolean gap() {
    JsonNode gap = json().path("gap");
    assertThat(gap.isBoolean()).as("gap of %s", body).isTrue();
    return gap.asBoolean();
  }
}
