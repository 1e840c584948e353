/** What operators see and need: metrics, and the drain before the web server stops. */
@NullMarked
package dev.belfry.operations;

import org.jspecify.annotations.NullMarked;
