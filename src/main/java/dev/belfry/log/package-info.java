/**
 * The bounded tail of the store that this node serves its subscribers from. JDK only.
 *
 * <p>A reader is a cursor: it reads {@link EventLog#head() the head} first, then the topics' frames
 * up to that head, and never moves beyond the head it read. So it cannot pass an event that is
 * still on its way.
 *
 * <p>A cursor is a number of the log, and so is everything that cursors are compared with. What a
 * store or a client says is a position or an id; {@link dev.belfry.log.Head} knows which number
 * that is. A store may change its history while there are readers: events are lost, or taken back
 * under another epoch. The head says so, in the same write that moves it, and all readers are
 * woken: those that are concerned find it out when they compare their cursor with the head.
 *
 * <p>Words, with one meaning each:
 *
 * <table>
 * <caption>What is said of events, and of their frames</caption>
 * <tr><th>word</th><th>meaning</th></tr>
 * <tr><td>place</td><td>a number, where a cursor may stand. Arrays have slots</td></tr>
 * <tr><td>to be retained</td><td>an event that goes to those who come later, too, as its post says</td></tr>
 * <tr><td>replayable</td><td>an event that was to be retained, is in the log, and was not deleted</td></tr>
 * <tr><td>deleted</td><td>an event that goes to nobody any more, and that nobody misses: its publisher, or a store that took it back, wants it so. Its frame stays until it is removed</td></tr>
 * <tr><td>removed</td><td>a frame that is no longer in the log, whatever the cause</td></tr>
 * <tr><td>trimmed</td><td>an event that was to be retained, and whose frame the retention had removed</td></tr>
 * <tr><td>skipped</td><td>an event that was never in the log: it was not to be retained, and nobody followed its topic</td></tr>
 * <tr><td>gone</td><td>an event that a reader may miss: it was trimmed, skipped, or not to be retained and removed</td></tr>
 * <tr><td>forgotten</td><td>a topic that the log does not know any more</td></tr>
 * </table>
 *
 * <p>Who writes what:
 *
 * <table>
 * <caption>Fields, their writers and how they are read</caption>
 * <tr><th>field</th><th>written by</th><th>published by</th><th>read by</th></tr>
 * <tr><td>{@code EventLog.head}</td><td>the tailer, last: number, epochs, what is lost and what was taken back in one value</td><td>volatile write</td><td>all, first</td></tr>
 * <tr><td>{@code EventLog.broken}</td><td>the tailer</td><td>volatile write</td><td>all</td></tr>
 * <tr><td>{@code EventLog.size}</td><td>the tailer, as it trims</td><td>volatile write</td><td>all</td></tr>
 * <tr><td>{@code EventLog.trimmer}, {@code EventLog.ageFrom}, {@code Frame.removed}</td><td>the tailer</td><td>–</td><td>the tailer</td></tr>
 * <tr><td>{@code TopicTable.withEvents}</td><td>the tailer</td><td>atomic addition within {@code compute}</td><td>all</td></tr>
 * <tr><td>{@code TopicTable.forgottenTo}</td><td>tailer, workers and requests</td><td>atomic maximum, before the topic is out of the map</td><td>all</td></tr>
 * <tr><td>{@code TopicTable.topics}</td><td>tailer, workers and requests</td><td>one key at a time, {@code compute}</td><td>all</td></tr>
 * <tr><td>{@code TopicLog.view}</td><td>the tailer</td><td>volatile write</td><td>all</td></tr>
 * <tr><td>slots of a {@code TopicView}</td><td>the tailer</td><td>the view, if filled; release, if emptied</td><td>all, acquire</td></tr>
 * <tr><td>{@code TopicLog.listeners}</td><td>workers</td><td>volatile write within {@code compute}</td><td>all</td></tr>
 * <tr><td>{@code TopicLog.pins}</td><td>requests; workers, to unpin; who forgets the topic, from 0 to FORGOTTEN</td><td>compare-and-set, atomic addition</td><td>all</td></tr>
 * <tr><td>{@code Frame.deleted}</td><td>the tailer, ahead of the view that counts it no more</td><td>volatile write</td><td>all</td></tr>
 * <tr><td>{@code Frame.bare}, {@code Frame.envelope}</td><td>the encoder, under its lock</td><td>volatile write</td><td>workers</td></tr>
 * </table>
 *
 * <p>A reader exists from its {@link dev.belfry.log.Opening} on, which the thread of its request
 * makes: its topics are pinned, then the head is read, and everything beyond that head is owed to
 * it, events that are not to be retained among them. A worker follows the topics later; what it
 * cannot find of that any more it tells by a gap.
 *
 * <p>The tailer is whoever feeds the log, one thread at a time: its caller has a lock for that,
 * which no reader takes.
 */
@NullMarked
package dev.belfry.log;

import org.jspecify.annotations.NullMarked;
