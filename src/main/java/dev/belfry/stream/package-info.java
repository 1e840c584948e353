/** Owned elsewhere; only signatures stand here. */
@NullMarked
package dev.belfry.stream;

import org.jspecify.annotations.NullMarked;
