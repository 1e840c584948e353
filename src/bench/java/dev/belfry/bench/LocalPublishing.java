package dev.belfry.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;

/** Publishes in threads of this process, one for each lane and server. */
final class LocalPublishing implements Publishing {

  private final List<Publisher> publishers = new ArrayList<>();

  private LocalPublishing() {}

  static LocalPublishing start(PublishOrder order, IntSupplier delivered) {
    LocalPublishing publishing = new LocalPublishing();
    for (int port : order.ports()) {
      for (int lane = 0; lane < order.posts().lanes(); lane++) {
        publishing.publishers.add(new Publisher(order, port, lane, delivered));
      }
    }
    for (Publisher publisher : publishing.publishers) {
      Thread.ofPlatform().name("publisher").daemon().start(publisher);
    }
    return publishing;
  }

  @Override
  public boolean isDone() {
    for (Publisher publisher : publishers) {
      if (!publisher.isDone()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String failure() {
    return publishers.stream()
        .map(Publisher::failure)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Override
  public Histogram answers() {
    return Histogram.sum(publishers.stream().map(Publisher::answers).toList());
  }

  @Override
  public Histogram lateness() {
    return Histogram.sum(publishers.stream().map(Publisher::lateness).toList());
  }
}
