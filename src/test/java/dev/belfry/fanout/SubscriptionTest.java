package dev.belfry.fanout;

import static dev.belfry.fanout.Subscription.State.BLOCKED;
import static dev.belfry.fanout.Subscription.State.CLOSING;
import static dev.belfry.fanout.Subscription.State.CLOSING_BLOCKED;
import static dev.belfry.fanout.Subscription.State.ENDED;
import static dev.belfry.fanout.Subscription.State.LIVE;
import static dev.belfry.fanout.Subscription.State.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.event.Start;
import dev.belfry.event.TopicName;
import dev.belfry.fanout.Subscription.State;
import dev.belfry.log.LogFixture;
import dev.belfry.log.Opening;
import dev.belfry.sse.FrameEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of {@link Subscription.State}: each transition in it, and each that is not. */
final class SubscriptionTest {

  enum Transition {
    OPEN,
    BLOCK,
    UNBLOCK,
    BEGIN_CLOSING,
    END;

    void take(Subscription subscription) {
      switch (this) {
        case OPEN -> subscription.open(100, 15, 1_800);
        case BLOCK -> subscription.block();
        case UNBLOCK -> subscription.unblock();
        case BEGIN_CLOSING -> subscription.beginClosing(5_000);
        case END -> subscription.end();
      }
    }
  }

  private static final Map<Transition, Map<State, State>> TABLE =
      Map.of(
          Transition.OPEN,
          Map.of(NEW, LIVE),
          Transition.BLOCK,
          Map.of(LIVE, BLOCKED, CLOSING, CLOSING_BLOCKED),
          Transition.UNBLOCK,
          Map.of(LIVE, LIVE, BLOCKED, LIVE, CLOSING, CLOSING, CLOSING_BLOCKED, CLOSING),
          Transition.BEGIN_CLOSING,
          Map.of(LIVE, CLOSING, BLOCKED, CLOSING_BLOCKED),
          Transition.END,
          Map.of(NEW, ENDED, LIVE, ENDED, BLOCKED, ENDED, CLOSING, ENDED, CLOSING_BLOCKED, ENDED));

  private final LogFixture fixture = new LogFixture(10);
  private final List<String> ended = new ArrayList<>();
  private final Worker worker =
      new Worker(
          fixture.log,
          new FrameEncoder(1 << 21),
          new StreamSettings(
              Duration.ofSeconds(15),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofSeconds(10)),
          new Jitter(new Random(1)),
          () -> 0,
          new Counts());

  private Subscription subscription() {
    return new Subscription(
        worker,
        new ScriptedStream(),
        Opening.of(fixture.log, List.of(new TopicName("a")), new Start.Live()),
        StreamForm.PLAIN,
        Subscription.NEVER,
        () -> ended.add("ended"));
  }

  /** One that has come to a state on the shortest way. */
  private Subscription in(State state) {
    Subscription subscription = subscription();
    List<Transition> way =
        switch (state) {
          case NEW -> List.of();
          case LIVE -> List.of(Transition.OPEN);
          case BLOCKED -> List.of(Transition.OPEN, Transition.BLOCK);
          case CLOSING -> List.of(Transition.OPEN, Transition.BEGIN_CLOSING);
          case CLOSING_BLOCKED ->
              List.of(Transition.OPEN, Transition.BLOCK, Transition.BEGIN_CLOSING);
          case ENDED -> List.of(Transition.END);
        };
    way.forEach(transition -> transition.take(subscription));
    assertThat(subscription.state()).isEqualTo(state);
    ended.clear();
    return subscription;
  }

  @ParameterizedTest
  @EnumSource(Transition.class)
  void aTransition_leadsWhereTheTableSays_andNowhereElse(Transition transition) {
    Map<State, State> column = Objects.requireNonNull(TABLE.get(transition));
    for (State from : State.values()) {
      Subscription subscription = in(from);
      State to = column.get(from);
      if (to == null) {
        long deadline = subscription.deadline();
        assertThatThrownBy(() -> transition.take(subscription))
            .as("%s from %s", transition, from)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(from.name());
        assertThat(subscription.state()).isEqualTo(from);
        assertThat(subscription.deadline()).isEqualTo(deadline);
        assertThat(ended).isEmpty();
      } else {
        transition.take(subscription);
        assertThat(subscription.state()).as("%s from %s", transition, from).isEqualTo(to);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void whatAStateAllows(State state) {
    Subscription subscription = in(state);
    Set<State> open = EnumSet.complementOf(EnumSet.of(NEW, ENDED));
    assertThat(subscription.isOpen()).isEqualTo(open.contains(state));
    assertThat(subscription.isReading()).isEqualTo(EnumSet.of(LIVE, BLOCKED).contains(state));
    assertThat(subscription.isFree()).isEqualTo(EnumSet.of(LIVE, CLOSING).contains(state));
  }

  @Test
  void theDeadline_isWhenItIsClosed_andThenWhenItIsAborted() {
    Subscription subscription = subscription();
    subscription.open(100, 15, 1_800);
    assertThat(subscription.lastTaken).isEqualTo(100);
    assertThat(subscription.heartbeatAfter).isEqualTo(15);
    assertThat(subscription.deadline()).isEqualTo(1_800);
    subscription.beginClosing(5_000);
    assertThat(subscription.deadline()).isEqualTo(5_000);
  }

  @Test
  void theEnd_isToldOnce_andReleasesTheOpening() {
    Subscription subscription = subscription();
    assertThat(fixture.log.topics()).hasSize(1);
    subscription.end();
    assertThatThrownBy(subscription::end).isInstanceOf(IllegalStateException.class);
    assertThat(ended).hasSize(1);
    assertThat(fixture.log.topics()).isEmpty();
  }
}
