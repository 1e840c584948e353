/**
 * Moves each subscription's cursor over the log, by writing the frames between the cursor and the
 * log's end to its stream. JDK only; speaks to a stream through {@link
 * dev.belfry.fanout.EventStream}.
 *
 * <p>There is one worker per core, a thread that owns its share of the subscriptions: everything in
 * a {@link dev.belfry.fanout.Subscription}, an {@code Audience}, {@code Turns}, a {@code Schedule},
 * a {@code Lifecycle} and {@code Visits} is read and written by that thread alone. Other threads
 * only raise signals:
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
 * <tr><td>{@code Audience.size}, {@code Lifecycle.size}</td><td>worker</td><td>volatile write</td><td>any thread</td></tr>
 * <tr><td>{@code Worker.drain}</td><td>{@code FanOut}</td><td>volatile write, then a wake-up</td><td>worker, as each duty cycle begins and as it rests</td></tr>
 * </table>
 *
 * <p>Where a subscription begins is decided before a worker has it, by its {@link
 * dev.belfry.log.Opening}: a worker that comes late, as in a storm of reconnects, loses nothing.
 *
 * <p>Order of service: signals, at most {@code Inbox.SLICE} of them, then the topics that have
 * grown, in slices of subscriptions, then subscriptions that are behind, then timers, then the
 * drain. A subscription's states, and what may lead from one to another, are those of {@code
 * Subscription.State}; {@code Lifecycle} takes it through them.
 *
 * <table>
 * <caption>Words, with one meaning each</caption>
 * <tr><th>word</th><th>meaning</th></tr>
 * <tr><td>turn</td><td>what a topic or a subscription stands in line for; who has it is served</td></tr>
 * <tr><td>round</td><td>the turns of one topic in which all its subscriptions are served</td></tr>
 * <tr><td>visit</td><td>reads on from the cursor of one subscription, and writes at most 64 frames or 64 KB of that to its stream; who is new is opened before it, who is blocked is served without one</td></tr>
 * <tr><td>place</td><td>a place in the log: where a cursor may stand. Arrays have a slot or an index</td></tr>
 * <tr><td>hand on</td><td>to pass signals, or times that have come, to those they are for</td></tr>
 * <tr><td>drain</td><td>to end all streams because the node stops</td></tr>
 * <tr><td>retained</td><td>said of an event that its publisher wants kept for those who come later; see the words of {@code log}</td></tr>
 * </table>
 *
 * <p>An error, also one that nobody foresaw, ends one subscription or one duty cycle. Whatever was
 * being worked through (signals, a round over a topic, times that have come) goes on behind what
 * failed, so that no other subscription is left where nothing wakes it.
 */
@NullMarked
package dev.belfry.fanout;

import org.jspecify.annotations.NullMarked;
