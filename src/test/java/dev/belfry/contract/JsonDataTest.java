package dev.belfry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON goes out as it came in, less the white space. */
final class JsonDataTest {

  private static Service service;

  @BeforeAll
  static void start() {
    service = Service.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        same("1.0e+10"),
        same("0.10"),
        same("12345678901234567890123"),
        same("-0"),
        same("-0.0"),
        same("1E400"),
        same("1e-400"),
        same("3.141592653589793238462643383279502884197"),
        same("true"),
        same("false"),
        same("null"),
        same("\"text\""),
        same("\"\""),
        same("[]"),
        same("{}"),
        same("[1.0e+10,0.10,12345678901234567890123]"),
        same("{\"z\":1,\"a\":2,\"m\":3}"),
        same("{\"a\":1,\"a\":2,\"a\":1}"),
        same("{\"\":0}"),
        same("\"\\u00e9\\u00E9\\/\\u003c\\u0041\\n\\u000a\\ud83d\\ude00\\u2028\\u0000\""),
        same("\"é😀\u2028\u2029\u007f</script>\""),
        same("{\"\\u0061\":\"\\\"\",\"b\\\\\":\"\\\\\"}"),
        same("\" { \\\"x\\\" : [ 1 , 2 ] } \""),
        Arguments.of(" { \"b\" : 1.50 ,\t\"a\" : [ 1 , 2 ] } ", "{\"b\":1.50,\"a\":[1,2]}"),
        Arguments.of("{\r\n\t\"a  b\": \" x  y \"\r\n}\r\n", "{\"a  b\":\" x  y \"}"),
        Arguments.of("\n 0.10 \n", "0.10"),
        Arguments.of("[ ]", "[]"),
        Arguments.of("{ }", "{}"),
        Arguments.of("[ [ ] , { \"a\" : { } } , null , true ]", "[[],{\"a\":{}},null,true]"));
  }

  private static Arguments same(String json) {
    return Arguments.of(json, json);
  }

  @ParameterizedTest
  @MethodSource("values")
  void json_reachesReadersMinifiedAndOtherwiseUntouched(String posted, String expected) {
    String topic = service.topic();
    String id = service.publish(topic, posted);
    expectEverywhere(topic, id, expected);
  }

  @ParameterizedTest
  @MethodSource("values")
  void jsonInBatch_reachesReadersMinifiedAndOtherwiseUntouched(String posted, String expected) {
    String topic = service.topic();
    String id =
        service
            .publishBatch("{ \"data\" : " + posted + " , \"topics\" : [ \"" + topic + "\" ] }")
            .getFirst();
    expectEverywhere(topic, id, expected);
  }

  private static void expectEverywhere(String topic, String id, String expected) {
    assertThat(service.history(topic, "").body())
        .as("history")
        .containsPattern("\"data\":" + quoted(expected) + "[,}]");
    assertThat(service.get(Service.events(topic) + "/" + id).send().is(200).body())
        .as("one event")
        .containsPattern("\"data\":" + quoted(expected) + "[,}]");
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1").open()) {
      assertThat(stream.nextEvent().data()).as("stream").containsExactly(expected);
    }
    try (Subscriber stream = service.get(Service.events(topic) + "?last=1&envelope=true").open()) {
      Subscriber.Block block = stream.nextEvent();
      assertThat(block.data()).as("envelope").hasSize(1);
      assertThat(block.text())
          .contains("\"id\":\"" + id + "\"")
          .containsPattern("\"data\":" + quoted(expected) + "[,}]");
    }
  }

  private static String quoted(String json) {
    return Pattern.quote(json);
  }

  @Test
  void deepestJson_isKept() {
    String topic = service.topic();
    String deep = "[".repeat(500) + "]".repeat(500);
    String id = service.publish(topic, deep);
    expectEverywhere(topic, id, deep);
  }

  @Test
  void depth_countsOpenBracketsOnly() {
    String wide = "[" + "[],".repeat(5_000) + "{\"a\":[\"[[[[\"]}]";
    assertThat(service.publish(service.topic(), wide)).matches(Answer.ID);
  }
}
