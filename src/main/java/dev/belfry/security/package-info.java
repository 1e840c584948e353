/**
 * Who may publish where. Answers what {@code web} asks through {@link
 * dev.belfry.web.PublisherAccess}; immutable, on any thread, without waiting.
 */
@NullMarked
package dev.belfry.security;

import org.jspecify.annotations.NullMarked;
