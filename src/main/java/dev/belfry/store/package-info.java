/**
 * Decides order and durability. {@link dev.belfry.store.EventStore} is the port; a store gives each
 * event its position, makes it durable, hands it to the tail, and only then answers.
 *
 * <p>Stores are called by any thread; the tail is called by one thread at a time, in position
 * order.
 */
@NullMarked
package dev.belfry.store;

import org.jspecify.annotations.NullMarked;
