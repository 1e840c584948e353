package dev.belfry.fanout;

import dev.belfry.event.TopicName;
import dev.belfry.log.EventLog;
import dev.belfry.log.TopicLog;
import java.util.HashMap;
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

  /** Has a subscription follow its topics, as they stand in its opening. */
  void join(Subscription subscription) {
    TopicLog[] topics = subscription.opening().topics();
    if (topics.length == 1) {
      Audience only = byTopic.computeIfAbsent(topics[0].name(), this::follow);
      subscription.topics = only.topicAlone();
      subscription.slots[0] = add(subscription, only);
      subscription.audiences = only.alone();
      return;
    }
    subscription.topics = topics; // pinned, so they are the very ones that are followed
    subscription.audiences = new Audience[topics.length];
    for (int i = 0; i < topics.length; i++) {
      Audience audience = byTopic.computeIfAbsent(topics[i].name(), this::follow);
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
   * Ends what {@link #join} began, also if an error kept it from joining all topics.
   *
   * @param passedOver gets those that a round would pass over, as they have moved
   */
  void leave(Subscription subscription, Consumer<Subscription> passedOver) {
    for (int i = 0; i < subscription.audiences.length; i++) {
      Audience audience = subscription.audiences[i];
      if (audience == null) {
        break; // it failed while it was opened
      }
      Subscription moved = audience.remove(subscription.slots[i]);
      forgetEmpty(audience);
      if (moved != null) {
        passedOver.accept(moved);
      }
    }
  }
}
