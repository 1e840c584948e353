/**
 * Keeps events in segment files, so that a process or a machine that stops costs nothing that was
 * acknowledged. The files, what happens to them, and their format are described in {@code
 * src/docs/file-store.md}.
 *
 * <p>The classes in the order in which they are worth reading:
 *
 * <table>
 * <caption>What happens where</caption>
 * <tr><th>what happens</th><th>classes, from the outside in</th></tr>
 * <tr><td>a post is appended: it waits, shares a write and a sync with others, is handed to the
 * tail, and answered</td><td>FileStore, RequestQueue, Request, Writer, Group, Segments,
 * Segment</td></tr>
 * <tr><td>how that looks on the disk</td><td>SegmentFormat (header), StoredRecord and RecordFormat
 * (records), Manifest (which segments there are)</td></tr>
 * <tr><td>the store is opened: damage is found, a torn end is cut off, an epoch goes on or
 * begins</td><td>Recovery, Replay (what counts of several segments), SegmentScan (what is intact in
 * one), Recovered</td></tr>
 * <tr><td>the retention lets events go: segments are dropped, deleted and compacted</td>
 * <td>SealedSegments, SealedSegment, DeletionQueue, Compactor (when), Compaction (how),
 * BackgroundExecutor</td></tr>
 * <tr><td>the directory: rights, lock, names, a disk that is full</td><td>Disk, Directory,
 * OwnerOnly, DirectoryLock, DiskFullException, UnusableDirectoryException and its analyzer</td></tr>
 * <tr><td>an operator looks at it</td><td>Inspection</td></tr>
 * <tr><td>the service is put together</td><td>FileProperties, FileStoreConfiguration</td></tr>
 * </table>
 *
 * <p>These rooms are no packages of their own: every other room uses all of the format, and half of
 * the directory's classes, so that more would become public than be hidden.
 *
 * <p>The words:
 *
 * <table>
 * <caption>Glossary</caption>
 * <tr><th>word</th><th>meaning</th></tr>
 * <tr><td>segment</td><td>a file of records; one is written to, the others are <i>sealed</i></td></tr>
 * <tr><td>record</td><td>what was decided at once; on the disk it is whole or not there</td></tr>
 * <tr><td>base</td><td>the position of a segment's first event; the <i>limit</i> of a segment is the
 * base of the next one</td></tr>
 * <tr><td>recovery point</td><td>up to which byte a segment was synced for certain</td></tr>
 * <tr><td>group</td><td>requests that share one write and one sync</td></tr>
 * <tr><td>to drop</td><td>a segment is not of the store any more; its file is <i>deleted</i> later,
 * in the background</td></tr>
 * <tr><td>to trim</td><td>an event leaves the retention; its bytes stay until its segment is dropped
 * or <i>compacted</i></td></tr>
 * <tr><td>hole</td><td>positions whose events were acknowledged, and are damaged or missing</td></tr>
 * </table>
 *
 * <p>Who writes what:
 *
 * <table>
 * <caption>State, and the thread that writes it</caption>
 * <tr><th>state</th><th>written by</th></tr>
 * <tr><td>segments, their recovery points, the manifest, positions, keys</td><td>the store's one
 * writer; at the start, and only then, the thread that opens the store</td></tr>
 * <tr><td>the queue of requests</td><td>publishers add, the writer takes</td></tr>
 * <tr><td>a request's outcome</td><td>the writer, once; its publisher gives up waiting by the same
 * compare-and-set</td></tr>
 * <tr><td>keys that are under way</td><td>publishers, each its own; one that has waited removes
 * another's, as that one is about to</td></tr>
 * <tr><td>how far the retention has come</td><td>any thread; only ever grows</td></tr>
 * <tr><td>the spare file</td><td>the background executor makes it, the writer takes it</td></tr>
 * <tr><td>the files of sealed segments</td><td>the background executor deletes them or puts
 * compacted ones in their place, as the writer told it; it says how long they are then</td></tr>
 * <tr><td>whether the writer works, and since when</td><td>the writer</td></tr>
 * </table>
 */
@NullMarked
package dev.belfry.store.file;

import org.jspecify.annotations.NullMarked;
