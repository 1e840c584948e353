package dev.belfry.web.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import dev.belfry.web.problem.Problem;
import dev.belfry.web.problem.ProblemType;
import dev.belfry.web.problem.Problems;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchParserTest {

  @Test
  void parse_takesOneObject() {
    Batch batch = parse("{\"topics\":[\"a\",\"b\",\"a\"],\"type\":\"t\",\"data\": [ 1 ] }");
    assertThat(batch.posts(false))
        .extracting(Post::topic, Post::type, post -> post.data().asString(), Post::retain)
        .containsExactly(
            tuple(new TopicName("a"), new EventType("t"), "[1]", false),
            tuple(new TopicName("b"), new EventType("t"), "[1]", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1.50e+10",
        "null",
        "true",
        "false",
        "\"\"",
        "\"a\\\"]}, b\"",
        "{}",
        "[]",
        "{\"a\":[1,{\"b\":null}],\"a\":\"\\u00e9\"}",
        "[[[]],{}]",
        "\"😀 grün\"",
      })
  void parse_findsDataWhereverItStands(String data) {
    String padding = " ".repeat(40_000) + "\n";
    for (String gap : List.of("", " ", "\r\n\t", padding)) {
      String spaced = gap + data + gap;
      String topics = "\"topics\"" + gap + ":[\"a\"]";
      String last = "{" + topics + "," + gap + "\"d\\u0061ta\":" + spaced + "}";
      String first = "{\"data\":" + spaced + "," + topics + "}";
      Batch batch = parse("[" + last + gap + "," + first + "," + last + "]");
      assertThat(batch.items())
          .hasSize(3)
          .allSatisfy(item -> assertThat(item.data().asString()).isEqualTo(data))
          .allSatisfy(item -> assertThat(item.data().isJson()).isTrue());
    }
  }

  @Test
  void parse_decodesText() {
    Batch batch = parse("{\"topics\":[\"a\"],\"text\":\"a\\n\\u00e9\\ud83d\\ude00\"}");
    assertThat(batch.items().getFirst().data().asString()).isEqualTo("a\né😀");
    assertThat(batch.items().getFirst().data().isJson()).isFalse();
  }

  @Test
  void parse_givesTheDefaultTypeToThoseWithoutOne() {
    String json =
        """
        [{"topics":["a"],"data":1},
         {"topics":["a"],"data":1,"type":""},
         {"topics":["a"],"data":1,"type":"own"}]
        """;
    Batch batch = BatchParser.parse(json, 100, new EventType("default"));
    assertThat(batch.items())
        .extracting(item -> String.valueOf(item.type()))
        .containsExactly("default", "default", "own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "[]",
        "[[]]",
        "{}",
        "{\"data\":1}",
        "{\"topics\":[\"a\"]}",
        "{\"topics\":[],\"data\":1}",
        "{\"topics\":\"a\",\"data\":1}",
        "{\"topics\":null,\"data\":1}",
        "{\"topics\":[1],\"data\":1}",
        "{\"topics\":[[\"a\"]],\"data\":1}",
        "{\"topics\":[\"a\"],\"data\":1,\"text\":\"a\"}",
        "{\"topics\":[\"a\"],\"data\":1,\"data\":1}",
        "{\"topics\":[\"a\"],\"topics\":[\"a\"],\"data\":1}",
        "{\"topics\":[\"a\"],\"text\":\"a\",\"text\":\"a\"}",
        "{\"topics\":[\"a\"],\"type\":\"a\",\"type\":\"a\",\"data\":1}",
        "{\"topics\":[\"a\"],\"data\":1,\"topic\":\"a\"}",
        "{\"topics\":[\"a\"],\"data\":1,\"retain\":false}",
        "{\"topics\":[\"a\"],\"data\":1,\"type\":null}",
        "{\"topics\":[\"a\"],\"data\":1,\"type\":1}",
        "{\"topics\":[\"a\"],\"text\":null}",
        "{\"topics\":[\"a\"],\"text\":1}",
      })
  void parse_refusesOtherShapes(String json) {
    assertThat(Problems.typeOf(() -> parse(json))).isEqualTo(ProblemType.BAD_BATCH);
  }

  @Test
  void parse_namesTheIndex() {
    String good = "{\"topics\":[\"a\"],\"data\":1}";
    Problem problem = Problems.problemOf(() -> parse("[" + good + "," + good + ",{}]"));
    assertThat(problem.detail()).startsWith("the event at index 2: ");
  }

  @Test
  void parse_refusesBadValuesByTheirOwnNames() {
    assertThat(refused("{\"topics\":[\"-\"],\"data\":1}")).isEqualTo(ProblemType.BAD_TOPIC);
    assertThat(refused("{\"topics\":[\"a\"],\"type\":\"open\",\"data\":1}"))
        .isEqualTo(ProblemType.BAD_TYPE);
    assertThat(refused("{\"topics\":[\"a\"],\"text\":\"\\u0000\"}"))
        .isEqualTo(ProblemType.MALFORMED_TEXT);
    assertThat(refused("{\"topics\":[\"a\"],\"text\":\"\\ud83d\"}"))
        .isEqualTo(ProblemType.MALFORMED_TEXT);
    assertThat(refused("{\"topics\":[\"-\"],\"data\":1")).isEqualTo(ProblemType.MALFORMED_JSON);
  }

  @Test
  void parse_countsTheDepthOfData() {
    String deepest = "[".repeat(500) + "]".repeat(500);
    assertThat(parse("[{\"topics\":[\"a\"],\"data\":" + deepest + "}]").items()).hasSize(1);
    assertThat(refused("{\"topics\":[\"a\"],\"data\":[" + deepest + "]}"))
        .isEqualTo(ProblemType.TOO_DEEP);
  }

  @Test
  void parse_boundsEvents_oneForEachTopicNamed() {
    String small = "{\"topics\":[\"a\"],\"data\":1}";
    assertThat(parse(list(small, 100)).items()).hasSize(100);
    assertThat(refused(list(small, 101))).isEqualTo(ProblemType.BATCH_TOO_LARGE);
    String wide = "{\"topics\":[" + topics(100) + "],\"data\":1}";
    assertThat(parse(wide).posts(true)).hasSize(100);
    String wider = "{\"topics\":[" + topics(101) + "],\"data\":1}";
    assertThat(refused(wider)).isEqualTo(ProblemType.BATCH_TOO_LARGE);
    assertThat(refused(list(wide, 2))).isEqualTo(ProblemType.BATCH_TOO_LARGE);
  }

  @Test
  void itemOf_countsTopics() {
    Batch batch = parse("[{\"topics\":[\"a\",\"b\"],\"data\":1},{\"topics\":[\"a\"],\"data\":1}]");
    assertThat(IntStream.range(0, 3).map(batch::itemOf)).containsExactly(0, 0, 1);
    assertThat(batch.topics()).containsExactly(new TopicName("a"), new TopicName("b"));
  }

  private static Batch parse(String json) {
    return BatchParser.parse(json, 100, noType());
  }

  private static @Nullable EventType noType() {
    return null;
  }

  private static ProblemType refused(String json) {
    return Problems.typeOf(() -> parse(json));
  }

  private static String list(String item, int count) {
    return "[" + String.join(",", Collections.nCopies(count, item)) + "]";
  }

  private static String topics(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"t" + i + "\"")
        .collect(Collectors.joining(","));
  }
}
