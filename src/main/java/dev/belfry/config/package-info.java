/**
 * The keys below {@code belfry.limits}, {@code .streams}, {@code .retention}, {@code .idempotency}
 * and {@code belfry.store}, one record for each prefix: their values matter to several packages, or
 * take memory. A prefix that matters to one package alone has its record there. Records check
 * themselves, keys that are none stop the start, and whatever stops the start is told in a few
 * lines.
 */
@NullMarked
package dev.belfry.config;

import org.jspecify.annotations.NullMarked;
