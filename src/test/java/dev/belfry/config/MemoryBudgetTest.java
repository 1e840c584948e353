package dev.belfry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** What the bounds come to in heaps of many sizes, and what is told when they do not fit. */
final class MemoryBudgetTest {

  private static final long MB = 1 << 20;
  private static final long FILES = 20_000;

  /** A budget of a heap with room around it, and of what is set. */
  private static MemoryBudget budget(long heapMegabytes, String... set) {
    return budget(heap(heapMegabytes, 1_000_000), set);
  }

  private static Memory heap(long megabytes, long totalMegabytes) {
    return new Memory(megabytes * MB, totalMegabytes * MB, FILES, false);
  }

  private static MemoryBudget budget(Memory memory, String... set) {
    Map<String, String> settings =
        Stream.of(set)
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    Binder binder =
        new Binder(
            List.of(new MapConfigurationPropertySource(settings)),
            null,
            ApplicationConversionService.getSharedInstance());
    return new MemoryBudget(
        binder.bindOrCreate("belfry", Bindable.of(StoreProperties.class)),
        binder.bindOrCreate("belfry.limits", Bindable.of(LimitsProperties.class)),
        binder.bindOrCreate("belfry.streams", Bindable.of(StreamsProperties.class)),
        binder.bindOrCreate("belfry.retention", Bindable.of(RetentionProperties.class)),
        binder.bindOrCreate("belfry.idempotency", Bindable.of(IdempotencyProperties.class)),
        memory);
  }

  @Test
  void largeHeap_hasTheDefaultsOfTheDocuments() {
    MemoryBudget large = budget(6_000);
    assertThat(large.retainedBytes()).isEqualTo(256 * MB);
    assertThat(large.encodedFrames()).isEqualTo(64 * MB);
    assertThat(large.bodies()).isEqualTo(6_000 * MB / 16);
    assertThat(large.connections()).isEqualTo(1_000);
    assertThat(large.streams()).isEqualTo(FILES - 1250);
    assertThat(large.subscriptions()).isEqualTo((FILES - 1250) * 64);
    assertThat(large.topics()).isEqualTo(100_000);
    assertThat(large.keys()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {64, 96, 128, 256, 512, 1_000, 2_000, 6_000, 64_000})
  void defaults_fitEveryHeap(long megabytes) {
    for (String store : List.of("belfry.store=memory", "belfry.store=file")) {
      MemoryBudget budget = budget(megabytes, store);
      long taken =
          budget.retainedBytes() * 9 / 8
              + budget.bodies() * 5
              + budget.connections() * 49_152L
              + budget.streams() * 4608L
              + budget.subscriptions() * 640L
              + budget.topics() * 384L
              + budget.keys() * 512L;
      assertThat(taken).isLessThanOrEqualTo(megabytes * MB * 9 / 10 - 22 * MB);
      assertThat(budget.retainedBytes()).isEqualTo(Math.min(256, megabytes / 4) * MB);
      assertThat(budget.bodies()).as("a body of 1 MB").isGreaterThan(MB);
    }
  }

  @Test
  void whatIsSet_isTakenFirst_andDefaultsShareTheRest() {
    MemoryBudget before = budget(256);
    MemoryBudget after = budget(256, "belfry.limits.streams=20000");
    assertThat(after.streams()).isEqualTo(20_000).isGreaterThan(before.streams());
    assertThat(after.topics()).isLessThan(before.topics()).isGreaterThan(1_000);
    assertThat(after.retainedBytes()).isEqualTo(before.retainedBytes());
  }

  @Test
  void whatOneCannotUse_isForTheOthers() {
    MemoryBudget few = budget(128, "belfry.limits.streams=100");
    assertThat(few.subscriptions()).isEqualTo(6_400);
    assertThat(few.topics()).isGreaterThan(budget(128).topics());
  }

  @ParameterizedTest
  @CsvSource({
    "96, belfry.retention.bytes=256MB, is 256MB and takes 288MB; by itself it would be 24MB",
    "96, belfry.limits.streams=19000, is 19000 and takes 83MB; by itself it would be",
    "512, belfry.idempotency.keys=10000000, is 10000000 and takes 4882MB; by itself it would be",
    "256, belfry.limits.subscriptions=1000000, is 1000000 and takes 610MB; by itself it would be",
    "256, belfry.limits.topics=1000000, is 1000000 and takes 366MB; by itself it would be",
  })
  void boundThatDoesNotFit_isNamed_withWhatWould(long heap, String setting, String told) {
    String key = setting.substring(0, setting.indexOf('='));
    assertThatThrownBy(() -> budget(heap, setting))
        .isInstanceOf(UnusableConfigurationException.class)
        .hasMessageContaining("- " + key + " " + told)
        .hasMessageContaining("of the heap, which has " + heap + "MB");
  }

  @Test
  void bodyThatIsTooLargeForTheHeap_isNamed() {
    assertThatThrownBy(() -> budget(96, "belfry.limits.request-size=16MB"))
        .hasMessageContaining("- the bodies of requests is 16MB (its default) and takes 80MB");
  }

  @Test
  void allThatTakesMemory_isInTheMessage() {
    assertThatThrownBy(() -> budget(96, "belfry.retention.bytes=1GB"))
        .hasMessageContainingAll(
            "belfry.retention.bytes",
            "belfry.limits.streams",
            "belfry.limits.subscriptions",
            "belfry.limits.topics",
            "belfry.idempotency.keys",
            "the bodies of requests");
  }

  @ParameterizedTest
  @CsvSource({
    "belfry.limits.event-size=2MB, belfry.limits.request-size, 1MB",
    "belfry.limits.batch-size=200;belfry.idempotency.keys=150, belfry.idempotency.keys, 150",
    "belfry.limits.topics-per-stream=100;belfry.limits.subscriptions=99,"
        + " belfry.limits.subscriptions, 99",
    "belfry.limits.event-size=1MB;belfry.retention.bytes=512KB, belfry.retention.bytes, 512KB",
  })
  void boundsThatContradictEachOther_areRefused(String settings, String other, String bound) {
    assertThatThrownBy(() -> budget(512, settings.split(";")))
        .isInstanceOf(UnusableConfigurationException.class)
        .hasMessageContaining(", and " + other + ", which it has to fit into, is " + bound + ".");
  }

  @Test
  void moreStreamsThanFiles_areRefused() {
    assertThatThrownBy(() -> budget(2_000, "belfry.limits.streams=20001"))
        .hasMessage("belfry.limits.streams is 20001, and this process may open 20000 files.");
  }

  @Test
  void heapThatIsTooLargeForTheContainer_isRefused_withOneThatFits() {
    assertThat(budget(heap(96, 256)).encodedFrames()).isEqualTo(12 * MB);
    assertThatThrownBy(() -> budget(heap(126, 256)))
        .isInstanceOfSatisfying(
            UnusableConfigurationException.class,
            e -> {
              assertThat(e).hasMessageContaining("the container or the machine has 256MB");
              assertThat(e.advice()).contains("at most 100MB (-Xmx)");
            });
  }
}
