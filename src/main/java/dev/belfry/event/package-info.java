/**
 * The words of the domain: topics, ids, posts and events, as values that cannot exist invalid. JDK
 * only, immutable, safe on every thread.
 */
@NullMarked
package dev.belfry.event;

import org.jspecify.annotations.NullMarked;
