/**
 * The service's whole API in Java, without HTTP: {@link dev.belfry.hub.Publishing} accepts events
 * and takes them out, {@link dev.belfry.hub.Streams} admits subscribers, and {@link
 * dev.belfry.hub.Topics} tells what there is. Each takes a permit of {@link
 * dev.belfry.access.Gate}. Every public method may be called on any thread.
 */
@NullMarked
package dev.belfry.hub;

import org.jspecify.annotations.NullMarked;
