/**
 * Where a request comes from, and which host and path it names: cross-origin rules, and filters
 * that refuse a request before any handler sees it.
 */
@NullMarked
package dev.belfry.web.origin;

import org.jspecify.annotations.NullMarked;
