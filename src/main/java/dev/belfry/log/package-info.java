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
 * <p>Words: an event is <em>to be retained</em> or not, as its post says. It is <em>replayable</em>
 * while those who come later get it: it was to be retained, is in the log, and was not deleted. It
 * was <em>trimmed</em> if the retention let it go, and <em>dropped</em> if it left, or was passed
 * over, without ever having been to be retained. What has left in whatever way is <em>gone</em>.
 *
 * <p>Who writes what:
 *
 * <table>
 * <caption>Fields, their writers and how they are read</caption>
 * <tr><th>field</th><th>written by</th><th>published by</th><th>read by</th></tr>
 * <tr><td>{@code EventLog.head}</td><td>the tailer, last: number, epochs, what is lost and what was taken back in one value</td><td>volatile write</td><td>all, first</td></tr>
 * <tr><td>{@code EventLog.broken}</td><td>the tailer</td><td>volatile write</td><td>all</td></tr>
 * <tr><td>{@code TopicTable.forgottenTo}</td><td>tailer and workers</td><td>atomic maximum, before the topic leaves the map</td><td>all</td></tr>
 * <tr><td>{@code TopicTable.topics}</td><td>tailer, workers and requests</td><td>one key at a time, {@code compute}</td><td>all</td></tr>
 * <tr><td>{@code TopicLog.view}</td><td>the tailer</td><td>volatile write</td><td>all</td></tr>
 * <tr><td>slots of a view</td><td>the tailer</td><td>the view, if filled; release, if emptied</td><td>all, acquire</td></tr>
 * <tr><td>{@code TopicLog.listeners}</td><td>workers</td><td>volatile write within {@code compute}</td><td>tailer</td></tr>
 * <tr><td>{@code TopicLog.pins}</td><td>requests; the tailer and workers, from 0 to FORGOTTEN</td><td>compare-and-set</td><td>all</td></tr>
 * <tr><td>{@code Frame.bare}, {@code Frame.envelope}</td><td>the encoder, under its lock</td><td>volatile write</td><td>workers</td></tr>
 * </table>
 *
 * <p>A reader exists from its {@link dev.belfry.log.Opening} on, which the thread of its request
 * makes: its topics are pinned, then the head is read, and everything beyond that head is owed to
 * it, events that are not to be retained among them. A worker follows the topics later; what it
 * cannot find of that any more it tells by a gap.
 *
 * <p>The tailer is whoever holds the log's append lock; there is one at a time, and no reader ever
 * takes that lock.
 */
@NullMarked
package dev.belfry.log;

import org.jspecify.annotations.NullMarked;
