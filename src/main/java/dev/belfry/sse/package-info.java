/**
 * The text of server-sent events: the blocks of events, encoded once and shared by all who read
 * them, and the blocks that a stream has for itself. JDK only.
 *
 * <p>Who writes what:
 *
 * <table>
 * <caption>Fields, their writers and how they are read</caption>
 * <tr><th>field</th><th>written by</th><th>published by</th><th>read by</th></tr>
 * <tr><td>{@code Slab.buffer}</td><td>workers, under the encoder's lock</td><td>volatile write; null ahead of {@code GracePeriods.newest}</td><td>workers, inside</td></tr>
 * <tr><td>{@code GracePeriods.newest}</td><td>workers, under the encoder's lock</td><td>volatile write</td><td>a worker that goes inside</td></tr>
 * <tr><td>{@code GracePeriods.Reader.inside}</td><td>its worker</td><td>volatile write, ahead of all slabs</td><td>workers, under the encoder's lock, behind {@code newest}</td></tr>
 * <tr><td>the bytes of a slab</td><td>workers, under the encoder's lock, once no reader is inside that may have found its last use</td><td>the frame's encoding</td><td>workers, inside</td></tr>
 * <tr><td>{@code Slabs.held}</td><td>workers, under the encoder's lock</td><td>atomic add</td><td>all</td></tr>
 * </table>
 *
 * <p>The encoding of a frame is kept in the frame itself, which belongs to the log.
 */
@NullMarked
package dev.belfry.sse;

import org.jspecify.annotations.NullMarked;
