package dev.belfry.stress;

import dev.belfry.testkit.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows everything that was published, and proves of each transcript: position order, no event
 * twice, none missing that no gap covers, none that was not asked for. To be asked once all has
 * come to an end.
 */
final class Checker {

  private static final String GAP = "stream.gap";
  private static final String CLOSE = "stream.close";

  /** How far from a stream's begin what should not be there is looked for. */
  private static final long NEAR = 1_000;

  private final Map<String, Posted> byText = new HashMap<>();

  /** The acknowledged ones by epoch, and by position. */
  private final Map<String, NavigableMap<Long, Posted>> byEpoch = new HashMap<>();

  private final List<String> problems = new ArrayList<>();

  Checker(Iterable<Posted> posted) {
    for (Posted one : posted) {
      byText.put(one.text, one);
      if (one.id != null) {
        Posted other =
            byEpoch
                .computeIfAbsent(Ids.epoch(one.id), epoch -> new TreeMap<>())
                .put(Ids.position(one.id), one);
        if (other != null) {
          problems.add(one.id + " was given to " + one.text + " and to " + other.text);
        }
      }
    }
  }

  /** What is wrong, for people; empty if nothing is. */
  List<String> problems() {
    return problems;
  }

  /** How many were acknowledged. */
  long acknowledged() {
    return byEpoch.values().stream().mapToLong(Map::size).sum();
  }

  /**
   * The whole history of a topic, as it is in the end.
   *
   * @param retained how many of the newest events must be there, those that were deleted counted
   */
  void history(String topic, List<Transcript.Block> events, int retained) {
    Set<String> seen = new HashSet<>();
    long last = 0;
    for (Transcript.Block event : events) {
      Posted posted = known("history of " + topic, event, Set.of(topic));
      if (posted == null) {
        continue;
      }
      if (!seen.add(posted.text)) {
        problems.add("history of " + topic + ": " + posted.text + " is there twice");
      }
      if (Ids.position(event.id()) <= last) {
        problems.add("history of " + topic + ": " + event.id() + " is out of order");
      }
      last = Ids.position(event.id());
      if (posted.deleted != Ticks.NEVER) {
        problems.add("history of " + topic + ": " + posted.text + " was deleted");
      }
      if (!posted.retain) {
        problems.add("history of " + topic + ": " + posted.text + " was not to be retained");
      }
    }
    if (!events.isEmpty()) {
      String first = events.getFirst().id();
      owed(Ids.epoch(first), Ids.position(first) - 1, Long.MAX_VALUE, Set.of(topic))
          .values()
          .stream()
          .filter(posted -> posted.retain && !seen.contains(posted.text))
          .forEach(posted -> problems.add("history of " + topic + ": without " + posted.text));
    }
    if (byEpoch.size() > 1) {
      problems.add("the store has begun a new life: " + byEpoch.keySet());
    }
    for (Posted posted : newest(topic, retained)) {
      if (posted.deleting == Ticks.NEVER && !seen.contains(posted.text)) {
        problems.add("history of " + topic + ": has lost " + posted.text);
      }
    }
  }

  private List<Posted> newest(String topic, int count) {
    List<Posted> all =
        byEpoch.values().stream()
            .flatMap(epoch -> epoch.values().stream())
            .filter(posted -> posted.retain && posted.topic.equals(topic))
            .toList();
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  /** What one stream had. */
  void stream(Transcript transcript) {
    if (transcript.blocks.isEmpty()) {
      return; // it never began
    }
    new Walk(transcript).walk();
  }

  private Posted known(String where, Transcript.Block event, Set<String> topics) {
    Posted posted = byText.get(event.data());
    if (posted == null) {
      problems.add(where + ": nobody published " + event.data());
    } else if (!topics.contains(posted.topic)) {
      problems.add(where + ": " + posted.text + " is of " + posted.topic);
    } else if (posted.id != null && !posted.id.equals(event.id())) {
      problems.add(where + ": " + posted.text + " has " + event.id() + " and " + posted.id);
    }
    return posted;
  }

  private NavigableMap<Long, Posted> owed(String epoch, long from, long to, Set<String> topics) {
    NavigableMap<Long, Posted> owed = new TreeMap<>();
    byEpoch
        .getOrDefault(epoch, new TreeMap<>())
        .subMap(from, false, to, true)
        .forEach((position, posted) -> {
          if (topics.contains(posted.topic) && posted.deleting == Ticks.NEVER) {
            owed.put(position, posted);
          }
        });
    return owed;
  }

  /** One transcript, from its first block to its last. */
  private final class Walk {

    private final Transcript transcript;
    private final Set<String> seen = new HashSet<>();

    /** Where the reader stands: everything up to here it has had, or was told of. */
    private String epoch = "";

    private long cursor;
    private boolean gapExpected;
    private boolean closed;

    Walk(Transcript transcript) {
      this.transcript = transcript;
    }

    void walk() {
      Transcript.Block first = transcript.blocks.getFirst();
      if (first.data() != null || first.id().isEmpty()) {
        problem("the first block is no start: " + first);
        return;
      }
      begin(first);
      transcript.blocks.stream().skip(1).forEach(this::take);
      if (gapExpected && !closed && transcript.blocks.size() > 1) {
        problem("was never told of a gap");
      }
    }

    private void begin(Transcript.Block first) {
      switch (transcript.start) {
        case LIVE -> {
          stand(first.id());
          if (cursor > 0 && !byEpoch.containsKey(epoch)) {
            problem("begins in a life that the store never had: " + first.id());
          }
          beginsNow(first.id());
        }
        case NEWEST -> stand(first.id());
        case RESUMED -> {
          if (first.id().equals(transcript.requested)) {
            stand(first.id()); // if something is missing, that is found out
          } else {
            gapExpected = true;
          }
        }
        case FORGED -> gapExpected = true;
      }
    }

    /** At the head: behind all that was acknowledged, ahead of all that had not begun. */
    private void beginsNow(String id) {
      NavigableMap<Long, Posted> all = byEpoch.getOrDefault(epoch, new TreeMap<>());
      all.subMap(cursor, false, cursor + NEAR, true).values().stream()
          .filter(posted -> posted.acknowledged < transcript.asked)
          .forEach(posted -> problem("begins at " + id + ", ahead of " + posted.id));
      all.subMap(cursor - NEAR, false, cursor, true).values().stream()
          .filter(posted -> posted.begun > transcript.opened)
          .forEach(posted -> problem("begins at " + id + ", behind " + posted.id));
    }

    private void stand(String id) {
      epoch = Ids.epoch(id);
      cursor = Ids.position(id);
    }

    private void take(Transcript.Block block) {
      if (closed) {
        problem("goes on behind its end: " + block);
      } else if (block.event().equals(CLOSE)) {
        closed = true;
      } else if (block.event().equals(GAP)) {
        gap(block);
      } else if (block.data() == null) {
        heartbeat(block);
      } else {
        event(block);
      }
    }

    private void gap(Transcript.Block block) {
      boolean back = Ids.epoch(block.id()).equals(epoch) && Ids.position(block.id()) < cursor;
      if (back && !gapExpected) {
        problem("a gap leads back to " + block.id() + " from " + cursor);
      }
      gapExpected = false;
      stand(block.id());
    }

    private void heartbeat(Transcript.Block block) {
      if (block.id().isEmpty() || gapExpected) {
        return;
      }
      advance(block.id());
    }

    private void event(Transcript.Block block) {
      if (gapExpected) {
        problem("an event comes ahead of the gap: " + block);
        gapExpected = false;
        stand(block.id());
        return;
      }
      Posted posted = known(transcript.name, block, transcript.topics);
      if (posted == null) {
        return;
      }
      if (!seen.add(posted.text)) {
        problem(posted.text + " came twice");
      }
      if (posted.deleted < transcript.asked) {
        problem(posted.text + " was deleted before");
      }
      if (Ids.epoch(block.id()).equals(epoch) && Ids.position(block.id()) == cursor) {
        problem(block.id() + " comes behind itself");
      }
      advance(block.id());
    }

    /** Moves on to an id: everything between that was owed has been seen. */
    private void advance(String id) {
      if (!Ids.epoch(id).equals(epoch)) {
        problem("goes on in another life, at " + id);
        stand(id);
        return;
      }
      long position = Ids.position(id);
      if (position < cursor) {
        problem("goes back to " + id + " from " + cursor);
        return;
      }
      owed(epoch, cursor, position, transcript.topics)
          .forEach((at, posted) -> {
            boolean own = posted.retain || posted.begun > transcript.opened;
            if (own && !seen.contains(posted.text)) {
              problem("without " + posted.id + " " + posted.text + ", and without a gap");
            }
          });
      cursor = position;
    }

    private void problem(String what) {
      problems.add(
          "%s (%s %s of %s): %s"
              .formatted(
                  transcript.name,
                  transcript.start,
                  transcript.requested,
                  transcript.topics,
                  what));
    }
  }
}
