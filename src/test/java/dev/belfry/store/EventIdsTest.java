package dev.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.event.Epoch;
import dev.belfry.event.EventId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventIdsTest {

  @Test
  void read_understandsWhatAnIdWrites() {
    for (long position : new long[] {0, 1, Long.MAX_VALUE}) {
      EventId id = new EventId(new Epoch("z".repeat(20)), position);
      assertThat(EventIds.read(id.toString())).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-",
        "e-",
        "-1",
        "e-01",
        "e--1",
        "E-1",
        "e-1 ",
        "e-1.2",
        "e-99999999999999999999",
        "0123456789012345678901-1",
        "é-1"
      })
  void read_ofAnotherForm_isNull(String text) {
    assertThat(EventIds.read(text)).isNull();
  }
}
