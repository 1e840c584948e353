package dev.belfry.stress;

import dev.belfry.testkit.RawConnection.Response;
import dev.belfry.testkit.RawRequest;
import dev.belfry.testkit.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Publishes and deletes: single posts and batches, retried, sent twice at once, sent again late.
 */
final class Publishing implements Runnable {

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final int REMEMBERED = 50;

  private final World world;
  private final SplittableRandom chance;
  private final String name;
  private final List<Posted> mine = new ArrayList<>();
  private int requests;

  Publishing(World world, String name, SplittableRandom chance) {
    this.world = world;
    this.name = name;
    this.chance = chance;
  }

  @Override
  public void run() {
    while (world.publishing) {
      int what = chance.nextInt(100);
      if (what < 6 && !mine.isEmpty()) {
        delete(mine.remove(chance.nextInt(mine.size())));
      } else {
        publish(what < 20 ? chance.nextInt(2, 6) : 1);
      }
      LockSupport.parkNanos(chance.nextLong(4_000_000));
    }
  }

  private void publish(int count) {
    boolean retain = chance.nextInt(10) > 0;
    List<Posted> events = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    long begun = world.ticks.next();
    for (int i = 0; i < count; i++) {
      String topic = world.topic(chance);
      texts.add(world.text(chance.nextInt(20) == 0 ? 20_000 : 20));
      events.add(new Posted(World.brief(texts.get(i)), topic, retain, begun));
    }
    world.posted.addAll(events);
    String key = name + "-" + requests++;
    RawRequest request = request(events, texts, retain, key);
    List<String> ids = null;
    boolean race = chance.nextInt(20) == 0;
    while (ids == null && world.running) {
      ids = race ? raced(request, events) : send(request, events);
    }
    if (ids == null) {
      return; // nobody knows
    }
    if (chance.nextInt(20) == 0) {
      same(ids, send(request, events)); // sent again, late
    }
    for (int i = 0; i < count; i++) {
      Posted event = events.get(i);
      event.acknowledged = world.ticks.next();
      event.id = ids.get(i);
      world.saw(event.id);
      if (retain && mine.size() < REMEMBERED) {
        mine.add(event);
      }
    }
  }

  private List<String> raced(RawRequest request, List<Posted> events) {
    List<List<String>> other = new ArrayList<>();
    Thread racer = Thread.ofVirtual().start(() -> other.add(send(request, events)));
    List<String> own = send(request, events);
    try {
      racer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    same(own, other.getFirst());
    return own == null ? other.getFirst() : own;
  }

  private void same(List<String> one, List<String> other) {
    if (one != null && other != null && !one.equals(other)) {
      world.problems.add("one key was answered by " + one + " and by " + other);
    }
  }

  private static RawRequest request(
      List<Posted> events, List<String> texts, boolean retain, String key) {
    boolean single = events.size() == 1;
    String path = single ? "/topics/" + events.getFirst().topic + "/events" : "/events";
    List<String> items = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      String item = "{\"topics\":[\"%s\"],\"text\":\"%s\"}";
      items.add(item.formatted(events.get(i).topic, texts.get(i)));
    }
    return authorized("POST", path + "?retain=" + retain)
        .header("Content-Type", single ? "text/plain" : "application/json")
        .header("Idempotency-Key", key)
        .body(single ? texts.getFirst() : items.toString());
  }

  private static RawRequest authorized(String method, String target) {
    return RawRequest.plain(method, target).header("Authorization", "Bearer " + ServiceProcess.KEY);
  }

  /** Returns the ids, or null if nobody knows. */
  private List<String> send(RawRequest request, List<Posted> events) {
    Response answer = world.ask(request);
    if (answer == null) {
      return null;
    }
    int status = answer.head().status();
    if (status == 201) {
      List<String> ids = ID.matcher(answer.body()).results().map(id -> id.group(1)).toList();
      if (ids.size() != events.size()) {
        world.problems.add(events.size() + " events were answered by " + answer);
      }
      return ids;
    }
    if (status == 429) {
      LockSupport.parkNanos(20_000_000); // as many keys as fit are remembered
    } else if (status != 409 && status < 500) {
      world.problems.add("a post was answered by " + answer);
    }
    return null;
  }

  private void delete(Posted event) {
    event.deleting = Math.min(event.deleting, world.ticks.next());
    RawRequest request = authorized("DELETE", "/topics/" + event.topic + "/events/" + event.id);
    while (world.running) {
      Response answer = world.ask(request);
      switch (answer == null ? 503 : answer.head().status()) {
        case 204, 410 -> {
          event.deleted = world.ticks.next();
          return;
        }
        case 404 -> {
          return; // retention, or another life, was faster
        }
        case 503, 504, 507 -> {}
        default -> {
          world.problems.add("a deletion was answered by " + answer);
          return;
        }
      }
    }
  }
}
