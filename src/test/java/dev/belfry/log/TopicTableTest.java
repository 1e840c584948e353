package dev.belfry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a table of topics counts. */
final class TopicTableTest {

  private final TopicTable table = new TopicTable(0);
  private final Frame frame = LogFixture.frame(1, "1");

  private void add() {
    table.change(frame.event().topic(), topic -> topic.append(frame));
  }

  /** The log removes a frame once more if something fails behind it: by then it is no change. */
  @Test
  void changeThatFailsHalfWay_isCounted_once() {
    add();
    assertThat(table.withEvents()).isEqualTo(1);
    assertThatThrownBy(() ->
            table.changeKnown(
                frame.event().topic(),
                topic -> {
                  topic.remove(frame);
                  throw new IllegalStateException("behind the change");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(table.withEvents()).isZero();
    table.changeKnown(frame.event().topic(), topic -> topic.remove(frame));
    assertThat(table.withEvents()).isZero();
    assertThat(table.all()).isEmpty();
  }
}
