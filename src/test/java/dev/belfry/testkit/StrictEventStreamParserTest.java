package dev.belfry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictEventStreamParserTest {
  private static final String GOLDEN =
      // a tilde stands for a space at a line's end, LS for a line separator
      """
      retry: 3127
      id: 4kx-0

      id: 4kx-1
      data: {"n":1}

      id: 4kx-2
      event: new-post
      data: grüße 😀 LS \uFEFF
      data:~
      data:   three spaces: and a colon

      id: 4kx-2

      id: 4kx-3
      data:~

      event: stream.gap
      id: 4kx-9
      data: {"reason":"overrun","requested":"4kx-3","resumedAt":"4kx-9"}

      retry: 5000
      event: stream.close
      data: {"reason":"lifetime"}

      """
          .replace('~', ' ')
          .replace("LS", "\u2028");

  private final StrictEventStreamParser parser = new StrictEventStreamParser();

  @Test
  void emptyComments_belongToTheirBlock_whereTheyAreExpected() {
    var expecting = new StrictEventStreamParser(true);

    assertThat(expecting.feed(bytes("retry: 2000\n:\n:\n"))).isEmpty();
    assertThat(expecting.comments()).isEqualTo(2);
    assertThat(expecting.feed(bytes("id: e-1\ndata: 1\n\n:\n")))
        .containsExactly(
            new EventBlock(2000L, "e-1", null, "1", "retry: 2000\n:\n:\nid: e-1\ndata: 1\n\n"));
    assertThat(expecting.comments()).isEqualTo(3);
  }

  @Test
  void wholeStream_yieldsItsBlocks() {
    List<EventBlock> blocks = parser.feed(bytes(GOLDEN));

    assertThat(blocks)
        .extracting(EventBlock::retry, EventBlock::id, EventBlock::event, EventBlock::data)
        .containsExactly(
            tuple(3127L, "4kx-0", null, null),
            tuple(null, "4kx-1", null, "{\"n\":1}"),
            tuple(
                null, "4kx-2", "new-post", "grüße 😀 \u2028 \uFEFF\n\n  three spaces: and a colon"),
            tuple(null, "4kx-2", null, null),
            tuple(null, "4kx-3", null, ""),
            tuple(
                null,
                "4kx-9",
                "stream.gap",
                "{\"reason\":\"overrun\",\"requested\":\"4kx-3\",\"resumedAt\":\"4kx-9\"}"),
            tuple(5000L, null, "stream.close", "{\"reason\":\"lifetime\"}"));
    assertThat(blocks.stream().map(EventBlock::raw).reduce("", String::concat)).isEqualTo(GOLDEN);
    assertThat(parser.atBoundary()).isTrue();
    parser.end();
  }

  @Test
  void everySplitPoint_yieldsTheSameBlocks() {
    byte[] golden = bytes(GOLDEN);
    List<EventBlock> expected = new StrictEventStreamParser().feed(golden);

    for (int split = 0; split <= golden.length; split++) {
      var halves = new StrictEventStreamParser();
      List<EventBlock> blocks = new ArrayList<>(halves.feed(golden, 0, split));
      blocks.addAll(halves.feed(golden, split, golden.length - split));
      halves.end();
      assertThat(blocks).as("split at %d", split).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 64})
  void tinyReads_yieldTheSameBlocks(int size) {
    byte[] golden = bytes(GOLDEN);
    List<EventBlock> blocks = new ArrayList<>();
    for (int from = 0; from < golden.length; from += size) {
      blocks.addAll(
          parser.feed(Arrays.copyOfRange(golden, from, Math.min(golden.length, from + size))));
    }
    parser.end();

    assertThat(blocks).isEqualTo(new StrictEventStreamParser().feed(golden));
  }

  @Test
  void cleanEndAnywhereElse_isTorn() {
    byte[] golden = bytes(GOLDEN);
    int boundaries = 0;
    for (int length = 0; length <= golden.length; length++) {
      var cut = new StrictEventStreamParser();
      cut.feed(golden, 0, length);
      if (cut.atBoundary()) {
        boundaries++;
        cut.end();
      } else {
        assertThatExceptionOfType(ProtocolViolation.class)
            .as("cut at %d", length)
            .isThrownBy(cut::end);
      }
    }
    // the start and the end of each of seven blocks
    assertThat(boundaries).isEqualTo(8);
  }

  @Test
  void cutOff_forgetsWhatWasHalfSaid() {
    parser.feed(bytes("id: 4kx-1\ndata: ha"));
    parser.cutOff();

    assertThat(parser.feed(bytes("id: 4kx-1\ndata: half\n\n")))
        .singleElement()
        .extracting(EventBlock::data)
        .isEqualTo("half");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFEFFdata: a\n\n",
        "data: a\r\n\r\n",
        "data: a\rb\n\n",
        "data: a\0\n\n",
        "data:a\n\n",
        "data:\n\n",
        "data\n\n",
        "Data: a\n\n",
        ": comment\n\n",
        ":\n\n",
        "foo: bar\n\n",
        "data : a\n\n",
        " data: a\n\n",
        "data:\ta\n\n",
        "id: \n\n",
        "id: 4KX-1\n\n",
        "id: 4kx-\n\n",
        "id: -1\n\n",
        "id: 4kx\n\n",
        "id: 4kx-1 \n\n",
        "id:  4kx-1\n\n",
        "id: 4kx-1-2\n\n",
        "id: 0123456789012345678901234567890123456-789\n\n",
        "id: 4kx-1\nid: 4kx-2\n\n",
        "retry: \n\n",
        "retry: -1\n\n",
        "retry: 3s\n\n",
        "retry: 03\n\n",
        "retry: 3.5\n\n",
        "event: \ndata: a\n\n",
        "event: a\nevent: b\ndata: c\n\n",
        "event: lonely\n\n",
        "\n",
        "data: a\n\n\n"
      })
  void whatNoCarefulServerSends_fails(String stream) {
    assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> parser.feed(bytes(stream)));
  }

  @Test
  void idOf40Characters_passes() {
    String id = "012345678901234567890123456789012345-789";
    assertThat(id).hasSize(40);

    assertThat(parser.feed(bytes("id: " + id + "\n\n"))).hasSize(1);
  }

  @Test
  void invalidUtf8_failsAlsoWhenSplit() {
    // a lone lead byte, an overlong slash, a surrogate half, a value beyond Unicode
    for (int[] wrong :
        new int[][] {{0xC3}, {0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xF4, 0x90, 0x80, 0x80}, {0xFF}}) {
      var stream = new ByteArrayOutputStream();
      stream.writeBytes(bytes("data: "));
      for (int b : wrong) {
        stream.write(b);
      }
      stream.writeBytes(bytes("\n\n"));
      byte[] whole = stream.toByteArray();

      for (int split = 0; split <= whole.length; split++) {
        int at = split;
        var halves = new StrictEventStreamParser();
        assertThatExceptionOfType(ProtocolViolation.class)
            .isThrownBy(() -> {
              halves.feed(whole, 0, at);
              halves.feed(whole, at, whole.length - at);
            });
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
