package dev.belfry.web.body;

import dev.belfry.event.EventData;
import dev.belfry.event.EventType;
import dev.belfry.event.Post;
import dev.belfry.event.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events that one request wants to publish.
 *
 * @param items in the order of the list
 */
public record Batch(List<Item> items) {

  /**
   * One event, for one or more topics.
   *
   * @param topics where it goes
   * @param type what it is, or null
   * @param data what it says
   */
  public record Item(Set<TopicName> topics, @Nullable EventType type, EventData data) {}

  /** All topics named. */
  public Set<TopicName> topics() {
    Set<TopicName> topics = new LinkedHashSet<>();
    items.forEach(item -> topics.addAll(item.topics()));
    return topics;
  }

  /** One post for each topic of each item. */
  public List<Post> posts(boolean retain) {
    List<Post> posts = new ArrayList<>();
    for (Item item : items) {
      for (TopicName topic : item.topics()) {
        posts.add(new Post(topic, item.type(), item.data(), retain));
      }
    }
    return posts;
  }

  /** The index of the item that a post was made from. */
  public int itemOf(int post) {
    int item = 0;
    int left = post;
    while (left >= items.get(item).topics().size()) {
      left -= items.get(item).topics().size();
      item++;
    }
    return item;
  }
}
