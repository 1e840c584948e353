package dev.belfry.wire;

import static dev.belfry.testkit.RawRequest.stream;
import static dev.belfry.testkit.StreamClient.PATIENCE;
import static dev.belfry.wire.RunningService.JSON;
import static dev.belfry.wire.RunningService.encoded;
import static dev.belfry.wire.RunningService.eventsOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.testkit.Deadline;
import dev.belfry.testkit.EventBlock;
import dev.belfry.testkit.Ids;
import dev.belfry.testkit.RawConnection;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.StreamClient;
import dev.belfry.testkit.StrictHttpReader.Framing;
import dev.belfry.testkit.StrictHttpReader.Head;
import dev.belfry.wire.RunningService.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What every stream promises, whatever carries it. The transports' tests extend it and say where
 * one of them promises more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EventStreamContract {
  /** A reader of a few kilobytes a time, whose pace the server cannot miss. */
  private static final int TINY_BUFFER = 4096;

  private static final int FEW_RETAINED = 20;

  /** As much as a gap repeats of an id that cannot be honoured, in UTF-16 characters. */
  private static final int LONGEST_ID = 128;

  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final Map<List<String>, RunningService> services = new HashMap<>();

  /** The value of {@code belfry.streams.transport}. */
  abstract String transport();

  /** The heartbeat of services whose test does not ask for one. */
  abstract String heartbeat();

  /** Within which a departed client must have been noticed, at that heartbeat. */
  abstract Duration departureNoticedWithin();

  /** Whether a client that sends more than it may after its request is cut off. */
  abstract boolean cutsOffTheTalkative();

  @AfterAll
  void stopServices() {
    services.values().forEach(RunningService::close);
  }

  // -- how a stream opens --

  @Test
  void newStream_startsAtOnceWithRetryAndIdAndNoData() {
    RunningService service = service();
    try (StreamClient stream = service.subscribe(eventsOf(topic()))) {
      EventBlock first = stream.first();

      assertThat(first.event()).isNull();
      assertThat(first.requiredId()).isNotEmpty();
      assertThat(first.requiredRetry()).isBetween(2000L, 5000L);
    }
  }

  @Test
  void newStream_hasTheHeadersOfAStream() {
    try (StreamClient stream = service().subscribe(eventsOf(topic()))) {
      Head head = stream.head();

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.values("Content-Type")).containsExactly("text/event-stream");
      assertThat(head.values("Cache-Control")).hasSize(1);
      assertThat(tokens(head, "Cache-Control"))
          .containsExactlyInAnyOrder("no-store", "no-transform");
      assertThat(head.values("X-Accel-Buffering")).containsExactly("no");
      assertThat(tokens(head, "Vary")).contains("Accept");
      assertThat(head.values("Transfer-Encoding")).containsExactly("chunked");
      assertThat(head.values("Content-Length")).isEmpty();
      assertThat(head.values("Content-Encoding")).isEmpty();
      assertThat(head.values("Set-Cookie")).isEmpty();
      assertThat(head.values("Expires")).isEmpty();
      assertThat(head.values("Pragma")).isEmpty();
    }
  }

  @Test
  void retryOfManyStreams_isSpread() {
    RunningService service = service();
    Set<Long> retries = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      try (StreamClient stream = service.subscribe(eventsOf("spread"))) {
        retries.add(stream.first().requiredRetry());
      }
    }

    assertThat(retries).hasSizeGreaterThan(5);
  }

  @Test
  void firstId_isWhereTheStreamStarts() {
    RunningService service = service();
    String topic = topic();
    service.publish(topic, "0");
    String start;
    try (StreamClient stream = service.subscribe(eventsOf(topic))) {
      start = stream.first().requiredId();
    }
    List<Published> missed = service.publishNumbers(topic, 3);

    try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(start))) {
      stream.first();
      assertThat(ids(stream.events(3))).isEqualTo(idsOf(missed));
      assertNothingElse(service, topic, stream);
    }
  }

  /**
   * A crowd comes ahead, and each of it asks for all there is of many topics. Whoever has the head
   * of his answer is connected all the same: what is posted then is his.
   */
  @Test
  void whatIsPostedOnceTheHeadIsThere_isDelivered_alsoBehindACrowd() {
    RunningService service = service();
    String query = "?last=10000";
    String topics = "";
    for (int i = 0; i < 64; i++) {
      String topic = topic();
      query += "&topic=" + topic;
      topics += (i == 0 ? "\"" : ",\"") + topic + "\"";
    }
    for (int i = 0; i < 157; i++) { // 10 048 events
      service.publishBatch("{\"topics\":[" + topics + "],\"data\":" + i + "}");
    }
    String topic = topic();
    List<StreamClient> clients = new ArrayList<>();
    try {
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 30; i++) {
          clients.add(service.subscribe("/events" + query));
        }
        StreamClient live = service.subscribe(eventsOf(topic));
        clients.add(live);
        assertThat(live.head().status()).isEqualTo(200);
        Published published = service.publish(topic, Integer.toString(round));
        Published passing = service.publish(topic, "retain=false", "\"typing\"");
        assertThat(ids(live.events(2))).containsExactly(published.id(), passing.id());
      }
    } finally {
      clients.forEach(StreamClient::close);
    }
  }

  @Test
  void cursorOfTheTopic_isAPlaceToStart() {
    RunningService service = service();
    String topic = topic();
    String cursor = service.cursor(topic);
    List<Published> missed = service.publishNumbers(topic, 2);

    try (StreamClient stream =
        service.subscribe(eventsOf(topic) + "?lastEventId=" + encoded(cursor))) {
      stream.first();
      assertThat(ids(stream.events(2))).isEqualTo(idsOf(missed));
      assertNothingElse(service, topic, stream);
    }
  }

  // -- live --

  @Test
  void event_arrivesWithIdTypeAndMinifiedData() {
    RunningService service = service();
    String topic = topic();
    try (StreamClient stream = service.subscribe(eventsOf(topic))) {
      stream.first();
      Published plain = service.publish(topic, "{ \"b\" : 1.0,\n \"a\": [1e3 , \"\\u00e9é\"] }");
      Published typed = service.publish(topic, "type=new-post", "\"x  y\"");

      EventBlock first = stream.nextEvent();
      assertThat(first.raw())
          .isEqualTo("id: " + plain.id() + "\ndata: {\"b\":1.0,\"a\":[1e3,\"\\u00e9é\"]}\n\n");
      EventBlock second = stream.nextEvent();
      assertThat(second.raw())
          .isEqualTo("id: " + typed.id() + "\nevent: new-post\ndata: \"x  y\"\n\n");
    }
  }

  @Test
  void concurrentPublishers_reachEveryReaderInOneOrderAndOnce() throws Exception {
    RunningService service = service();
    String topic = topic();
    int publishers = 4;
    int each = 100;
    List<StreamClient> readers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 3; i++) {
        StreamClient reader = service.subscribe(eventsOf(topic));
        readers.add(reader);
        reader.first();
      }
      List<Future<Map<String, String>>> accepted = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        int publisher = p;
        Callable<Map<String, String>> publishing =
            () -> {
              Map<String, String> dataById = new HashMap<>();
              for (int n = 0; n < each; n++) {
                String data = "\"" + publisher + "/" + n + "\"";
                dataById.put(service.publish(topic, data).id(), data);
              }
              return dataById;
            };
        accepted.add(executor.submit(publishing));
      }
      Map<String, String> dataById = new HashMap<>();
      for (Future<Map<String, String>> future : accepted) {
        dataById.putAll(future.get(60, SECONDS));
      }
      assertThat(dataById).hasSize(publishers * each);
      List<String> inOrder =
          dataById.keySet().stream().sorted(Comparator.comparingLong(Ids::position)).toList();

      for (StreamClient reader : readers) {
        List<EventBlock> events = reader.events(publishers * each);
        assertThat(ids(events)).isEqualTo(inOrder);
        assertThat(events)
            .allSatisfy(
                event -> assertThat(event.data()).isEqualTo(dataById.get(event.requiredId())));
      }
      assertNothingElse(service, topic, readers);
    } finally {
      readers.forEach(StreamClient::close);
    }
  }

  static Stream<String> texts() {
    return Stream.of(
        "one line",
        "",
        " ",
        "  two leading spaces",
        "trailing newline\n",
        "trailing CRLF\r\n",
        "\n",
        "\r\r\n\n",
        "CRLF\r\nLF\nCR\rend",
        "empty\n\n\nlines",
        "a\n  b\n: c\nid: 9-9\nretry: 1\ndata: d\n\nevent: stream.close",
        "no \uFEFFmark at the start \u2028 \u2029 \u0085 \u000B \f \u001B[31m \u200F \u007F 😀",
        "x".repeat(60_000));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void text_arrivesWithItsLines(String text) {
    RunningService service = service();
    String topic = topic();
    try (StreamClient stream = service.subscribe(eventsOf(topic))) {
      stream.first();
      Published published = service.publishText(topic, text);

      EventBlock event = stream.nextEvent();
      assertThat(event.id()).isEqualTo(published.id());
      assertThat(event.event()).isNull();
      assertThat(event.data()).isEqualTo(text.replace("\r\n", "\n").replace('\r', '\n'));
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void envelope_tellsWhatTheEventIs() {
    RunningService service = service();
    String topic = topic();
    try (StreamClient stream = service.subscribe(eventsOf(topic) + "?envelope=true")) {
      stream.first();
      Published json = service.publish(topic, "type=new-post", "{ \"n\": 1.50 }");
      Published text = service.publishText(topic, "a \"quoted\"\nline");

      EventBlock first = stream.nextEvent();
      assertThat(first.id()).isEqualTo(json.id());
      assertThat(first.data()).contains("{\"n\":1.50}").doesNotContain("\n");
      JsonNode envelope = JSON.readTree(first.requiredData());
      assertThat(envelope.propertyNames())
          .containsExactlyInAnyOrder("id", "topic", "type", "publishedAt", "data");
      assertThat(envelope.get("id").stringValue()).isEqualTo(json.id());
      assertThat(envelope.get("topic").stringValue()).isEqualTo(topic);
      assertThat(envelope.get("type").stringValue()).isEqualTo("new-post");
      assertThat(envelope.get("publishedAt").stringValue()).isEqualTo(json.publishedAt());

      EventBlock second = stream.nextEvent();
      assertThat(second.id()).isEqualTo(text.id());
      assertThat(JSON.readTree(second.requiredData()).get("data").stringValue())
          .isEqualTo("a \"quoted\"\nline");
    }
  }

  @Test
  void unretainedEvent_reachesTheConnectedAndIsNeverReplayed() {
    RunningService service = service();
    String topic = topic();
    Published before = service.publish(topic, "0");
    try (StreamClient stream = service.subscribe(eventsOf(topic))) {
      stream.first();
      Published typing = service.publish(topic, "retain=false", "\"typing\"");
      Published after = service.publish(topic, "1");

      assertThat(ids(stream.events(2))).containsExactly(typing.id(), after.id());
      assertThat(typing.position()).isBetween(before.position(), after.position());

      try (StreamClient resumed =
              service.subscribe(stream(eventsOf(topic)).lastEventId(before.id()));
          StreamClient newest = service.subscribe(eventsOf(topic) + "?last=2")) {
        resumed.first();
        newest.first();
        assertThat(ids(resumed.events(1))).containsExactly(after.id());
        assertThat(ids(newest.events(2))).containsExactly(before.id(), after.id());
        assertNothingElse(service, topic, List.of(stream, resumed, newest));
      }
    }
  }

  @Test
  void idOfAnUnretainedEvent_isAPlaceToResume() {
    RunningService service = service();
    String topic = topic();
    Published typing = service.publish(topic, "retain=false", "\"typing\"");
    Published after = service.publish(topic, "1");

    try (StreamClient stream =
        service.subscribe(stream(eventsOf(topic)).lastEventId(typing.id()))) {
      stream.first();
      assertThat(ids(stream.events(1))).containsExactly(after.id());
      assertNothingElse(service, topic, stream);
    }
  }

  // -- resume --

  /** A replay of many writes races with the stream's own registration: so again and again. */
  @Test
  void longReplay_comesWhole() {
    RunningService service = service();
    String topic = topic();
    String start = service.cursor(topic);
    List<String> published = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      published.addAll(idsOf(service.publishNumbers(topic, 10)));
      published.add(service.publish(topic, "\"" + "x".repeat(60_000) + "\"").id());
    }

    for (int round = 0; round < 50; round++) {
      try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(start))) {
        stream.first();
        assertThat(ids(stream.events(published.size()))).isEqualTo(published);
      }
    }
  }

  static Stream<String> resumes() {
    return Stream.of("header", "lastEventId", "last_event_id", "lastEventID");
  }

  @ParameterizedTest
  @MethodSource("resumes")
  void resume_continuesAfterTheId(String by) {
    RunningService service = service();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, 6);
    String id = events.get(2).id();
    RawRequest request =
        by.equals("header")
            ? stream(eventsOf(topic)).lastEventId(id)
            : stream(eventsOf(topic) + "?" + by + "=" + id);

    try (StreamClient stream = service.subscribe(request)) {
      EventBlock first = stream.first();
      assertThat(first.position()).isLessThan(events.get(3).position());
      List<EventBlock> replayed = stream.events(3);
      assertThat(ids(replayed)).isEqualTo(idsOf(events.subList(3, 6)));
      assertThat(replayed).extracting(EventBlock::data).containsExactly("3", "4", "5");
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void resumeByHeader_winsOverTheQuery() {
    RunningService service = service();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, 4);

    try (StreamClient stream =
        service.subscribe(
            stream(eventsOf(topic) + "?lastEventId=" + events.get(0).id())
                .lastEventId(events.get(2).id()))) {
      stream.first();
      assertThat(ids(stream.events(1))).containsExactly(events.get(3).id());
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void emptyId_isAbsent() {
    RunningService service = service();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, 2);
    try (StreamClient header = service.subscribe(stream(eventsOf(topic)).lastEventId(""));
        StreamClient query = service.subscribe(eventsOf(topic) + "?lastEventId=");
        StreamClient both =
            service.subscribe(
                stream(eventsOf(topic) + "?lastEventId=" + events.getFirst().id())
                    .lastEventId(""))) {
      header.first();
      query.first();
      both.first();
      assertThat(ids(both.events(1))).containsExactly(events.get(1).id());
      assertNothingElse(service, topic, List.of(header, query, both));
    }
  }

  @Test
  void resumeAtTheHead_isLive() {
    RunningService service = service();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, 2);
    try (StreamClient stream =
        service.subscribe(stream(eventsOf(topic)).lastEventId(events.get(1).id()))) {
      stream.first();
      assertNothingElse(service, topic, stream);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 100})
  void last_startsWithTheNewest(int last) {
    RunningService service = service();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, 5);
    List<Published> newest = events.subList(Math.max(0, 5 - last), 5);

    try (StreamClient stream = service.subscribe(eventsOf(topic) + "?last=" + last)) {
      EventBlock first = stream.first();
      assertThat(first.position()).isLessThan(newest.getFirst().position());
      assertThat(ids(stream.events(newest.size()))).isEqualTo(idsOf(newest));
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void lastOfSeveralTopics_isTheNewestOfTheMerge() {
    RunningService service = service();
    String a = topic();
    String b = topic();
    String other = topic();
    List<Published> merged = new ArrayList<>();
    // many of a, then few of b: three of each would be another answer
    for (int n = 0; n < 6; n++) {
      merged.add(service.publish(a, Integer.toString(n)));
    }
    merged.add(service.publish(b, "6"));
    service.publish(other, "7");
    merged.add(service.publish(a, "8"));

    try (StreamClient stream =
        service.subscribe("/events?topic=" + a + "&topic=" + b + "&last=4")) {
      stream.first();
      assertThat(ids(stream.events(4))).isEqualTo(idsOf(merged.subList(4, 8)));
      assertNothingElse(service, b, stream);
    }
  }

  @Test
  void lastWithAnId_isIgnored() {
    RunningService service = service();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, 5);
    try (StreamClient stream =
        service.subscribe(stream(eventsOf(topic) + "?last=1").lastEventId(events.get(1).id()))) {
      stream.first();
      assertThat(ids(stream.events(3))).isEqualTo(idsOf(events.subList(2, 5)));
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void severalTopics_areMergedInOrder() {
    RunningService service = service();
    String a = topic();
    String b = topic();
    String other = topic();
    String start = service.cursor(a);
    List<Published> expected = new ArrayList<>();
    try (StreamClient live =
        service.subscribe("/events?topic=" + a + "&topic=" + b + "&topic=" + a)) {
      live.first();
      for (int round = 0; round < 5; round++) {
        expected.add(service.publish(a, "1"));
        service.publish(other, "2");
        expected.add(service.publish(b, "3"));
        List<Published> batch =
            service.publishBatch(
                """
                [{"topics":["%s","%s","%s"],"data":4},{"topics":["%s"],"text":"five"}]
                """
                    .formatted(b, other, a, a));
        assertThat(batch).extracting(Published::topic).containsExactly(b, other, a, a);
        batch.stream().filter(event -> !event.topic().equals(other)).forEach(expected::add);
      }
      assertThat(idsOf(expected))
          .isSortedAccordingTo(Comparator.comparingLong(Ids::position))
          .doesNotHaveDuplicates();

      assertThat(ids(live.events(expected.size()))).isEqualTo(idsOf(expected));
      try (StreamClient replay =
          service.subscribe(stream("/events?topic=" + b + "&topic=" + a).lastEventId(start))) {
        replay.first();
        assertThat(ids(replay.events(expected.size()))).isEqualTo(idsOf(expected));
        assertNothingElse(service, b, List.of(live, replay));
      }
    }
  }

  // -- gaps --

  @Test
  void idOfAnotherEpoch_isAGap() {
    RunningService service = service();
    String topic = topic();
    service.publishNumbers(topic, 3);
    String id = Ids.ofAnotherEpoch(service.publish(topic, "3").id());

    assertGap(service, topic, stream(eventsOf(topic)).lastEventId(id), "epoch", id);
  }

  @Test
  void idAhead_isAGap() {
    RunningService service = service();
    String topic = topic();
    String id = Ids.later(service.publish(topic, "0").id(), 1_000_000);

    assertGap(service, topic, stream(eventsOf(topic)).lastEventId(id), "ahead", id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-", "-1", "4kx-", "12", "4KX-1", "4kx-1-", "4kx-1x", "4kx-0x1"})
  void idOfWrongForm_isAGap(String id) {
    RunningService service = service();
    String topic = topic();
    service.publish(topic, "0");

    assertGap(service, topic, stream(eventsOf(topic)).lastEventId(id), "malformed", id);
    assertGap(service, topic, stream(eventsOf(topic) + "?last_event_id=" + id), "malformed", id);
  }

  @Test
  void idBeyondAllNumbers_isAGap() {
    RunningService service = service();
    String topic = topic();
    String epoch = Ids.epoch(service.publish(topic, "0").id());

    for (String position : List.of("9223372036854775807", "9223372036854775808", "9".repeat(25))) {
      String id = epoch + "-" + position;
      try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(id))) {
        Gap gap = Gap.of(stream.nextEvent());
        assertThat(gap.reason()).isIn("ahead", "malformed");
        assertContinues(service, topic, stream, gap);
      }
    }
  }

  static Stream<String> hostileIds() {
    return Stream.of(
        "\"},{\"reason\":\"\\",
        "<script>alert(1)</script>",
        "\\u0022\\n\\",
        "4kx-1\nid: 9-9\n\ndata: forged\n\n",
        "4kx-1\r\ndata: forged",
        "tab\tand\u0001\u001f\u007f\u0085",
        "\u2028\u2029\uFEFF\u202E",
        "😀".repeat(80),
        "a" + "😀".repeat(80),
        "é".repeat(200),
        "x".repeat(127) + "\"\\",
        "x".repeat(1024));
  }

  @ParameterizedTest
  @MethodSource("hostileIds")
  void hostileIdInTheQuery_isEscapedAndCut(String id) {
    RunningService service = service();
    String topic = topic();
    service.publish(topic, "0");
    try (StreamClient stream = service.subscribe(eventsOf(topic) + "?lastEventId=" + encoded(id))) {
      Gap gap = Gap.of(stream.nextEvent());
      assertThat(gap.reason()).isEqualTo("malformed");
      assertThat(id).startsWith(gap.requested());
      assertThat(gap.requested().codePoints())
          .as("no character is cut in two")
          .noneMatch(codePoint -> codePoint >= 0xD800 && codePoint <= 0xDFFF);
      // where the last one would be half a character, it is left out
      assertThat(gap.requested()).hasSizeBetween(Math.min(LONGEST_ID - 1, id.length()), LONGEST_ID);
      assertContinues(service, topic, stream, gap);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"},{\"reason\":\"\\", "<script>", "a b, c; d=e", "😀😀é"})
  void hostileIdInTheHeader_isEscapedAndCut(String id) {
    RunningService service = service();
    String topic = topic();
    service.publish(topic, "0");
    for (String header : List.of(id, id + "x".repeat(1024))) {
      try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(header))) {
        Gap gap = Gap.of(stream.nextEvent());
        assertThat(gap.reason()).isEqualTo("malformed");
        assertThat(gap.requested()).hasSizeLessThanOrEqualTo(LONGEST_ID);
        if (id.chars().allMatch(c -> c < 128)) {
          assertThat(gap.requested())
              .isEqualTo(header.substring(0, Math.min(LONGEST_ID, header.length())));
        }
        assertContinues(service, topic, stream, gap);
      }
    }
  }

  @Test
  void idAtTheEdgeOfRetention_isNoGap() {
    RunningService service = fewRetained();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, FEW_RETAINED + 5);

    try (StreamClient stream =
        service.subscribe(stream(eventsOf(topic)).lastEventId(events.get(4).id()))) {
      stream.first();
      assertThat(ids(stream.events(FEW_RETAINED)))
          .isEqualTo(idsOf(events.subList(5, events.size())));
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void idOneBeforeTheEdgeOfRetention_isAGapOfOneEvent() {
    RunningService service = fewRetained();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, FEW_RETAINED + 5);
    String id = events.get(3).id();

    try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(id))) {
      Gap gap = Gap.of(stream.nextEvent());
      assertThat(gap.reason()).isEqualTo("expired");
      assertThat(gap.requested()).isEqualTo(id);
      assertThat(Ids.position(gap.resumedAt()))
          .isGreaterThanOrEqualTo(events.get(4).position())
          .isLessThan(events.get(5).position());
      assertThat(ids(stream.events(FEW_RETAINED)))
          .isEqualTo(idsOf(events.subList(5, events.size())));
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void wholeTopicRetained_isNoGapFromBeforeItsFirstEvent() {
    RunningService service = fewRetained();
    String topic = topic();
    String before = service.cursor(topic);
    List<Published> events = service.publishNumbers(topic, FEW_RETAINED);

    try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(before))) {
      stream.first();
      assertThat(ids(stream.events(FEW_RETAINED))).isEqualTo(idsOf(events));
      assertNothingElse(service, topic, stream);
    }
  }

  @Test
  void idExpiredForOneTopic_isAGapForItsReadersOnly() {
    RunningService service = fewRetained();
    String busy = topic();
    String quiet = topic();
    String old = service.publish(quiet, "0").id();
    Published kept = service.publish(quiet, "1");
    service.publishNumbers(busy, FEW_RETAINED * 2);

    try (StreamClient ofQuiet = service.subscribe(stream(eventsOf(quiet)).lastEventId(old));
        StreamClient ofBoth =
            service.subscribe(
                stream("/events?topic=" + quiet + "&topic=" + busy).lastEventId(old))) {
      ofQuiet.first();
      assertThat(ids(ofQuiet.events(1))).containsExactly(kept.id());
      assertThat(Gap.of(ofBoth.nextEvent()).reason()).isEqualTo("expired");
      ofBoth.events(FEW_RETAINED);
      assertNothingElse(service, quiet, ofQuiet);
    }
  }

  @Test
  void idWhereTheGapEnded_isNoGapAgain() {
    RunningService service = fewRetained();
    String topic = topic();
    List<Published> events = service.publishNumbers(topic, FEW_RETAINED + 5);
    String resumedAt;
    try (StreamClient stream =
        service.subscribe(stream(eventsOf(topic)).lastEventId(events.getFirst().id()))) {
      resumedAt = Gap.of(stream.nextEvent()).resumedAt();
    }

    try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(resumedAt))) {
      stream.first();
      assertThat(ids(stream.events(FEW_RETAINED)))
          .isEqualTo(idsOf(events.subList(5, events.size())));
      assertNothingElse(service, topic, stream);
    }
  }

  // -- heartbeats --

  @Test
  void heartbeatOnAQuietTopic_movesTheCursorOn() {
    RunningService service = fewRetained();
    String quiet = topic();
    String busy = topic();
    EventBlock heartbeat;
    try (StreamClient stream = service.subscribe(eventsOf(quiet))) {
      stream.first();
      long head = service.publishNumbers(busy, 10).getLast().position();
      var deadline = Deadline.in(PATIENCE);
      do {
        heartbeat = stream.next(deadline.left());
        assertThat(heartbeat.raw()).isEqualTo("id: " + heartbeat.requiredId() + "\n\n");
      } while (heartbeat.position() < head);
      assertThat(heartbeat.position()).isEqualTo(head);
    }
    List<Published> missed = service.publishNumbers(quiet, 2);
    service.publishNumbers(busy, FEW_RETAINED * 2);

    try (StreamClient stream =
        service.subscribe(stream(eventsOf(quiet)).lastEventId(heartbeat.requiredId()))) {
      stream.first();
      assertThat(ids(stream.events(2))).isEqualTo(idsOf(missed));
      assertNothingElse(service, quiet, stream);
    }
  }

  @Test
  void heartbeats_goOn() {
    try (StreamClient stream = fewRetained().subscribe(eventsOf(topic()))) {
      stream.first();
      for (int i = 0; i < 3; i++) {
        EventBlock heartbeat = stream.next();
        assertThat(heartbeat.raw()).isEqualTo("id: " + heartbeat.requiredId() + "\n\n");
      }
    }
  }

  /**
   * Where there is no event there is no id, and no blank line either: some clients make an empty
   * event of each, and their pages fail on it.
   */
  @Test
  void withoutCheckpoints_heartbeatsAreComments() {
    RunningService service = fewRetained();
    String topic = topic();
    try (StreamClient stream = service.subscribe(eventsOf(topic) + "?checkpoints=false")) {
      assertThat(stream.head().status()).isEqualTo(200);
      stream.awaitComments(3); // one when it began, two heartbeats
      Published published = service.publish(topic, "1");

      EventBlock event = stream.next();
      assertThat(event.raw())
          .matches("retry: [2-5]\\d{3}\n(:\n){3,}id: " + published.id() + "\ndata: 1\n\n");
    }
  }

  @Test
  void withoutCheckpoints_aGapAndAnEndAreToldAsEver() {
    RunningService service = shortLived();
    String target = eventsOf(topic()) + "?checkpoints=false&lastEventId=nonsense";
    try (StreamClient stream = service.subscribe(target)) {
      assertThat(Gap.of(stream.next()).reason()).isEqualTo("malformed");
      EventBlock close = stream.next();
      assertThat(close.event()).isEqualTo("stream.close");
      assertThat(close.id()).isNull();
      assertThat(stream.untilEnd()).isEmpty();
    }
  }

  @Test
  void heartbeatsAsEvents_areSeenByThePage_andMoveTheCursorOn() {
    RunningService service = fewRetained();
    String quiet = topic();
    try (StreamClient stream = service.subscribe(eventsOf(quiet) + "?heartbeat=event")) {
      stream.first();
      long head = service.publish(topic(), "0").position();
      var deadline = Deadline.in(PATIENCE);
      EventBlock heartbeat;
      do {
        heartbeat = stream.next(deadline.left());
        assertThat(heartbeat.raw())
            .isEqualTo("event: stream.heartbeat\nid: " + heartbeat.requiredId() + "\ndata: {}\n\n");
      } while (heartbeat.position() < head);
    }
  }

  @Test
  void heartbeatsAsEvents_withoutCheckpoints_haveNoId() {
    String query = "?heartbeat=event&checkpoints=false";
    try (StreamClient stream = fewRetained().subscribe(eventsOf(topic()) + query)) {
      EventBlock first = stream.next();
      assertThat(first.raw())
          .matches("retry: [2-5]\\d{3}\n:\nevent: stream.heartbeat\ndata: \\{}\n\n");
      assertThat(stream.next().raw()).isEqualTo("event: stream.heartbeat\ndata: {}\n\n");
    }
  }

  /** The worst moment for a cursor: events of both topics and heartbeats race. */
  @Test
  void heartbeatsAmongEvents_loseNothing() throws Exception {
    RunningService service = service("belfry.streams.heartbeat=20ms");
    String topic = topic();
    String other = topic();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        StreamClient whole = service.subscribe(eventsOf(topic))) {
      String cursor = whole.first().requiredId();
      Future<List<Published>> published = executor.submit(() -> service.publishNumbers(topic, 300));
      Future<List<Published>> noise = executor.submit(() -> service.publishNumbers(other, 300));

      List<String> received = new ArrayList<>();
      while (received.size() < 300) {
        // comes and goes, and remembers like a browser
        try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(cursor))) {
          cursor = stream.first().requiredId();
          for (int i = 0; i < 10 && received.size() < 300; i++) {
            EventBlock block = stream.next();
            assertThat(block.isFromService()).as(block.raw()).isFalse();
            cursor = block.requiredId();
            if (block.isEvent()) {
              received.add(cursor);
            }
          }
        }
      }
      assertThat(received).isEqualTo(idsOf(published.get(30, SECONDS)));
      assertThat(noise.get(30, SECONDS)).hasSize(300);
      assertThat(ids(whole.events(300))).isEqualTo(received);
    }
  }

  // -- who leaves, who is slow --

  @Test
  void closedConnection_isNoticed() {
    RunningService service = service();
    String topic = topic();
    try (StreamClient closing = service.subscribe(eventsOf(topic));
        StreamClient resetting = service.subscribe(eventsOf(topic))) {
      closing.first();
      resetting.first();
      service.awaitSubscribers(topic, 2);

      closing.leave();
      service.awaitSubscribers(topic, 1, departureNoticedWithin());
      resetting.reset();
      service.awaitSubscribers(topic, 0, departureNoticedWithin());
    }
  }

  @Test
  void connectionClosedBeforeTheAnswer_isNoticed() {
    RunningService service = service();
    String topic = topic();
    service.publishNumbers(topic, 50);
    for (int i = 0; i < 20; i++) {
      StreamClient stream = service.subscribe(eventsOf(topic) + "?last=50");
      if (i % 2 == 0) {
        stream.reset();
      } else {
        stream.close();
      }
    }
    // behind the others in the server's queue, if it has one
    try (StreamClient stream = service.subscribe(eventsOf(topic))) {
      stream.first();
      service.awaitSubscribers(topic, 1);
    }
    service.awaitSubscribers(topic, 0);
  }

  @Test
  void slowReader_holdsNobodyUpAndIsToldWhatItMissed() throws Exception {
    RunningService service = fewRetained();
    String topic = topic();
    int count = 300;
    String filler = "x".repeat(40_000);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        RawConnection small = RawConnection.to(service.port(), TINY_BUFFER);
        StreamClient slow = StreamClient.open(small, stream(eventsOf(topic)));
        StreamClient prompt = service.subscribe(eventsOf(topic))) {
      String start = slow.first().requiredId();
      prompt.first();

      // the publisher is never more than ten events ahead of the prompt reader: were that one
      // held up by the slow one, the permits would run out
      var lead = new Semaphore(FEW_RETAINED / 2);
      Future<List<String>> received =
          executor.submit(() -> {
            List<String> ids = new ArrayList<>();
            while (ids.size() < count) {
              ids.addAll(ids(prompt.events(1)));
              lead.release();
            }
            return ids;
          });
      List<String> published = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        assertThat(lead.tryAcquire(PATIENCE.toMillis(), MILLISECONDS))
            .as("the prompt reader is held up at event %d", n)
            .isTrue();
        published.add(service.publish(topic, "\"" + n + filler + "\"").id());
      }
      assertThat(received.get(30, SECONDS)).isEqualTo(published);

      List<EventBlock> late = new ArrayList<>();
      String last = start;
      while (!last.equals(published.getLast())) {
        EventBlock block = slow.next();
        last = block.requiredId();
        if (block.isEvent()) {
          late.add(block);
        }
      }
      assertAccountedFor(published, start, late);
      assertThat(late.stream().filter(EventBlock::isFromService)).hasSize(1);
      assertThat(ids(late)).containsAll(published.subList(count - FEW_RETAINED, count));
      assertNothingElse(service, topic, List.of(slow, prompt));
    }
  }

  /** Every event came once and in order, or lies in a gap; and a gap covers no event that came. */
  private static void assertAccountedFor(
      List<String> published, String start, List<EventBlock> blocks) {
    List<String> accounted = new ArrayList<>();
    long reached = Ids.position(start);
    for (EventBlock block : blocks) {
      assertThat(block.position()).as("in order").isGreaterThan(reached);
      if (block.isFromService()) {
        Gap gap = Gap.of(block);
        assertThat(gap.reason()).isEqualTo("overrun");
        long from = reached;
        List<String> missed =
            published.stream()
                .filter(id -> Ids.position(id) > from && Ids.position(id) <= block.position())
                .toList();
        assertThat(missed).as("a gap of nothing").isNotEmpty();
        accounted.addAll(missed);
      } else {
        accounted.add(block.requiredId());
      }
      reached = block.position();
    }
    assertThat(accounted).isEqualTo(published);
  }

  @Test
  void manyStreamsOpenedAndClosed_leaveNothingBehind() {
    RunningService service = service();
    String topic = topic();
    openAndClose(service, topic, 20);
    service.awaitSubscribers(topic, 0);
    int before = openSockets();

    openAndClose(service, topic, 200);

    service.awaitSubscribers(topic, 0);
    await("sockets to be closed")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(openSockets()).isLessThan(before + 10));
  }

  private static void openAndClose(RunningService service, String topic, int count) {
    List<StreamClient> streams = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        streams.add(service.subscribe(eventsOf(topic)));
      }
      streams.forEach(StreamClient::first);
      assertThat(service.subscribers(topic)).isEqualTo(count);
      String id = service.publish(topic, "1").id();
      streams.forEach(stream -> assertThat(stream.nextEvent().id()).isEqualTo(id));
    } finally {
      for (int i = 0; i < streams.size(); i++) {
        if (i % 4 == 0) {
          streams.get(i).reset();
        } else {
          streams.get(i).close();
        }
      }
    }
  }

  private static int openSockets() {
    int sockets = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          if (Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
            sockets++;
          }
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
      return sockets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // -- how a stream ends --

  @Test
  void lifetime_endsTheStreamCleanlyAndALaterOneContinues() {
    RunningService service = shortLived();
    String topic = topic();
    String last;
    try (StreamClient stream = service.subscribe(eventsOf(topic))) {
      stream.first();
      last = service.publish(topic, "1").id();
      List<EventBlock> blocks = stream.untilEnd();

      assertThat(ids(blocks.stream().filter(EventBlock::isEvent).limit(1).toList()))
          .containsExactly(last);
      assertClose(blocks.getLast(), "lifetime");
      assertThat(blocks.getLast().requiredRetry()).isBetween(1L, 15_000L);
      assertThat(blocks.stream().filter(EventBlock::isFromService)).hasSize(1);
    }
    service.awaitSubscribers(topic, 0);
    Published missed = service.publish(topic, "2");

    try (StreamClient stream = service.subscribe(stream(eventsOf(topic)).lastEventId(last))) {
      stream.first();
      assertThat(ids(stream.events(1))).containsExactly(missed.id());
    }
  }

  @Test
  void retryOfManyClosedStreams_isSpread() {
    RunningService service = shortLived();
    Set<Long> retries = new HashSet<>();
    List<StreamClient> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        streams.add(service.subscribe(eventsOf("closing")));
      }
      for (StreamClient stream : streams) {
        stream.first();
        retries.add(stream.untilEnd().getLast().requiredRetry());
      }
    } finally {
      streams.forEach(StreamClient::close);
    }

    assertThat(retries).hasSizeGreaterThan(3);
  }

  @Test
  void oneStreamTooMany_isShedPolitely() {
    RunningService service = service("belfry.limits.streams=2", "belfry.streams.heartbeat=500ms");
    String topic = topic();
    try (StreamClient one = service.subscribe(eventsOf(topic));
        StreamClient two = service.subscribe(eventsOf(topic))) {
      one.first();
      two.first();
      String id = service.publish(topic, "1").id();

      for (int i = 0; i < 3; i++) {
        try (StreamClient shed = service.subscribe(stream(eventsOf(topic)).lastEventId(id))) {
          assertThat(shed.head().status()).isEqualTo(200);
          assertShed(shed.untilEnd(), Set.of("overloaded"));
        }
      }
      assertThat(service.subscribers(topic)).isEqualTo(2);
      assertThat(ids(one.events(1))).containsExactly(id);

      two.leave();
      service.awaitSubscribers(topic, 1);
      try (StreamClient next = service.subscribe(eventsOf(topic))) {
        next.first();
        assertNothingElse(service, topic, List.of(one, next));
      }
    }
  }

  /** The answer of a service that is full or draining: come back later, and forget nothing. */
  static void assertShed(List<EventBlock> blocks, Set<String> reasons) {
    assertThat(blocks.getLast().event()).isEqualTo("stream.close");
    assertThat(blocks.stream().filter(EventBlock::isEvent)).hasSize(1);
    assertThat(JSON.readTree(blocks.getLast().requiredData()).get("reason").stringValue())
        .isIn(reasons);
    // an id here would move the cursor of a client that was given nothing
    assertThat(blocks).extracting(EventBlock::id).containsOnlyNulls();
    List<EventBlock> retries = blocks.stream().filter(block -> block.retry() != null).toList();
    assertThat(retries)
        .isNotEmpty()
        .allSatisfy(block -> assertThat(block.retry()).isBetween(5000L, 15_000L));
  }

  static void assertClose(EventBlock block, String reason) {
    assertThat(block.event()).as(block.raw()).isEqualTo("stream.close");
    assertThat(block.id()).as(block.raw()).isNull();
    assertThat(block.retry()).as(block.raw()).isNotNull();
    JsonNode data = JSON.readTree(block.requiredData());
    assertThat(data.propertyNames()).containsExactly("reason");
    assertThat(data.get("reason").stringValue()).isEqualTo(reason);
  }

  // -- HTTP --

  @Test
  void http10_getsTheSameBytesUnchunked() {
    RunningService service = shortLived();
    String topic = topic();
    String events = replayedRaw(service, topic, stream(eventsOf(topic)), Framing.CHUNKED);
    String http10 =
        replayedRaw(
            service, topic, stream(eventsOf(topic)).version("HTTP/1.0"), Framing.UNTIL_CLOSE);

    assertThat(http10).isEqualTo(events);
  }

  @Test
  void connectionClose_getsTheSameBytesAndItsWish() {
    RunningService service = shortLived();
    String topic = topic();
    String events = replayedRaw(service, topic, stream(eventsOf(topic)), Framing.CHUNKED);
    String closing =
        replayedRaw(service, topic, stream(eventsOf(topic)).header("Connection", "close"), null);

    assertThat(closing).isEqualTo(events);
  }

  /** A replay of a few events and the stream's end by its lifetime; and the connection's. */
  private static String replayedRaw(
      RunningService service, String topic, RawRequest request, @Nullable Framing framing) {
    if (service.look(topic).get("retained").intValue() == 0) {
      service.publish(topic, "{\"n\":1}");
      service.publishText(topic, "grüße\n  😀\n");
      service.publish(topic, "type=new-post", "\"" + "é".repeat(20_000) + "\"");
    }
    String first =
        service.get(eventsOf(topic) + "?limit=1").get("events").get(0).get("id").stringValue();
    try (StreamClient stream = service.subscribe(request.lastEventId(first))) {
      stream.first();
      if (framing != null) {
        assertThat(stream.head().framing()).isEqualTo(framing);
      }
      String events = String.join("", stream.events(2).stream().map(EventBlock::raw).toList());
      List<EventBlock> rest = stream.untilEnd();
      assertClose(rest.getLast(), "lifetime");
      if (framing != Framing.CHUNKED) {
        assertThat(stream.head().values("Connection"))
            .allSatisfy(value -> assertThat(value).isEqualToIgnoringCase("close"));
        assertThat(stream.closedByServer(PATIENCE)).isTrue();
      }
      return events;
    }
  }

  @Test
  void head_answersHeadersAndOpensNothing() {
    RunningService service = service();
    String topic = topic();
    service.publishNumbers(topic, 2);
    RawRequest head = stream(eventsOf(topic)).method("HEAD");
    try (RawConnection connection = RawConnection.to(service.port());
        StreamClient stream = service.subscribe(eventsOf(topic))) {
      stream.first();
      for (RawRequest request : List.of(head, head.lastEventId("x"), head)) {
        Head answer = connection.exchange(request, PATIENCE).head();
        assertThat(answer.status()).isEqualTo(200);
        for (String name : List.of("Content-Type", "Cache-Control", "X-Accel-Buffering", "Vary")) {
          assertThat(answer.values(name)).as(name).isEqualTo(stream.head().values(name));
        }
        // the same connection goes on, in step
        RawConnection.Response look =
            connection.exchange(
                RawRequest.plain("GET", "/topics/" + topic)
                    .header("Authorization", "Bearer secret"),
                PATIENCE);
        assertThat(look.head().status()).isEqualTo(200);
        assertThat(JSON.readTree(look.body()).get("subscribers").intValue()).isEqualTo(1);
      }
      assertThat(connection.hasLeftOver()).isFalse();
    }
  }

  @Test
  void streamOnAUsedConnection_isAStream() {
    RunningService service = service();
    String topic = topic();
    try (RawConnection connection = RawConnection.to(service.port())) {
      RawConnection.Response look =
          connection.exchange(
              RawRequest.plain("GET", "/topics/" + topic).header("Authorization", "Bearer secret"),
              PATIENCE);
      assertThat(look.head().status()).isEqualTo(200);
      try (StreamClient stream = StreamClient.open(connection, stream(eventsOf(topic)))) {
        stream.first();
        assertNothingElse(service, topic, stream);
      }
    }
  }

  @Test
  void requestByteByByte_opensAStream() {
    RunningService service = service();
    String topic = topic();
    Published event = service.publish(topic, "0");
    try (RawConnection connection = RawConnection.to(service.port())) {
      byte[] request = stream(eventsOf(topic) + "?last=1").bytes();
      for (int i = 0; i < request.length; i++) {
        connection.write(request, i, 1);
      }
      try (StreamClient stream = new StreamClient(connection, false)) {
        stream.first();
        assertThat(ids(stream.events(1))).containsExactly(event.id());
        assertNothingElse(service, topic, stream);
      }
    }
  }

  static Stream<String> restless() {
    return Stream.of(
        RawRequest.plain("GET", "/livez").bytesAsText(),
        stream("/topics/another/events").bytesAsText(),
        "\r\n",
        "?".repeat(100));
  }

  @ParameterizedTest
  @MethodSource("restless")
  void bytesAfterTheRequest_disturbNobody(String bytes) {
    RunningService service = service();
    String topic = topic();
    try (StreamClient neighbour = service.subscribe(eventsOf(topic));
        StreamClient atOnce = service.subscribe(stream(eventsOf(topic)).followedBy(bytes));
        StreamClient later = service.subscribe(eventsOf(topic))) {
      neighbour.first();
      atOnce.first();
      later.first();
      later.send(bytes.getBytes(UTF_8));
      for (int n = 0; n < 3; n++) {
        assertNothingElse(service, topic, List.of(neighbour, atOnce, later));
      }

      atOnce.leave();
      later.leave();
      service.awaitSubscribers(topic, 1);
      assertNothingElse(service, topic, neighbour);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void muchMoreThanARequest_disturbsNobody(boolean atOnce) {
    RunningService service = service();
    String topic = topic();
    String much = "?".repeat(20 * 1024);
    try (StreamClient neighbour = service.subscribe(eventsOf(topic));
        StreamClient rude =
            atOnce
                ? service.subscribe(stream(eventsOf(topic)).followedBy(much))
                : service.subscribe(eventsOf(topic))) {
      neighbour.first();
      if (!atOnce) {
        rude.first();
        try {
          rude.send(much.getBytes(UTF_8));
        } catch (UncheckedIOException e) {
          // cut off before it had said all
        }
      }
      if (cutsOffTheTalkative()) {
        assertThat(rude.cutOff(PATIENCE)).isTrue();
        service.awaitSubscribers(topic, 1);
      }
      for (int n = 0; n < 3; n++) {
        assertNothingElse(service, topic, neighbour);
      }

      rude.leave();
      service.awaitSubscribers(topic, 1);
      try (StreamClient next = service.subscribe(eventsOf(topic))) {
        next.first();
        assertNothingElse(service, topic, List.of(neighbour, next));
      }
    }
  }

  static Stream<RawRequest> withBody() {
    RawRequest request = stream("/topics/body/events");
    return Stream.of(
        request.header("Content-Length", "5").followedBy("hello"),
        request.header("Content-Length", "20000").followedBy("x".repeat(20_000)),
        request.header("Transfer-Encoding", "chunked").followedBy("5\r\nhello\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("withBody")
  void getWithABody_isAStreamAllTheSame(RawRequest request) {
    RunningService service = service();
    try (StreamClient neighbour = service.subscribe(eventsOf("body"));
        StreamClient stream = service.subscribe(request)) {
      neighbour.first();
      stream.first();
      for (int n = 0; n < 3; n++) {
        assertNothingElse(service, "body", List.of(neighbour, stream));
      }
    }
  }

  // -- the services under test --

  private RunningService service() {
    return service("belfry.streams.heartbeat=" + heartbeat());
  }

  private RunningService fewRetained() {
    return service("belfry.retention.events=" + FEW_RETAINED, "belfry.streams.heartbeat=500ms");
  }

  private RunningService shortLived() {
    return service("belfry.streams.lifetime=2s");
  }

  /** One service for all tests that want the same. */
  final RunningService service(String... properties) {
    List<String> all = new ArrayList<>(Arrays.asList(properties));
    all.add("belfry.streams.transport=" + transport());
    return services.computeIfAbsent(
        all, wanted -> RunningService.start(wanted.toArray(String[]::new)));
  }

  static String topic() {
    return "topic-" + TOPICS.incrementAndGet();
  }

  // -- what is asked again and again --

  /** A {@code stream.gap}. */
  private record Gap(String reason, String requested, String resumedAt) {
    static Gap of(EventBlock block) {
      assertThat(block.event()).as(block.raw()).isEqualTo("stream.gap");
      JsonNode data = JSON.readTree(block.requiredData());
      assertThat(data.propertyNames())
          .containsExactlyInAnyOrder("reason", "requested", "resumedAt");
      var gap =
          new Gap(
              data.get("reason").stringValue(),
              data.get("requested").stringValue(),
              data.get("resumedAt").stringValue());
      assertThat(block.id()).isEqualTo(gap.resumedAt());
      return gap;
    }
  }

  private static void assertGap(
      RunningService service, String topic, RawRequest request, String reason, String id) {
    try (StreamClient stream = service.subscribe(request)) {
      assertThat(stream.head().status()).isEqualTo(200);
      Gap gap = Gap.of(stream.nextEvent());
      assertThat(gap.reason()).isEqualTo(reason);
      assertThat(gap.requested()).isEqualTo(id);
      assertContinues(service, topic, stream, gap);
    }
  }

  /** After a gap comes all that is retained beyond it, and no second gap. */
  private static void assertContinues(
      RunningService service, String topic, StreamClient stream, Gap gap) {
    List<String> beyond = new ArrayList<>();
    service
        .get(eventsOf(topic) + "?limit=1000&after=" + encoded(gap.resumedAt()))
        .get("events")
        .forEach(event -> beyond.add(event.get("id").stringValue()));
    assertThat(ids(stream.events(beyond.size()))).isEqualTo(beyond);
    assertNothingElse(service, topic, stream);
  }

  private static void assertNothingElse(RunningService service, String topic, StreamClient stream) {
    assertNothingElse(service, topic, List.of(stream));
  }

  /** Publishes one more event, which is the very next that these streams get. */
  private static void assertNothingElse(
      RunningService service, String topic, List<StreamClient> streams) {
    Published marker = service.publish(topic, "\"marker\"");
    for (StreamClient stream : streams) {
      EventBlock next = stream.nextEvent();
      assertThat(next.id()).as(next.raw()).isEqualTo(marker.id());
    }
  }

  private static List<String> ids(List<EventBlock> events) {
    return events.stream().map(EventBlock::requiredId).toList();
  }

  private static List<String> idsOf(List<Published> events) {
    return events.stream().map(Published::id).toList();
  }

  private static List<String> tokens(Head head, String name) {
    return head.values(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .toList();
  }
}
