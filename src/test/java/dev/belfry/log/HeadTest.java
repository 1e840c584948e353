package dev.belfry.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.store.EventIds;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which numbers of a log are which ids of its store. */
final class HeadTest {

  private static final Owed LIVE = Owed.head(0);

  private static String find(Head head, String id) {
    Head.Location location = head.locate(Objects.requireNonNull(EventIds.read(id)));
    return location.gap() == null
        ? "at " + location.number()
        : location.gap() + " " + location.number();
  }

  private static Head cut(Head head, long position, String epoch) {
    return head.cut(position, new Epoch(epoch));
  }

  @Test
  void withoutACut_aNumberIsAPosition() {
    Head head = Head.of(new Epoch("e"), 5, EventIds::read).plus(2);
    assertThat(head.number()).isEqualTo(7);
    assertThat(head.id()).hasToString("e-7");
    assertThat(head.id(0)).hasToString("e-0");
    assertThat(head.number(3)).isEqualTo(3);
    assertThat(find(head, "e-7")).isEqualTo("at 7");
    assertThat(find(head, "e-8")).isEqualTo("AHEAD 0");
    assertThat(find(head, "f-7")).isEqualTo("EPOCH 0");
  }

  @Test
  void anotherEpochThatTakesNothingBack_isAGapForNobody() {
    Head head = cut(Head.of(new Epoch("e"), 7, EventIds::read), 7, "f").plus(1);
    assertThat(head.id()).hasToString("f-8");
    assertThat(head.id(7)).hasToString("f-7");
    assertThat(head.id(6)).hasToString("e-6");
    assertThat(find(head, "e-6")).isEqualTo("at 6");
    assertThat(find(head, "e-7")).isEqualTo("at 7");
    assertThat(find(head, "f-8")).isEqualTo("at 8");
    assertThat(find(head, "e-8")).as("another node may have shown it").isEqualTo("EPOCH 7");
    for (long cursor = 0; cursor <= 8; cursor++) {
      assertThat(head.breach(cursor, LIVE)).isNull();
    }
  }

  @Test
  void aCut_concernsThoseWhoAreBeyond_andReusesNoNumber() {
    Head head = cut(Head.of(new Epoch("e"), 10, EventIds::read), 8, "f").plus(3);
    assertThat(head.number()).isEqualTo(14);
    assertThat(head.id()).hasToString("f-11");
    assertThat(head.number(8)).isEqualTo(8);
    assertThat(head.number(9)).isEqualTo(12);
    assertThat(find(head, "e-8")).isEqualTo("at 8");
    assertThat(find(head, "e-9")).isEqualTo("EPOCH 11");
    assertThat(find(head, "e-99")).isEqualTo("EPOCH 11");
    assertThat(find(head, "f-8")).isEqualTo("at 11");
    assertThat(find(head, "f-9")).isEqualTo("at 12");
    assertThat(find(head, "f-7")).as("never given").isEqualTo("EPOCH 0");
    assertThat(head.breach(8, LIVE)).isNull();
    assertThat(head.breach(9, LIVE)).isEqualTo(GapReason.EPOCH);
    assertThat(head.breach(10, LIVE)).isEqualTo(GapReason.EPOCH);
    assertThat(head.breach(11, LIVE)).isNull();
    assertThat(head.behindBreach(9, LIVE)).isEqualTo(11);
    assertThat(head.behindBreach(8, LIVE)).isEqualTo(8);
  }

  /** Down to ahead of an earlier cut: what that one kept is gone, and its own number too. */
  @Test
  void aCutBehindACut_takesAllBackThatIsBeyond() {
    Head once =
        cut(Head.of(new Epoch("e"), 10, EventIds::read), 8, "f").plus(2); // numbers 12 and 13
    Head head = cut(once, 5, "g").plus(1);
    assertThat(head.id()).hasToString("g-6");
    for (long cursor = 6; cursor <= 13; cursor++) {
      assertThat(head.breach(cursor, LIVE)).as("%d", cursor).isEqualTo(GapReason.EPOCH);
      assertThat(head.behindBreach(cursor, LIVE)).as("%d", cursor).isEqualTo(14);
    }
    assertThat(find(head, "e-5")).isEqualTo("at 5");
    assertThat(find(head, "e-7")).startsWith("EPOCH");
    assertThat(find(head, "f-9")).isEqualTo("EPOCH 14");
    assertThat(find(head, "g-6")).isEqualTo("at 15");
  }

  @Test
  void whatIsLost_concernsThoseWhoWereThere() {
    Head head = Head.of(new Epoch("e"), 10, EventIds::read).lost(12).plus(1);
    assertThat(head.id()).hasToString("e-13");
    assertThat(head.breach(10, Owed.head(10))).isEqualTo(GapReason.DAMAGED);
    assertThat(head.behindBreach(10, Owed.head(10))).isEqualTo(12);
    assertThat(head.breach(12, Owed.head(10))).isNull();
    assertThat(head.breach(3, Owed.head(13))).as("asked for what there is").isNull();
    assertThat(head.breach(3, Owed.RETAINED_ONLY)).isEqualTo(GapReason.DAMAGED);
  }

  @Test
  void whatTheStoreVouchesFor_isNoGap() {
    Head head = Head.of(new Epoch("e"), 10, EventIds::read).passed(12);
    assertThat(head.id()).hasToString("e-12");
    assertThat(head.breach(10, Owed.head(10))).isNull();
  }

  @Test
  void oldEpochs_areForgotten_andTheirReadersTold() {
    Head head = Head.of(new Epoch("e"), 1, EventIds::read);
    for (int i = 0; i < Head.MAX_EPOCHS; i++) {
      head = cut(head, head.id().position(), "f" + i).plus(1);
    }
    assertThat(head.id()).hasToString("f63-65");
    assertThat(find(head, "e-1")).isEqualTo("EPOCH 0");
    assertThat(head.breach(0, LIVE)).isEqualTo(GapReason.EPOCH);
    assertThat(find(head, "f0-2")).isEqualTo("at 2");
    assertThat(head.breach(1, LIVE)).isNull();
  }
}
