/** Owned elsewhere; only signatures stand here. */
@NullMarked
package dev.belfry.log;

import org.jspecify.annotations.NullMarked;
