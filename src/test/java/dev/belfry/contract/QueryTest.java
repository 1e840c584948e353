package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries as browsers and libraries write them: whatever is refused, a page can read why. */
final class QueryTest {

  private static final String ORIGIN = "https://www.example.org";

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start("--belfry.cors.allowed-origins=" + ORIGIN);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** Sends a target as it stands, byte by byte, from a page of another origin. */
  private static Answer get(String target, String accept) throws IOException {
    try (Wire wire = new Wire(service)) {
      wire.send(
          "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: %s\r\nAccept: %s\r\n\r\n"
              .formatted(target, ORIGIN, accept)
              .getBytes(StandardCharsets.UTF_8));
      return wire.read();
    }
  }

  private static String detail(Answer answer) {
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    return answer.json().path("detail").asString();
  }

  /** As jQuery, PHP, Rails and axios write lists, and as people guess. */
  @ParameterizedTest
  @CsvSource({
    "topic[]=a, topic[]",
    "topic[]=a&topic[]=b, topic[]",
    "topic[0]=a, topic[0]",
    "topic%5B%5D=a, topic[]",
    "topic%5b0%5d=a, topic[0]",
    "topics[]=a, topics[]",
    "topics=a, topics",
    "'topics=a,b', topics",
    "Topic=a, Topic",
    "topic=a&topic[]=b, topic[]",
    "topic{0}=a, topic=a&topic=b",
    "topic|=a, topic=a&topic=b",
    "filter[topic]=a, topic=a&topic=b",
    "t=a, topic=a&topic=b",
  })
  void listsInOtherWords_areRefusedWithTheParameterNamed(String query, String named)
      throws IOException {
    for (String accept : List.of("text/event-stream", "application/json")) {
      Answer answer = get("/events?" + query, accept).isProblem(400, "bad-parameter");
      assertThat(detail(answer)).contains(named, "?topic=a&topic=b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a[b", "a]b", "a|b", "a{b}", "a\"b", "a<b>", "a\\b", "a^b", "a`b", "a,b", "a'b", "a%7Cb",
        "a%20b", "a+b",
      })
  void topicsThatAreNone_areRefusedReadably(String topic) throws IOException {
    for (String accept : List.of("text/event-stream", "application/json")) {
      detail(get("/events?topic=" + topic, accept).isProblem(400, "bad-topic"));
    }
  }

  /** In a path browsers send these as they are. */
  @ParameterizedTest
  @ValueSource(strings = {"a[b]", "a|b", "a^b", "a{b}", "a\"b", "a<b>", "a`b"})
  void topicsOfThePathThatAreNone_areRefusedReadably(String topic) throws IOException {
    detail(get("/topics/" + topic + "/events", "text/event-stream").isProblem(400, "bad-topic"));
    detail(get("/topics/" + topic, "application/json").isProblem(400, "bad-topic"));
  }

  @ParameterizedTest
  @CsvSource({"limit=%, limit", "limit=%zz, limit", "envelope=%ff, envelope", "%ff=1, %ff"})
  void malformedParameters_areNamed(String query, String named) throws IOException {
    assertThat(
            detail(
                get("/topics/a/events?" + query, "application/json")
                    .isProblem(400, "bad-parameter")))
        .contains(named);
  }

  @Test
  void longNames_areQuotedInPart() throws IOException {
    for (String query : List.of("topic[" + "x".repeat(3_000), "%ff" + "x".repeat(3_000) + "=1")) {
      assertThat(detail(get("/events?" + query, "*/*").isProblem(400, "bad-parameter")))
          .hasSizeLessThan(250);
    }
  }

  /** Parameters that nobody knows are ignored, whatever their names and values are made of. */
  @ParameterizedTest
  @ValueSource(strings = {"_=1", "x[]=1", "x[a]={\"b\":1}", "x=a|b", "x=\\", "`=^", "<x>"})
  void unknownParameters_areIgnored(String query) throws IOException {
    get("/topics/a/events?" + query, "application/json").is(200);
    get("/events?topic=a&" + query, "application/json").is(200);
  }

  /** A cursor may be anything: it is answered by a gap, never refused. */
  @ParameterizedTest
  @ValueSource(strings = {"[]", "a|b", "{\"id\":1}", "\"x\"", "<x>", "\\", "^`"})
  void idsOfOddCharacters_areGaps(String id) throws IOException {
    assertThat(get("/topics/a/events?after=" + id, "application/json").is(200).gap()).isTrue();
  }
}
