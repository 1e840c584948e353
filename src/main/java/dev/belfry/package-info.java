/**
 * The application class, and below it one package per capability. Who may know whom is proved by
 * {@code ArchitectureTest}:
 *
 * <table>
 * <caption>Packages, what they own, and what they may import</caption>
 * <tr><th>package</th><th>owns</th><th>may import</th></tr>
 * <tr><td>event</td><td>the domain's values; JDK only</td><td>–</td></tr>
 * <tr><td>log</td><td>the tail of the store, reading by cursor, retention; JDK only</td><td>event</td></tr>
 * <tr><td>sse</td><td>the text of server-sent events, and the memory of encoded ones; JDK only</td><td>event, log</td></tr>
 * <tr><td>fanout</td><td>workers, subscriptions, heartbeats, drain; JDK only</td><td>event, log, sse</td></tr>
 * <tr><td>config</td><td>the keys that several packages need, their ranges, and what a bad one is told</td><td>–</td></tr>
 * <tr><td>store</td><td>the port to the store, the memory store, idempotency keys</td><td>event, config</td></tr>
 * <tr><td>store.file</td><td>events in segment files, and what prints them</td><td>event, config, store</td></tr>
 * <tr><td>access</td><td>who is asking, and what he may do; JDK only</td><td>event</td></tr>
 * <tr><td>hub</td><td>the service's whole API in Java</td><td>event, log, sse, fanout, config, store, access</td></tr>
 * <tr><td>stream</td><td>how a response becomes a stream: all that knows Tomcat or SseEmitter</td><td>sse, fanout, config, hub</td></tr>
 * <tr><td>web.problem</td><td>refusals, and how they are written</td><td>hub, store</td></tr>
 * <tr><td>web.body</td><td>reading what publishers send</td><td>event, web.problem</td></tr>
 * <tr><td>web.origin</td><td>cross-origin rules, refused paths, and what the container refuses</td><td>stream, web.problem</td></tr>
 * <tr><td>web</td><td>the endpoints of the HTTP contract</td><td>event, config, store, access, hub, stream, web.problem, web.body</td></tr>
 * <tr><td>security</td><td>how it is found out who is asking</td><td>access, config</td></tr>
 * <tr><td>console</td><td>the page and the clock of profile dev</td><td>event, access, hub</td></tr>
 * <tr><td>operations</td><td>metrics, health, what is said at the start, and the drain on shutdown</td><td>log, hub, fanout, config, store</td></tr>
 * </table>
 *
 * <p>Nothing imports web, security, console, operations or store.file but the application class. Of
 * store, web knows the outcomes alone, which the hub passes on.
 *
 * <p>The way of one post: {@code web.PublishController} learns who sends it, gets a permit and
 * reads the body; {@code hub.Publishing} keeps the limits; {@code store.EventStore} gives it a
 * position and makes it durable; {@code hub.Tailer} appends it to {@code log.EventLog}, which wakes
 * the workers; a {@code fanout.Worker} visits each subscription of the topic, and writes what lies
 * between its cursor and the log's head to a {@code stream.SocketStream}.
 */
@NullMarked
package dev.belfry;

import org.jspecify.annotations.NullMarked;
