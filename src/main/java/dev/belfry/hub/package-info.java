/**
 * The service's whole API in Java, without HTTP: {@link dev.belfry.hub.Hub} publishes, admits
 * subscribers, and tells what there is, within limits. Every public method may be called on any
 * thread.
 */
@NullMarked
package dev.belfry.hub;

import org.jspecify.annotations.NullMarked;
