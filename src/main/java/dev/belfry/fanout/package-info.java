/**
 * Moves each subscription's cursor over the log, by writing the frames between the cursor and the
 * log's end to its stream. JDK only; speaks to a stream through {@link
 * dev.belfry.fanout.EventStream}.
 *
 * <p>There is one worker per core, a thread that owns its share of the subscriptions: everything in
 * a {@link dev.belfry.fanout.Subscription}, an {@code Audience}, {@code Turns}, {@code Timers} and
 * a {@code Delivery} is read and written by that thread alone. Other threads only raise signals:
 *
 * <table>
 * <caption>Fields that threads share, their writers and how they are read</caption>
 * <tr><th>field</th><th>written by</th><th>published by</th><th>read by</th></tr>
 * <tr><td>{@code Inbox.Item.flags}</td><td>any thread; the worker clears them</td><td>atomic or, atomic exchange</td><td>worker</td></tr>
 * <tr><td>{@code Inbox.Item.next}</td><td>who raised the first flag</td><td>compare-and-set of {@code Inbox.top}</td><td>worker</td></tr>
 * <tr><td>{@code Inbox.taken}, and {@code Inbox.Item.next} of what stands in it</td><td>worker</td><td>–</td><td>worker</td></tr>
 * <tr><td>{@code Pulse.cycle}</td><td>worker</td><td>release</td><td>who asks for its age</td></tr>
 * <tr><td>{@code Pulse.question}</td><td>who asks; the worker clears it</td><td>compare-and-exchange, ahead of the ring</td><td>who asks</td></tr>
 * <tr><td>{@code Inbox.parked}</td><td>worker</td><td>volatile write, before it looks at {@code top} once more</td><td>who raised a flag, after it has pushed</td></tr>
 * <tr><td>{@code Subscription.requestedClose}</td><td>any thread</td><td>the flag CLOSE</td><td>worker</td></tr>
 * <tr><td>{@code Audience.size}, {@code Worker.size}</td><td>worker</td><td>volatile write</td><td>any thread</td></tr>
 * <tr><td>{@code Worker.drain}</td><td>{@code FanOut}</td><td>volatile write, then a wake-up</td><td>worker</td></tr>
 * </table>
 *
 * <p>Where a subscription begins is decided before a worker has it, by its {@link
 * dev.belfry.log.Opening}: a worker that comes late, as in a storm of reconnects, loses nothing.
 *
 * <p>Order of service: signals, at most {@code Inbox.SLICE} of them, then the topics that have
 * grown, in slices of subscriptions, then subscriptions that are behind, then timers. One visit
 * writes at most 64 frames or 64 KB.
 *
 * <p>An error, also one that nobody foresaw, ends one subscription or one duty cycle. Whatever was
 * being worked through (signals, a round over a topic, times that have come) goes on behind the
 * place where it happened, so that no other subscription is left where nothing wakes it.
 */
@NullMarked
package dev.belfry.fanout;

import org.jspecify.annotations.NullMarked;
