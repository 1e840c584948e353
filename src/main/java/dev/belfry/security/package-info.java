/**
 * Finds out who is asking, by the publishers' key: answers {@link dev.belfry.access.Authenticator}.
 * Immutable, on any thread, without waiting.
 */
@NullMarked
package dev.belfry.security;

import org.jspecify.annotations.NullMarked;
