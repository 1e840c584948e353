package dev.belfry.stress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
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
    String request = request(events, texts, retain, key);
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

  private List<String> raced(String request, List<Posted> events) {
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

  private static String request(
      List<Posted> events, List<String> texts, boolean retain, String key) {
    Posted first = events.getFirst();
    boolean single = events.size() == 1;
    String path = single ? "/topics/" + first.topic + "/events" : "/events";
    String head =
        "POST "
            + path
            + "?retain="
            + retain
            + " HTTP/1.1\r\n"
            + "Authorization: Bearer stress\r\nConnection: close\r\n"
            + "Content-Type: "
            + (single ? "text/plain" : "application/json")
            + "\r\n"
            + "Idempotency-Key: "
            + key
            + "\r\n";
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      body.append(i == 0 ? "[" : ",");
      body.append("{\"topics\":[\"%s\"],".formatted(events.get(i).topic));
      body.append("\"text\":\"%s\"}".formatted(texts.get(i)));
    }
    return head + "\n" + (single ? texts.getFirst() : body.append(']'));
  }

  /** Returns the ids, or null if nobody knows. */
  private List<String> send(String request, List<Posted> events) {
    int split = request.indexOf("\r\n\n") + 2;
    String head = request.substring(0, split);
    String body = request.substring(split + 1);
    try (Wire wire = new Wire(world.port, head, body, 0)) {
      String answer = wire.rest();
      if (wire.status() == 201) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(answer);
        while (matcher.find()) {
          ids.add(matcher.group(1));
        }
        if (ids.size() != events.size()) {
          world.problems.add(events.size() + " events were answered by " + answer);
        }
        return ids;
      }
      if (wire.status() == 429) {
        LockSupport.parkNanos(20_000_000); // as many keys as fit are remembered
      } else if (wire.status() != 409 && wire.status() < 500) {
        world.problems.add("a post was answered by " + wire.status() + " " + answer);
      }
    } catch (IOException e) {
      LockSupport.parkNanos(5_000_000); // it is down
    }
    return null;
  }

  private void delete(Posted event) {
    event.deleting = Math.min(event.deleting, world.ticks.next());
    String head =
        "DELETE /topics/"
            + event.topic
            + "/events/"
            + event.id
            + " HTTP/1.1\r\n"
            + "Authorization: Bearer stress\r\nConnection: close\r\n";
    while (world.running) {
      try (Wire wire = new Wire(world.port, head, "", 0)) {
        String answer = wire.rest();
        switch (wire.status()) {
          case 204, 410 -> {
            event.deleted = world.ticks.next();
            return;
          }
          case 404 -> {
            return; // retention, or another life, was faster
          }
          case 503, 504, 507 -> {}
          default -> {
            world.problems.add("a deletion was answered by " + wire.status() + " " + answer);
            return;
          }
        }
      } catch (IOException e) {
        LockSupport.parkNanos(5_000_000); // it is down
      }
    }
  }
}
