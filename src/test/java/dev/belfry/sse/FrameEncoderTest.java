package dev.belfry.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.log.Frame;
import dev.belfry.log.LogFixture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What memory encoded frames take, and when it is used again. A test is each of the workers. */
final class FrameEncoderTest {

  /** One small frame fills a slab. */
  private static final int SLAB = 32;

  private final FrameEncoder encoder = new FrameEncoder(3 * SLAB, SLAB);
  private final FrameEncoder.Reader one = encoder.reader();
  private final FrameEncoder.Reader other = encoder.reader();
  private long position;

  private Frame frame(String json) {
    position++;
    return LogFixture.frame(position, json);
  }

  private static String large(int length) {
    return "\"" + "x".repeat(length) + "\"";
  }

  private FrameEncoder.@Nullable Bytes bytes(Frame frame) {
    return encoder.bytes(frame, false, false);
  }

  private static String text(FrameEncoder.@Nullable Bytes bytes) {
    if (bytes == null) {
      return "none";
    }
    ByteBuffer window = bytes.memory().duplicate().limit(bytes.end()).position(bytes.start());
    return StandardCharsets.UTF_8.decode(window).toString();
  }

  /** Has new frames encoded, each in a duty cycle of its own. Returns how many could be. */
  private int encodeOthers(int count) {
    int encoded = 0;
    for (int i = 0; i < count; i++) {
      other.enter();
      encoded += bytes(frame("2")) == null ? 0 : 1;
      other.exit();
    }
    return encoded;
  }

  @Test
  void bytesThatAWorkerMayRead_areNotWrittenTo_untilItsCycleIsOver() {
    one.enter();
    FrameEncoder.Bytes read = bytes(frame("1"));
    assertThat(encodeOthers(20)).as("encoded, in the memory that is left").isBetween(1, 3);
    assertThat(text(read)).isEqualTo("id: e-1\ndata: 1\n\n");
    one.exit();
    assertThat(encodeOthers(20)).as("encoded, in all memory").isEqualTo(20);
    assertThat(text(read)).as("once the cycle is over").isNotEqualTo("id: e-1\ndata: 1\n\n");
    assertThat(encoder.held()).isEqualTo(3 * SLAB);
  }

  @Test
  void aWorkerThatRests_holdsNothingBack() {
    one.enter();
    bytes(frame("1"));
    one.exit();
    assertThat(encodeOthers(20)).isEqualTo(20);
    assertThat(encoder.held()).isEqualTo(3 * SLAB);
  }

  @Test
  void aCycleThatBeganLater_holdsNothingBack_thatItCouldNotFind() {
    one.enter();
    Frame frame = frame("1");
    bytes(frame);
    one.exit();
    encodeOthers(3); // the frame's slab is retired
    one.enter();
    other.enter();
    assertThat(bytes(frame("2"))).isNotNull();
    other.exit();
  }

  @Test
  void aFrameWhoseBytesWereGivenUp_isEncodedAnew() {
    Frame frame = frame("1");
    one.enter();
    bytes(frame);
    one.exit();
    encodeOthers(20);
    one.enter();
    long before = encoder.encoded();
    assertThat(text(bytes(frame))).isEqualTo("id: e-1\ndata: 1\n\n");
    assertThat(encoder.encoded()).isEqualTo(before + 1);
  }

  /** Without any other worker that could let go of something: its own next cycle has to do. */
  @Test
  void aBoundBelowOneSlab_isOneSlab_andIsEnough() {
    FrameEncoder small = new FrameEncoder(1, SLAB);
    FrameEncoder.Reader worker = small.reader();
    int encoded = 0;
    for (int cycle = 0; cycle < 20; cycle++) {
      worker.enter();
      FrameEncoder.Bytes bytes = small.bytes(frame("1"), false, false);
      encoded += bytes == null ? 0 : 1;
      worker.exit();
    }
    assertThat(encoded).as("every other cycle").isEqualTo(10);
    assertThat(small.held()).isEqualTo(SLAB);
  }

  @Test
  void framesLargerThanASlab_takeAsMuchAgain_andAreFreedOnceUnread() {
    one.enter();
    FrameEncoder.Bytes first = bytes(frame(large(40)));
    long length = encoder.held();
    assertThat(length).isBetween(40L, 80L);
    assertThat(bytes(frame(large(40)))).as("two of them are over the bound").isNull();
    assertThat(text(first)).contains(large(40));
    one.exit();
    other.enter();
    assertThat(text(bytes(frame(large(41))))).contains(large(41));
    other.exit();
    assertThat(encoder.held()).as("the first was freed").isEqualTo(length + 1);
    assertThat(encodeOthers(20)).isEqualTo(20);
    assertThat(encoder.held()).isEqualTo(length + 1 + 3 * SLAB);
  }

  @Test
  void aFrameLargerThanTheBound_isAccepted_oneAtATime() {
    one.enter();
    assertThat(text(bytes(frame(large(500))))).contains(large(500));
    assertThat(bytes(frame(large(501)))).isNull();
    one.exit();
    one.enter();
    assertThat(text(bytes(frame(large(501))))).contains(large(501));
    assertThat(encoder.held()).isBetween(501L, 550L);
  }
}
