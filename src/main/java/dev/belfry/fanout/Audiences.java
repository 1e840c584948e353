package dev.belfry.fanout;

import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.TopicLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Which of a worker's subscriptions follow which topics. The worker's own. */
final class Audiences {

  private final EventLog log;
  private final Worker worker;
  private final Map<TopicName, Audience> byTopic = new HashMap<>();

  Audiences(EventLog log, Worker worker) {
    this.log = log;
    this.worker = worker;
  }

  /** Has a subscription follow the topics that it names. */
  void join(Subscription subscription) {
    List<TopicName> names = subscription.names;
    subscription.names = List.of();
    if (names.size() == 1) {
      Audience only = byTopic.computeIfAbsent(names.getFirst(), this::follow);
      subscription.topics = only.topicAlone();
      subscription.slots[0] = add(subscription, only);
      subscription.audiences = only.alone();
      return;
    }
    subscription.topics = new TopicLog[names.size()];
    subscription.audiences = new Audience[names.size()];
    for (int i = 0; i < names.size(); i++) {
      Audience audience = byTopic.computeIfAbsent(names.get(i), this::follow);
      subscription.topics[i] = audience.topic();
      subscription.slots[i] = add(subscription, audience);
      subscription.audiences[i] = audience;
    }
  }

  private int add(Subscription subscription, Audience audience) {
    try {
      return audience.add(subscription);
    } finally {
      forgetEmpty(audience); // nobody else would, should it have failed
    }
  }

  private void forgetEmpty(Audience audience) {
    if (audience.isEmpty()) {
      byTopic.remove(audience.name);
      log.unfollow(audience.topic(), audience);
    }
  }

  private Audience follow(TopicName name) {
    Audience audience = new Audience(worker, name);
    audience.follows(log.follow(name, audience));
    return audience;
  }

  /**
   * Ends what {@link #join} began, also where that was by halves.
   *
   * @param unvisited gets those that a round would pass over, as they have moved
   */
  void leave(Subscription subscription, Consumer<Subscription> unvisited) {
    for (int i = 0; i < subscription.audiences.length; i++) {
      Audience audience = subscription.audiences[i];
      if (audience == null) {
        break; // it failed while it was opened
      }
      Subscription moved = audience.remove(subscription.slots[i]);
      forgetEmpty(audience);
      if (moved != null) {
        unvisited.accept(moved);
      }
    }
  }
}
