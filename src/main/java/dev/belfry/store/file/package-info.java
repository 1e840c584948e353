/**
 * Keeps events in segment files, so that a process or a machine that stops costs nothing that was
 * acknowledged. The format is described in {@code src/docs/file-store.md}.
 *
 * <p>Who writes what:
 *
 * <table>
 * <caption>State, and the thread that writes it</caption>
 * <tr><th>state</th><th>written by</th></tr>
 * <tr><td>segments, their header's mark, the manifest, positions, keys</td><td>the store's one
 * writer; at the start, and only then, the thread that opens the store</td></tr>
 * <tr><td>the queue of requests</td><td>publishers add, the writer takes</td></tr>
 * <tr><td>a request's outcome</td><td>the writer, once; its publisher gives up waiting by the same
 * compare-and-set</td></tr>
 * <tr><td>keys that are under way</td><td>publishers, each its own; one that has waited removes
 * another's, as that one is about to</td></tr>
 * <tr><td>how far the retention has come</td><td>any thread; only ever grows</td></tr>
 * <tr><td>the spare file</td><td>the keeper makes it, the writer takes it</td></tr>
 * <tr><td>the files of sealed segments</td><td>the keeper deletes them or puts compacted ones in
 * their place, as the writer told it; it says how long they are then</td></tr>
 * <tr><td>whether the writer works, and since when</td><td>the writer</td></tr>
 * </table>
 */
@NullMarked
package dev.belfry.store.file;

import org.jspecify.annotations.NullMarked;
