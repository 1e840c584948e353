/**
 * How a response becomes an {@link dev.belfry.fanout.EventStream}: by taking the socket over from
 * Tomcat ({@link dev.belfry.stream.SocketStream}), or, where that cannot be, by Spring's
 * asynchronous processing ({@code EmitterStream}). All that knows Tomcat or {@code SseEmitter}.
 *
 * <p>Tomcat's threads and virtual threads only tell the subscription's worker what happened.
 */
@NullMarked
package dev.belfry.stream;

import org.jspecify.annotations.NullMarked;
