/** Owned elsewhere; only signatures stand here. */
@NullMarked
package dev.belfry.hub;

import org.jspecify.annotations.NullMarked;
